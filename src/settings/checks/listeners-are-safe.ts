import { isLoopback } from '../values/database-url.js';
import type { Check } from './check.js';

/** There is something to connect to, and what listens on a network asks who is there. */
export const listenersAreSafe: Check = (context) => {
  const { listen, principals } = context.settings;
  if (context.damaged.has('listen')) return;
  if (listen.postgres === null && listen.http === null) {
    context.error(['listen'], 'must have `postgres`, so that clients can connect', 'key');
  } else if (listen.postgres === null) {
    context.error(
      ['listen'],
      'serving HTTP alone is not available yet; say `postgres: { port: 6432 }` beside it',
      'key',
    );
  }

  const taken = new Map<string, string>();
  for (const name of ['postgres', 'http', 'admin'] as const) {
    const listener = listen[name];
    if (listener === null || listener.port === 0) continue;
    const address = `${listener.host}:${listener.port}`;
    const other = taken.get(address);
    if (other !== undefined) context.error(['listen', name], `has the same address as \`listen.${other}\``, 'key');
    taken.set(address, name);
  }

  if (listen.admin !== null && listen.admin.token === null && !isLoopback(listen.admin.host)) {
    context.error(['listen', 'admin'], 'needs a `token`, because other machines can reach it', 'key');
  }
  for (const name of ['postgres', 'http'] as const) {
    const listener = listen[name];
    const tls = listener?.tls ?? null;
    if (tls !== null && tls.mode !== 'disable' && (tls.cert === null || tls.key === null)) {
      context.error(['listen', name, 'tls'], 'needs `cert` and `key`', 'key');
    }
    if (tls !== null && tls.clientCa !== null && tls.mode !== 'require') {
      const message = 'a client without TLS is not asked for a certificate; say `mode: require`';
      context.warning(['listen', name, 'tls', 'client_ca'], message, 'key');
    }
    if (listener !== null && !isLoopback(listener.host) && tls?.mode !== 'require') {
      const message = 'other machines can reach this without TLS; say `tls: { mode: require, cert: …, key: … }`';
      context.warning(['listen', name], message, 'key');
    }
  }

  for (const [name, principal] of principals) {
    if (!principal.auth.trustsLoopback) continue;
    const path = ['principals', name, 'auth', 'trust'];
    if (listen.postgres !== null && !isLoopback(listen.postgres.host)) {
      const message =
        'needs `listen.postgres.host` to be a loopback address such as `127.0.0.1`; else give a `password`';
      context.error(path, message);
    } else context.warning(path, `anybody on this machine can be \`${name}\`; this is for development`);
  }
};
