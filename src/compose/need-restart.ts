import type { Settings } from '../settings/index.js';
import { postgresStores } from './gate-options.js';

/** What is made at the start, and stays until the next one. */
const fixed: readonly [key: string, read: (settings: Settings) => unknown][] = [
  ['listen.postgres', ({ listen }) => ({ ...listen.postgres, tls: listen.postgres?.tls?.mode ?? 'disable' })],
  ['listen.http', ({ listen }) => ({ ...listen.http, tls: listen.http?.tls?.mode ?? 'disable' })],
  ['listen.admin', ({ listen }) => ({ ...listen.admin, token: listen.admin?.token?.reveal() })],
  ['log.level', ({ log }) => log.level],
  [
    'stores.*.pool.max_client_conn',
    (settings) => postgresStores(settings).map(({ pool }) => pool.clientConnectionsMax),
  ],
  ['stores.*.pool.query_timeout', (settings) => postgresStores(settings).map(({ pool }) => pool.queryTimeoutMs)],
  [
    'stores.*.pool.idle_transaction_timeout',
    (settings) => postgresStores(settings).map(({ pool }) => pool.idleTransactionTimeoutMs),
  ],
  [
    'stores.*.pool.client_idle_timeout',
    (settings) => postgresStores(settings).map(({ pool }) => pool.clientIdleTimeoutMs),
  ],
];

/** Settings that differ but take effect only at the next start. */
export function needRestart(former: Settings, next: Settings): string[] {
  return fixed.filter(([, read]) => JSON.stringify(read(former)) !== JSON.stringify(read(next))).map(([key]) => key);
}
