import type { PoolCounts } from '../observe/index.js';
import type { PoolView } from '../pg/index.js';

/** A store's server connections by state, over all its pools. */
export function poolCounts(pools: readonly PoolView[], store: string): PoolCounts {
  const counts = { active: 0, idle: 0, connecting: 0, waiting: 0 };
  for (const pool of pools) {
    if (pool.store !== store) continue;
    counts.connecting += pool.connecting;
    counts.waiting += pool.waiting;
    for (const { state } of pool.servers) counts[state === 'idle' ? 'idle' : 'active'] += 1;
  }
  return counts;
}
