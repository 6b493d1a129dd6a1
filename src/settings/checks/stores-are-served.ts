import { isLoopback } from '../values/database-url.js';
import type { Check } from './check.js';

/** An HTTP store has a listener before it, and is reached as safely as it says. */
export const storesAreServed: Check = (context) => {
  const { settings } = context;
  if (context.damaged.has('listen')) return;
  for (const [name, store] of settings.stores) {
    if (store.kind !== 'http') continue;
    if (settings.listen.http === null)
      context.error(['stores', name], 'needs `listen.http`, so that clients can connect', 'key');
    if (store.unlisted === 'allow') {
      context.error(
        ['stores', name, 'unlisted'],
        'must be `refuse`: a resource that `data` does not name can not be shown',
      );
    }
    const { protocol, hostname, search, username } = new URL(store.url);
    if (search !== '' || username !== '') context.error(['stores', name, 'url'], 'must have no user and no query');
    if (protocol === 'http:' && store.tls !== null)
      context.error(['stores', name, 'tls'], 'needs a `url` with `https:`', 'key');
    if (protocol === 'http:' && !isLoopback(hostname)) {
      context.warning(['stores', name, 'url'], 'goes over the network without TLS; say `https:`');
    }
  }
  const { http } = settings.listen;
  if (http === null) return;
  if (http.tls?.clientCa == null) {
    for (const [name, { auth }] of settings.principals) {
      if (auth.certificate === null) continue;
      context.error(
        ['principals', name, 'auth', 'certificate'],
        'needs `listen.http.tls.client_ca`, which vouches for it',
      );
    }
  }
  for (const [name, { auth }] of settings.principals) {
    if (!auth.trustsLoopback || isLoopback(http.host)) continue;
    context.error(
      ['principals', name, 'auth', 'trust'],
      'needs `listen.http.host` to be a loopback address such as `127.0.0.1`',
    );
  }
};
