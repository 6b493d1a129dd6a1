import type { Check } from './check.js';

/** Workers share each pool: every one of them needs a server connection of it. */
export const workersHaveConnections: Check = (context) => {
  const { listen, stores } = context.settings;
  const workers = listen.postgres?.workers ?? 1;
  if (workers === 'auto' || context.damaged.has('listen')) return;
  for (const [name, store] of stores) {
    if (store.kind !== 'postgres' || store.pool.poolSize === 0 || store.pool.poolSize >= workers) continue;
    const message = `is more than \`default_pool_size\` of the store \`${name}\`, which workers share`;
    context.error(['listen', 'postgres', 'workers'], message);
  }
};
