import type { Check } from './check.js';

/** Workers share each pool: every one of them needs a server connection of it. */
export const workersHaveConnections: Check = (context) => {
  const { listen, stores } = context.settings;
  const workers = listen.postgres?.workers ?? 1;
  if (workers === 'auto' || context.damaged.has('listen')) return;
  for (const [name, store] of stores) {
    if (store.kind !== 'postgres') continue;
    const { poolSize, databaseConnectionsMax } = store.pool;
    for (const [key, limit] of [
      ['default_pool_size', poolSize],
      ['max_db_connections', databaseConnectionsMax],
    ] as const) {
      if (limit === 0 || limit >= workers) continue;
      const message = `is more than \`${key}\` of the store \`${name}\`, which workers share`;
      context.error(['listen', 'postgres', 'workers'], message);
    }
  }
};
