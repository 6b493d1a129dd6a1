import type { Settings, StoreSettings } from '../../settings/index.js';

/**
 * A worker's part of what is limited for all workers together: whole, and one more for the first ones while something is
 * left. Adds up to `total` over the slots.
 */
export function shareOf(total: number, workers: number, slot: number): number {
  return Math.floor(total / workers) + (slot < total % workers ? 1 : 0);
}

/** The settings of one worker among several: with its part of each pool. */
export function withPoolShares(settings: Settings, workers: number, slot: number): Settings {
  const part = (total: number): number => shareOf(total, workers, slot);
  const withShare = (store: StoreSettings): StoreSettings => {
    if (store.kind !== 'postgres') return store;
    const { pool } = store;
    const shares = {
      poolSize: part(pool.poolSize),
      poolSizeMin: part(pool.poolSizeMin),
      reservePoolSize: part(pool.reservePoolSize),
      // 0 is no limit, and stays one.
      databaseConnectionsMax: part(pool.databaseConnectionsMax),
      pipelineConnections: Math.max(part(pool.pipelineConnections), Math.min(pool.pipelineConnections, 1)),
    };
    return { ...store, pool: { ...pool, ...shares } };
  };
  return { ...settings, stores: new Map([...settings.stores].map(([name, store]) => [name, withShare(store)])) };
}

/** How many workers may share the pools: each needs a server connection of every store. */
export function workersMax(settings: Settings): number {
  const sizes = [...settings.stores.values()].flatMap((store) =>
    store.kind === 'postgres' ? [store.pool.poolSize, store.pool.databaseConnectionsMax || store.pool.poolSize] : [],
  );
  return sizes.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...sizes);
}
