import { columns } from '../column.js';
import { show } from '../command.js';

/**
 * The columns are as of PgBouncer 1.25. Exporters look for its name, and take the first three numbers for its version: Netdata turns away what is
 * below 1.8.
 */
export const showVersion = show('VERSION', columns('text', 'version'), ({ version }) => [
  [`PgBouncer 1.25.0 (console of Damask ${version})`],
]);
