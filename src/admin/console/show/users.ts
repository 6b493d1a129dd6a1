import { columns } from '../column.js';
import { show } from '../command.js';
import { serverRows } from './server-rows.js';

/** The principals. */
export const showUsers = show(
  'USERS',
  [
    ...columns('text', 'name', 'pool_size', 'reserve_pool_size', 'pool_mode'),
    ...columns('int4', 'max_user_connections', 'current_connections'),
    ...columns('int4', 'max_user_client_connections', 'current_client_connections'),
  ],
  (look) => {
    const servers = serverRows(look);
    // Each store bounds its own.
    const limits = look.databases.map(({ ofPrincipalMax }) => ofPrincipalMax).filter((max) => max > 0);
    const clientsMax = limits.length === 0 ? 0 : Math.min(...limits);
    return look.principals.map((name) => {
      const ids = new Set(look.clients.filter(({ principal }) => principal === name).map(({ id }) => id));
      const held = servers.filter(({ client }) => client !== null && ids.has(client));
      return [name, null, null, null, 0, held.length, clientsMax, ids.size];
    });
  },
);
