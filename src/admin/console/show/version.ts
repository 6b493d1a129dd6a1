import { columns } from '../column.js';
import { show } from '../command.js';

/** Exporters look for the word PgBouncer and a version that they know: the version is ours, the columns are as of 1.25. */
export const showVersion = show('VERSION', columns('text', 'version'), ({ version }) => [
  [`Damask ${version} (console of PgBouncer 1.25.0)`],
]);
