import { isLoopback } from '../values/database-url.js';
import type { Check, CheckContext } from './check.js';

/** A database's name leads to one store, and the way to each store is as safe as it says. */
export const storesAreDistinct: Check = (context) => {
  const { stores } = context.settings;
  if (stores.size === 0 && !context.damaged.has('stores')) {
    context.error(['stores'], 'must have a store: `shop: { kind: postgres, url: … }`', 'key');
  }
  warnOfSharedTimeouts(context);
  const databases = new Map<string, string>();
  const mounts = new Map<string, string>();
  for (const [name, store] of stores) {
    if (store.kind === 'http') {
      const other = mounts.get(store.mount);
      if (other !== undefined) context.error(['stores', name, 'mount'], `is also the mount of \`${other}\``);
      mounts.set(store.mount, name);
      continue;
    }
    store.databases.forEach((database, index) => {
      const other = databases.get(database);
      if (other !== undefined) {
        context.error(['stores', name, 'databases', index], `\`${database}\` already leads to the store \`${other}\``);
      }
      databases.set(database, name);
    });

    const { tls, server } = store;
    const path = ['stores', name, 'tls'];
    const verifies = tls.mode === 'verify-ca' || tls.mode === 'verify-full';
    if (tls.ca !== null && !verifies) {
      context.error([...path, 'ca'], `is not used with \`mode: ${tls.mode}\`; say \`mode: verify-full\``);
    }
    if ((tls.cert === null) !== (tls.key === null)) context.error(path, 'needs `cert` and `key` together', 'key');
    if (!verifies && !isLoopback(server.host) && !server.host.startsWith('/')) {
      const message = `\`mode: ${tls.mode}\` does not know whom it talks to; say \`mode: verify-full\``;
      context.warning([...path, 'mode'], message);
    }
  }
};

const sharedTimeouts = [
  ['query_timeout', 'queryTimeoutMs'],
  ['client_idle_timeout', 'clientIdleTimeoutMs'],
  ['idle_transaction_timeout', 'idleTransactionTimeoutMs'],
] as const;

/** Sessions of all stores are watched by one listener, which knows one value of each. */
function warnOfSharedTimeouts(context: CheckContext): void {
  const stores = [...context.settings.stores.values()].filter((store) => store.kind === 'postgres');
  for (const [key, timeout] of sharedTimeouts) {
    if (new Set(stores.map(({ pool }) => pool[timeout])).size < 2) continue;
    const least = stores
      .filter(({ pool }) => pool[timeout] > 0)
      .reduce((shortest, store) => (store.pool[timeout] < shortest.pool[timeout] ? store : shortest));
    const message = 'the shortest of all stores counts, and this is it: say the same everywhere';
    context.warning(['stores', least.name, 'pool', key], message, 'key');
  }
}
