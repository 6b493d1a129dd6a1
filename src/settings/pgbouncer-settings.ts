/**
 * Where a setting of PgBouncer's stands here under its own name (`at`), by which other name it goes (`use`), or why there is none
 * (`why`, a sentence without its subject: the setting).
 */
export type PgBouncerSetting =
  | { readonly kind: 'at'; readonly at: string }
  | { readonly kind: 'use'; readonly use: string }
  | { readonly kind: 'none'; readonly why: string };

const POOL = 'stores.<name>.pool';
const LISTEN = 'listen.postgres';

const at = (place: string): PgBouncerSetting => ({ kind: 'at', at: place });
const use = (name: string): PgBouncerSetting => ({ kind: 'use', use: name });
const none = (why: string): PgBouncerSetting => ({ kind: 'none', why });

const nodeProbes =
  'can’t be set from Node.js: with `tcp_keepidle` it asks ten times, a second apart; without, `sysctl net.ipv4.tcp_keepalive_*` says it';
const socketOption = 'can’t be set from Node.js';
const unixSockets = 'has no meaning here: clients connect over TCP, and say who they are';
const logs = 'has no meaning here: logs are lines of JSON on standard error, and `log.level` says how much is said';
const tlsByNode = 'can’t be set: TLS 1.2 and 1.3 with the ciphers and curves that Node.js takes for safe';
const principals =
  'has no meaning here: clients are `principals` with passwords, SCRAM verifiers or certificates of their own';
const resolver = 'has no meaning here: a name is looked up by the system each time a connection is opened';
const oneRole =
  'has no meaning here: all server connections of a store have its one role; `max_db_connections` bounds those to a database';
const inUrl = 'is a part of a store’s `url`';

