import { columns } from '../column.js';
import { show } from '../command.js';
import { serverRows } from './server-rows.js';

export const showDatabases = show(
  'DATABASES',
  [
    ...columns('text', 'name', 'host'),
    ...columns('int4', 'port'),
    ...columns('text', 'database', 'force_user'),
    ...columns('int4', 'pool_size', 'min_pool_size', 'reserve_pool_size', 'server_lifetime'),
    ...columns('text', 'pool_mode', 'load_balance_hosts'),
    ...columns('int4', 'max_connections', 'current_connections', 'max_client_connections'),
    ...columns('int4', 'current_client_connections', 'paused', 'disabled'),
  ],
  (look) => {
    const servers = serverRows(look);
    return look.databases.map((database) => [
      database.name,
      database.host,
      database.port,
      database.name,
      database.role,
      database.poolSize,
      database.poolSizeMin,
      database.reservePoolSize,
      database.serverLifetimeMs / 1000,
      database.poolMode,
      null,
      database.connectionsMax,
      servers.filter((row) => row.database === database).length,
      database.clientsMax,
      look.clients.filter((client) => client.store === database.store && client.database === database.name).length,
      database.isPaused ? 1 : 0,
      database.isDisabled ? 1 : 0,
    ]);
  },
);
