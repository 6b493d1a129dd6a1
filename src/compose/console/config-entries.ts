import type { ConfigEntry } from '../../admin/index.js';
import { defaultPoolSettings, type PoolSettings, type Settings } from '../../settings/index.js';
import { postgresStores } from '../gate-options.js';
import { clientConnectionsMax } from '../serving-process.js';

type Entry = readonly [key: string, value: string | number, fallback: string | number, isChangeable: boolean];

/** What the configuration says, by PgBouncer's names where it has one, times in seconds. Never a secret. */
export function configEntries(settings: Settings): ConfigEntry[] {
  const { postgres } = settings.listen;
  const stores = postgresStores(settings);
  const pools = stores.flatMap(({ name, pool }) =>
    poolEntries(pool).map(
      ([key, ...rest]): Entry => [stores.length === 1 ? key : `stores.${name}.pool.${key}`, ...rest],
    ),
  );
  const entries: Entry[] = [
    ['listen_addr', postgres?.host ?? '', '127.0.0.1', false],
    ['listen_port', postgres?.port ?? 0, 6432, false],
    ['workers', postgres?.workers ?? 1, 1, false],
    ['client_tls_sslmode', postgres?.tls?.mode ?? 'disable', 'disable', false],
    ['client_login_timeout', seconds(postgres?.clientLoginTimeoutMs ?? 0), 60, false],
    ['shutdown_timeout', seconds(postgres?.shutdownTimeoutMs ?? 0), 60, true],
    ['max_packet_size', postgres?.messageBytesMax ?? 0, 64 * 1024 * 1024, false],
    ['max_client_conn', clientConnectionsMax(settings), 1000, false],
    ['admin_users', [...(postgres?.adminUsers ?? [])].join(','), '', true],
    ['stats_users', [...(postgres?.statsUsers ?? [])].join(','), '', true],
    ['stats_period', 60, 60, false],
    ['log_level', settings.log.level, 'info', false],
    ...pools,
  ];
  return entries.map(([key, value, fallback, isChangeable]) => ({
    key,
    value: String(value),
    default: String(fallback),
    isChangeable,
  }));
}

function poolEntries(pool: PoolSettings): Entry[] {
  const number = (key: string, read: (pool: PoolSettings) => number): Entry => [
    key,
    read(pool),
    read(defaultPoolSettings),
    false,
  ];
  const time = (key: string, read: (pool: PoolSettings) => number): Entry => number(key, (one) => seconds(read(one)));
  return [
    ['pool_mode', pool.poolMode, defaultPoolSettings.poolMode, false],
    number('default_pool_size', ({ poolSize }) => poolSize),
    number('min_pool_size', ({ poolSizeMin }) => poolSizeMin),
    number('reserve_pool_size', ({ reservePoolSize }) => reservePoolSize),
    time('reserve_pool_timeout', ({ reservePoolTimeoutMs }) => reservePoolTimeoutMs),
    number('max_db_connections', ({ databaseConnectionsMax }) => databaseConnectionsMax),
    number('max_prepared_statements', ({ preparedStatementsMax }) => preparedStatementsMax),
    time('query_wait_timeout', ({ queryWaitTimeoutMs }) => queryWaitTimeoutMs),
    time('query_timeout', ({ queryTimeoutMs }) => queryTimeoutMs),
    time('idle_transaction_timeout', ({ idleTransactionTimeoutMs }) => idleTransactionTimeoutMs),
    time('client_idle_timeout', ({ clientIdleTimeoutMs }) => clientIdleTimeoutMs),
    time('server_connect_timeout', ({ serverConnectTimeoutMs }) => serverConnectTimeoutMs),
    time('server_idle_timeout', ({ serverIdleTimeoutMs }) => serverIdleTimeoutMs),
    time('server_lifetime', ({ serverLifetimeMs }) => serverLifetimeMs),
    time('server_check_delay', ({ serverCheckDelayMs }) => serverCheckDelayMs),
    time('server_login_retry', ({ serverLoginRetryMs }) => serverLoginRetryMs),
  ];
}

function seconds(ms: number): number {
  return ms / 1000;
}
