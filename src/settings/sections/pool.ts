import { z } from 'zod';
import { section } from '../section.js';
import { durationMs } from '../values/duration.js';
import { integer } from '../values/integer.js';
import { keepAliveShape } from './keep-alive.js';

const clients = integer(1, 100_000);
const clientsOrNone = integer(0, 100_000);
const servers = integer(0, 10_000);

/** Connections to one store, in PgBouncer's names and meanings. A timeout of 0 means none. */
export const poolSection = section({
  pool_mode: z
    .enum(['session', 'transaction'])
    .default('transaction')
    .describe('When a server connection may be reused.'),
  default_pool_size: integer(1, 10_000).default(20).describe('Server connections that clients share.'),
  min_pool_size: servers.default(0).describe('Server connections that are kept while there are clients.'),
  reserve_pool_size: servers
    .default(0)
    .describe('Server connections more, when a client has waited for `reserve_pool_timeout`.'),
  reserve_pool_timeout: durationMs.prefault('5s').describe('After what wait the reserve is drawn on.'),
  max_db_connections: servers.default(0).describe('Server connections to one database, over all pools; 0: no limit.'),
  max_prepared_statements: servers
    .default(200)
    .describe('Statements that one server connection holds prepared; 0: no limit.'),
  pipeline_connections: servers
    .default(2)
    .describe('Server connections that short reads of many clients are pipelined over; 0: none are.'),
  pipeline_delay_max: durationMs
    .prefault('20ms')
    .describe('How long such a read may wait for those before it; then it runs elsewhere.'),
  max_client_conn: clients.default(1000).describe('Clients at once; one more is refused with 53300.'),
  max_user_client_connections: clientsOrNone
    .default(0)
    .describe('Clients of one principal at once; one more is refused with 53300; 0: no limit.'),
  max_db_client_connections: clientsOrNone
    .default(0)
    .describe('Clients of one database at once; one more is refused with 53300; 0: no limit.'),
  query_wait_timeout: durationMs.prefault('120s').describe('How long a statement may wait for a server connection.'),
  query_wait_notify: durationMs
    .prefault('5s')
    .describe('After what wait a client is told, by a notice, that its statement waits for a server connection.'),
  query_timeout: durationMs.prefault(0).describe('How long a statement may run.'),
  idle_transaction_timeout: durationMs.prefault(0).describe('How long a client may leave a transaction open and idle.'),
  transaction_timeout: durationMs
    .prefault(0)
    .describe('How long a transaction may take; a statement outside of one is one.'),
  client_idle_timeout: durationMs.prefault(0).describe('How long a client may do nothing at all.'),
  server_connect_timeout: durationMs
    .prefault('15s')
    .describe('How long connecting and logging in to the server may take.'),
  server_idle_timeout: durationMs.prefault('10m').describe('When an unused server connection is closed.'),
  server_lifetime: durationMs.prefault('1h').describe('When a server connection is not used again.'),
  server_round_robin: z
    .boolean()
    .default(false)
    .describe('Use the server connection that was used longest ago next, and not the one that was used last.'),
  server_check_delay: durationMs
    .prefault('30s')
    .describe('After what idle time a server connection is asked something before it is given out; 0: never.'),
  server_check_query: z.string().default('').describe('What it is asked then; empty: the empty query.'),
  server_reset_query: z
    .string()
    .min(1)
    .default('DISCARD ALL')
    .describe('What makes a server connection as new that a client has left something in.'),
  server_login_retry: durationMs
    .prefault('15s')
    .describe('How long is waited at most after a server connection has failed, before the next is tried.'),
  application_name_add_host: z
    .boolean()
    .default(false)
    .describe("Add a client's address and port to the `application_name` that it begins with."),
  ...keepAliveShape,
}).transform((pool) => ({
  poolMode: pool.pool_mode,
  poolSize: pool.default_pool_size,
  poolSizeMin: pool.min_pool_size,
  reservePoolSize: pool.reserve_pool_size,
  reservePoolTimeoutMs: pool.reserve_pool_timeout,
  databaseConnectionsMax: pool.max_db_connections,
  preparedStatementsMax: pool.max_prepared_statements,
  pipelineConnections: pool.pipeline_connections,
  pipelineDelayMaxMs: pool.pipeline_delay_max,
  clientConnectionsMax: pool.max_client_conn,
  principalClientsMax: pool.max_user_client_connections,
  databaseClientsMax: pool.max_db_client_connections,
  queryWaitTimeoutMs: pool.query_wait_timeout,
  queryWaitNotifyMs: pool.query_wait_notify,
  queryTimeoutMs: pool.query_timeout,
  idleTransactionTimeoutMs: pool.idle_transaction_timeout,
  transactionTimeoutMs: pool.transaction_timeout,
  clientIdleTimeoutMs: pool.client_idle_timeout,
  serverConnectTimeoutMs: pool.server_connect_timeout,
  serverIdleTimeoutMs: pool.server_idle_timeout,
  serverLifetimeMs: pool.server_lifetime,
  serverRoundRobin: pool.server_round_robin,
  serverCheckDelayMs: pool.server_check_delay,
  serverCheckQuery: pool.server_check_query,
  serverResetQuery: pool.server_reset_query,
  serverLoginRetryMs: pool.server_login_retry,
  applicationNameAddHost: pool.application_name_add_host,
  tcpKeepAlive: pool.tcp_keepalive,
  tcpKeepIdleMs: pool.tcp_keepidle,
}));

/** Of a store that says nothing of its pool. */
export const defaultPoolSettings = poolSection.parse({});

export type PoolSettings = z.output<typeof poolSection>;
