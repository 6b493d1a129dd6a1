import { isLoopback } from '../values/database-url.js';
import type { Check } from './check.js';

/** A database's name leads to one store, and the way to each store is as safe as it says. */
export const storesAreDistinct: Check = (context) => {
  const { stores } = context.settings;
  if (stores.size === 0 && !context.damaged.has('stores')) {
    context.error(['stores'], 'must have a store: `shop: { kind: postgres, url: … }`', 'key');
  }
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
