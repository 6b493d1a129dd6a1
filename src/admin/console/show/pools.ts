import { columns } from '../column.js';
import { show } from '../command.js';
import type { DatabaseLook, GatewayLook } from '../look.js';
import { serverRows } from './server-rows.js';

/** One row a database: its pools of all processes together. The user is the gateway's own role in the store. */
export const showPools = show(
  'POOLS',
  [
    ...columns('text', 'database', 'user'),
    ...columns('int4', 'cl_active', 'cl_waiting', 'cl_active_cancel_req', 'cl_waiting_cancel_req'),
    ...columns('int4', 'sv_active', 'sv_active_cancel', 'sv_being_canceled', 'sv_idle', 'sv_used', 'sv_tested'),
    ...columns('int4', 'sv_login', 'maxwait', 'maxwait_us'),
    ...columns('text', 'pool_mode', 'load_balance_hosts'),
  ],
  (look) => look.databases.map((database) => poolRow(database, look)),
);

function poolRow(database: DatabaseLook, look: GatewayLook) {
  const isOf = (one: { readonly store: string | null; readonly database: string | null }): boolean =>
    one.store === database.store && one.database === database.name;
  const pools = look.pools.filter(isOf);
  const clients = look.clients.filter(isOf);
  const servers = serverRows(look).filter((row) => row.database === database);
  const inState = (state: string): number => servers.filter(({ server }) => server.state === state).length;
  const waitedUs = 1000 * Math.max(0, ...pools.map(({ waitedMs }) => waitedMs));
  const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
  return [
    database.name,
    database.role,
    clients.filter(({ state }) => state === 'active' || state === 'idle').length,
    waiting,
    0,
    0,
    inState('active'),
    0,
    inState('being_canceled'),
    inState('idle'),
    0,
    0,
    pools.reduce((sum, pool) => sum + pool.connecting, 0),
    Math.floor(waitedUs / 1e6),
    Math.floor(waitedUs % 1e6),
    database.poolMode,
    null,
  ];
}
