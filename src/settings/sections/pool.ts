import { z } from 'zod';
import { section } from '../section.js';
import { durationMs } from '../values/duration.js';
import { integer } from '../values/integer.js';

const clients = integer(1, 100_000);
const servers = integer(0, 10_000);

/** Connections to one store, in PgBouncer's names and meanings. A timeout of 0 means none. */
export const poolSection = section({
  pool_mode: z.enum(['session', 'transaction']).default('session').describe('When a server connection may be reused.'),
  default_pool_size: servers.default(20),
  min_pool_size: servers.default(0),
  reserve_pool_size: servers.default(0),
  max_client_conn: clients.default(1000).describe('Clients at once; one more is refused with 53300.'),
  query_wait_timeout: durationMs.prefault('120s').describe('How long a statement may wait for a server connection.'),
  query_timeout: durationMs.prefault(0).describe('How long a statement may run.'),
  idle_transaction_timeout: durationMs.prefault(0).describe('How long a client may leave a transaction open and idle.'),
  client_idle_timeout: durationMs.prefault(0).describe('How long a client may do nothing at all.'),
  server_connect_timeout: durationMs
    .prefault('15s')
    .describe('How long connecting and logging in to the server may take.'),
  server_idle_timeout: durationMs.prefault('10m').describe('When an unused server connection is closed.'),
  server_lifetime: durationMs.prefault('1h').describe('When a server connection is not used again.'),
}).transform((pool) => ({
  poolMode: pool.pool_mode,
  poolSize: pool.default_pool_size,
  poolSizeMin: pool.min_pool_size,
  reservePoolSize: pool.reserve_pool_size,
  clientConnectionsMax: pool.max_client_conn,
  queryWaitTimeoutMs: pool.query_wait_timeout,
  queryTimeoutMs: pool.query_timeout,
  idleTransactionTimeoutMs: pool.idle_transaction_timeout,
  clientIdleTimeoutMs: pool.client_idle_timeout,
  serverConnectTimeoutMs: pool.server_connect_timeout,
  serverIdleTimeoutMs: pool.server_idle_timeout,
  serverLifetimeMs: pool.server_lifetime,
}));

export type PoolSettings = z.output<typeof poolSection>;
