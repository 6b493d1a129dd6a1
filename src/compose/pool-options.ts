import type { ClientTimeouts, PoolOptions } from '../pg/index.js';
import type { PostgresStoreSettings } from '../settings/index.js';

/** How a store's server connections are shared; null: each client has one of its own. */
export function poolOptionsFrom({ pool }: PostgresStoreSettings): PoolOptions | null {
  if (pool.poolMode === 'session') return null;
  return {
    poolSize: pool.poolSize,
    poolSizeMin: pool.poolSizeMin,
    reserveSize: pool.reservePoolSize,
    reserveTimeoutMs: pool.reservePoolTimeoutMs,
    databaseConnectionsMax: pool.databaseConnectionsMax,
    lifetimeMs: pool.serverLifetimeMs,
    idleTimeoutMs: pool.serverIdleTimeoutMs,
    checkDelayMs: pool.serverCheckDelayMs,
    checkQuery: pool.serverCheckQuery,
    resetQuery: pool.serverResetQuery,
    roundRobin: pool.serverRoundRobin,
    waitTimeoutMs: pool.queryWaitTimeoutMs,
    waitNotifyMs: pool.queryWaitNotifyMs,
    loginRetryMs: pool.serverLoginRetryMs,
    preparedMax: pool.preparedStatementsMax,
    pipelineLinks: pool.pipelineConnections,
    pipelineDelayMaxMs: pool.pipelineDelayMaxMs,
  };
}

/** How long the clients of a store may take. */
export function clientTimeoutsFrom({ pool }: PostgresStoreSettings): ClientTimeouts {
  return {
    queryMs: pool.queryTimeoutMs,
    idleMs: pool.clientIdleTimeoutMs,
    idleTransactionMs: pool.idleTransactionTimeoutMs,
    transactionMs: pool.transactionTimeoutMs,
  };
}
