import { columns } from '../column.js';
import { show } from '../command.js';

export const showConfig = show('CONFIG', columns('text', 'key', 'value', 'default', 'changeable'), ({ config }) =>
  config.map((entry) => [entry.key, entry.value, entry.default, entry.isChangeable ? 'yes' : 'no']),
);
