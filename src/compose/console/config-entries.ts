import type { ConfigEntry } from '../../admin/index.js';
import { defaultPoolSettings, needsRestart, type PoolSettings, type Settings } from '../../settings/index.js';
import { postgresStores } from '../gate-options.js';
import { clientConnectionsMax } from '../serving-process.js';

type Value = string | number | boolean;

/** By PgBouncer's name where it has one; `path` is where it stands in the configuration. */
interface Entry {
  readonly key: string;
  readonly path: string;
  readonly value: Value;
  readonly fallback: Value;
}

/** What the configuration says, by PgBouncer's names, times in seconds, true and false as 1 and 0. Never a secret. */
export function configEntries(settings: Settings): ConfigEntry[] {
  const stores = postgresStores(settings);
  const pools = stores.flatMap(({ name, pool }) =>
    poolEntries(pool).map(([key, value, fallback]): Entry => {
      const path = `stores.${name}.pool.${key}`;
      return { key: stores.length === 1 ? key : path, path, value, fallback };
    }),
  );
  const { level } = settings.log;
  return [
    ...listenEntries(settings),
    {
      key: 'max_client_conn',
      path: 'stores.*.pool.max_client_conn',
      value: clientConnectionsMax(settings),
      fallback: 1000,
    },
    { key: 'log_level', path: 'log.level', value: level, fallback: 'info' },
    ...pools,
  ]
    .map(({ key, path, value, fallback }) => ({
      key,
      value: print(value),
      default: print(fallback),
      isChangeable: !needsRestart(path),
    }))
    .concat(always);
}

/** What PgBouncer's users look for, and is always the same here. */
const always: readonly ConfigEntry[] = [
  { key: 'stats_period', value: '60', default: '60', isChangeable: false },
  { key: 'max_user_connections', value: '0', default: '0', isChangeable: false },
];

function listenEntries({ listen: { postgres } }: Settings): Entry[] {
  if (postgres === null) return [];
  const entry = (key: string, value: Value, fallback: Value, path = key): Entry => ({
    key,
    path: `listen.postgres.${path}`,
    value,
    fallback,
  });
  return [
    entry('listen_addr', postgres.host, '127.0.0.1', 'host'),
    entry('listen_port', postgres.port, 6432, 'port'),
    entry('listen_backlog', postgres.backlog, 511),
    entry('workers', postgres.workers, 1),
    entry('client_tls_sslmode', postgres.tls?.mode ?? 'disable', 'disable', 'tls.mode'),
    entry('client_login_timeout', seconds(postgres.clientLoginTimeoutMs), 60),
    entry('shutdown_timeout', seconds(postgres.shutdownTimeoutMs), 60),
    entry('log_connections', postgres.logConnections, true),
    entry('log_disconnections', postgres.logDisconnections, true),
    entry('max_packet_size', postgres.messageBytesMax, 64 * 1024 * 1024),
    entry('client_tcp_keepalive', postgres.tcpKeepAlive, true, 'tcp_keepalive'),
    entry('client_tcp_keepidle', seconds(postgres.tcpKeepIdleMs), 0, 'tcp_keepidle'),
    entry('admin_users', [...postgres.adminUsers].join(','), ''),
    entry('stats_users', [...postgres.statsUsers].join(','), ''),
  ];
}

function poolEntries(pool: PoolSettings): [key: string, value: Value, fallback: Value][] {
  const plain = (key: string, read: (pool: PoolSettings) => Value): [string, Value, Value] => [
    key,
    read(pool),
    read(defaultPoolSettings),
  ];
  const time = (key: string, read: (pool: PoolSettings) => number) => plain(key, (one) => seconds(read(one)));
  return [
    plain('pool_mode', ({ poolMode }) => poolMode),
    plain('default_pool_size', ({ poolSize }) => poolSize),
    plain('min_pool_size', ({ poolSizeMin }) => poolSizeMin),
    plain('reserve_pool_size', ({ reservePoolSize }) => reservePoolSize),
    time('reserve_pool_timeout', ({ reservePoolTimeoutMs }) => reservePoolTimeoutMs),
    plain('max_db_connections', ({ databaseConnectionsMax }) => databaseConnectionsMax),
    plain('max_user_client_connections', ({ principalClientsMax }) => principalClientsMax),
    plain('max_db_client_connections', ({ databaseClientsMax }) => databaseClientsMax),
    plain('max_prepared_statements', ({ preparedStatementsMax }) => preparedStatementsMax),
    plain('pipeline_connections', ({ pipelineConnections }) => pipelineConnections),
    time('pipeline_delay_max', ({ pipelineDelayMaxMs }) => pipelineDelayMaxMs),
    time('query_wait_timeout', ({ queryWaitTimeoutMs }) => queryWaitTimeoutMs),
    time('query_wait_notify', ({ queryWaitNotifyMs }) => queryWaitNotifyMs),
    time('query_timeout', ({ queryTimeoutMs }) => queryTimeoutMs),
    time('idle_transaction_timeout', ({ idleTransactionTimeoutMs }) => idleTransactionTimeoutMs),
    time('transaction_timeout', ({ transactionTimeoutMs }) => transactionTimeoutMs),
    time('client_idle_timeout', ({ clientIdleTimeoutMs }) => clientIdleTimeoutMs),
    time('server_connect_timeout', ({ serverConnectTimeoutMs }) => serverConnectTimeoutMs),
    time('server_idle_timeout', ({ serverIdleTimeoutMs }) => serverIdleTimeoutMs),
    time('server_lifetime', ({ serverLifetimeMs }) => serverLifetimeMs),
    plain('server_round_robin', ({ serverRoundRobin }) => serverRoundRobin),
    time('server_check_delay', ({ serverCheckDelayMs }) => serverCheckDelayMs),
    plain('server_check_query', ({ serverCheckQuery }) => serverCheckQuery),
    plain('server_reset_query', ({ serverResetQuery }) => serverResetQuery),
    time('server_login_retry', ({ serverLoginRetryMs }) => serverLoginRetryMs),
    plain('application_name_add_host', ({ applicationNameAddHost }) => applicationNameAddHost),
    plain('tcp_keepalive', ({ tcpKeepAlive }) => tcpKeepAlive),
    time('tcp_keepidle', ({ tcpKeepIdleMs }) => tcpKeepIdleMs),
  ];
}

function print(value: Value): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function seconds(ms: number): number {
  return ms / 1000;
}