/** Every setting that PgBouncer 1.25 has, in the order of its manual. To be told to whoever brings them, and written in docs/pgbouncer.md. */
export const pgbouncerSettings: ReadonlyMap<string, PgBouncerSetting> = new Map([
  ['logfile', none(logs)],
  ['pidfile', none('has no meaning here: the process stays in the foreground, for whoever started it to watch')],
  ['listen_addr', use(`${LISTEN}.host`)],
  ['listen_port', use(`${LISTEN}.port`)],
  ['unix_socket_dir', none(unixSockets)],
  ['unix_socket_mode', none(unixSockets)],
  ['unix_socket_group', none(unixSockets)],
  ['user', none('has no meaning here: start the process as who it is to be; a store’s role is a part of its `url`')],
  ['pool_mode', at(POOL)],
  ['max_client_conn', at(POOL)],
  ['default_pool_size', at(POOL)],
  ['min_pool_size', at(POOL)],
  ['reserve_pool_size', at(POOL)],
  ['reserve_pool_timeout', at(POOL)],
  ['max_db_connections', at(POOL)],
  ['max_db_client_connections', at(POOL)],
  ['max_user_connections', none(oneRole)],
  ['max_user_client_connections', at(POOL)],
  ['server_round_robin', at(POOL)],
  ['track_extra_parameters', none('has no meaning here: every setting that a client makes follows it')],
  [
    'ignore_startup_parameters',
    none('has no meaning here: every startup parameter is judged, and passed on or refused'),
  ],
  ['peer_id', none('has no meaning here: workers pass requests to cancel on among themselves')],
  ['disable_pqexec', none('has no meaning here: each statement of a simple query is judged by itself')],
  ['application_name_add_host', at(POOL)],
  ['conffile', none('has no meaning here: `damask start --config` names the configuration')],
  ['service_name', none(logs)],
  ['job_name', none(logs)],
  ['stats_period', none('can’t be set: averages are those of the last minute')],
  ['max_prepared_statements', at(POOL)],
  ['scram_iterations', none('has no meaning here: a principal’s SCRAM verifier says its own')],
  ['auth_type', none(principals)],
  ['auth_hba_file', none(principals)],
  ['auth_ident_file', none(principals)],
  ['auth_file', none(principals)],
  ['auth_user', none(principals)],
  ['auth_query', none(principals)],
  ['auth_dbname', none(principals)],
  ['auth_ldap_options', none(principals)],
  ['syslog', none(logs)],
  ['syslog_ident', none(logs)],
  ['syslog_facility', none(logs)],
  ['log_connections', at(LISTEN)],
  ['log_disconnections', at(LISTEN)],
  ['log_pooler_errors', none(logs)],
  ['log_stats', none('has no meaning here: `/metrics` and `SHOW STATS` tell it')],
  ['verbose', use('log.level')],
  ['admin_users', at(LISTEN)],
  ['stats_users', at(LISTEN)],
  ['server_reset_query', at(POOL)],
  [
    'server_reset_query_always',
    none('has no meaning here: a connection is reset whenever a client may have left something in it, and only then'),
  ],
  ['server_check_delay', at(POOL)],
  ['server_check_query', at(POOL)],
  [
    'server_fast_close',
    none('has no meaning here: with `pool_mode: session` a server connection ends with its client; `KILL` ends both'),
  ],
  ['server_lifetime', at(POOL)],
  ['server_idle_timeout', at(POOL)],
  ['server_connect_timeout', at(POOL)],
  ['server_login_retry', at(POOL)],
  ['client_login_timeout', at(LISTEN)],
  ['autodb_idle_timeout', none('has no meaning here: only databases that a store names can be connected to')],
  ['pool_idle_timeout', none('has no meaning here: a pool without connections costs nothing')],
  ['dns_max_ttl', none(resolver)],
  ['dns_nxdomain_ttl', none(resolver)],
  ['dns_zone_check_period', none(resolver)],
  ['resolv_conf', none(resolver)],
  ['query_wait_notify', at(POOL)],
  ['login_notify_message', none('is not there: nothing is said to clients that log in')],
  ['client_tls_sslmode', use(`${LISTEN}.tls.mode`)],
  ['client_tls_key_file', use(`${LISTEN}.tls.key`)],
  ['client_tls_cert_file', use(`${LISTEN}.tls.cert`)],
  ['client_tls_ca_file', use(`${LISTEN}.tls.client_ca`)],
  ['client_tls_protocols', none(tlsByNode)],
  ['client_tls_ciphers', none(tlsByNode)],
  ['client_tls13_ciphers', none(tlsByNode)],
  ['client_tls_ecdhcurve', none(tlsByNode)],
  ['client_tls_dheparams', none(tlsByNode)],
  ['server_tls_sslmode', use('stores.<name>.tls.mode')],
  ['server_tls_ca_file', use('stores.<name>.tls.ca')],
  ['server_tls_key_file', use('stores.<name>.tls.key')],
  ['server_tls_cert_file', use('stores.<name>.tls.cert')],
  ['server_tls_protocols', none(tlsByNode)],
  ['server_tls_ciphers', none(tlsByNode)],
  ['server_tls13_ciphers', none(tlsByNode)],
  ['query_timeout', at(POOL)],
  ['query_wait_timeout', at(POOL)],
  [
    'cancel_wait_timeout',
    none('has no meaning here: a request to cancel waits for no connection, and for `server_connect_timeout` at most'),
  ],
  ['client_idle_timeout', at(POOL)],
  ['idle_transaction_timeout', at(POOL)],
  ['transaction_timeout', at(POOL)],
  ['suspend_timeout', none('has no meaning here: there is no SUSPEND; `PAUSE` holds clients back')],
  ['pkt_buf', none('has no meaning here: what is read is passed on as it came')],
  ['max_packet_size', at(LISTEN)],
  ['listen_backlog', at(LISTEN)],
  ['sbuf_loopcnt', none('has no meaning here: each connection has its turn after 64 kB at most')],
  ['so_reuseport', use(`${LISTEN}.workers`)],
  ['tcp_defer_accept', none(socketOption)],
  ['tcp_socket_buffer', none(socketOption)],
  ['tcp_keepalive', at(`${LISTEN} and ${POOL}`)],
  ['tcp_keepcnt', none(nodeProbes)],
  ['tcp_keepidle', at(`${LISTEN} and ${POOL}`)],
  ['tcp_keepintvl', none(nodeProbes)],
  ['tcp_user_timeout', none(socketOption)],
  // Of its section for databases.
  ['dbname', none(inUrl)],
  ['password', none(inUrl)],
  ['pool_size', use(`${POOL}.default_pool_size`)],
  ['connect_query', none('is not there: give the store’s role what it needs with `ALTER ROLE … SET`')],
  ['load_balance_hosts', none('has no meaning here: a store is one host')],
]);

/** What to tell who wrote the name of one where it is not known; null when it is none. */
export function sayPgBouncerSetting(name: string): string | null {
  const setting = pgbouncerSettings.get(name);
  if (setting === undefined) return null;
  if (setting.kind === 'at') return `stands under \`${setting.at}\``;
  if (setting.kind === 'use') return `is \`${setting.use}\` here`;
  return `${setting.why}; take it out`;
}
