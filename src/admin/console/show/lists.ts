import { columns } from '../column.js';
import { show } from '../command.js';
import { serverRows } from './server-rows.js';

/** Counts. What only PgBouncer keeps (free slots, names of hosts) is 0. */
export const showLists = show('LISTS', [...columns('text', 'list'), ...columns('int4', 'items')], (look) => [
  ['databases', look.databases.length],
  ['users', look.principals.length],
  ['peers', 0],
  ['pools', look.databases.length],
  ['peer_pools', 0],
  ['free_clients', 0],
  ['used_clients', look.clients.length],
  ['login_clients', look.clients.filter(({ state }) => state === 'login').length],
  ['free_servers', 0],
  ['used_servers', serverRows(look).length],
  ['dns_names', 0],
  ['dns_zones', 0],
  ['dns_queries', 0],
  ['dns_pending', 0],
]);
