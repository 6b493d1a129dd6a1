/** How one store's server connections are shared, in PgBouncer's names (in brackets) and meanings. Times in ms, 0: none. */
export interface PoolOptions {
  /** Connections that clients of one pool share (`default_pool_size`). */
  readonly poolSize: number;
  /** Connections that are kept while there are clients (`min_pool_size`). */
  readonly poolSizeMin: number;
  /** Connections more when a client has waited for `reserveTimeoutMs` (`reserve_pool_size`, `reserve_pool_timeout`). */
  readonly reserveSize: number;
  readonly reserveTimeoutMs: number;
  /** Connections to one database, over all pools (`max_db_connections`); 0: no limit. */
  readonly databaseConnectionsMax: number;
  /** A connection that is older is closed when it is next free (`server_lifetime`). */
  readonly lifetimeMs: number;
  /** A connection that nobody has used for so long is closed (`server_idle_timeout`). */
  readonly idleTimeoutMs: number;
  /** A connection that nobody has used for so long is looked at before it is given out (`server_check_delay`). */
  readonly checkDelayMs: number;
  /** What it is asked then (`server_check_query`); empty: the empty query. */
  readonly checkQuery: string;
  /** What makes a connection as new that a client has left something in (`server_reset_query`). */
  readonly resetQuery: string;
  /** The connection that was used longest ago is given out next, not the one that was used last (`server_round_robin`). */
  readonly roundRobin: boolean;
  /** How long a client may wait for a connection (`query_wait_timeout`). */
  readonly waitTimeoutMs: number;
  /** After how long it is told that it waits (`query_wait_notify`). */
  readonly waitNotifyMs: number;
  /** How long is waited after a failed connection at most, before the next (`server_login_retry`). */
  readonly loginRetryMs: number;
  /** Statements that a connection holds prepared (`max_prepared_statements`). */
  readonly preparedMax: number;
  /** Connections that clients' reads may be pipelined over (`pipeline_connections`); 0: none are. */
  readonly pipelineLinks: number;
  /** How long a read may be delayed by those before it on the same connection (`pipeline_delay_max`). */
  readonly pipelineDelayMaxMs: number;
}

export const defaultPoolOptions: PoolOptions = {
  poolSize: 20,
  poolSizeMin: 0,
  reserveSize: 0,
  reserveTimeoutMs: 5_000,
  databaseConnectionsMax: 0,
  lifetimeMs: 3_600_000,
  idleTimeoutMs: 600_000,
  checkDelayMs: 30_000,
  checkQuery: '',
  resetQuery: 'DISCARD ALL',
  roundRobin: false,
  waitTimeoutMs: 120_000,
  waitNotifyMs: 5_000,
  loginRetryMs: 15_000,
  preparedMax: 200,
  pipelineLinks: 2,
  pipelineDelayMaxMs: 20,
};
