import type { ClientLook, PoolLook, ProcessMemory } from '../../admin/index.js';
import type { ClientView, PoolView } from '../../pg/index.js';

/** What one process shows of itself. */
export interface ProcessLook {
  readonly pools: readonly PoolLook[];
  readonly clients: readonly ClientLook[];
  readonly memory: ProcessMemory;
}

/** Ids of one process are below this: `process` tells them from those of the others. */
const IDS = 2 ** 32;
/** Servers' ids stand above clients': there, store by store, a server's process number is its own. */
const SERVERS = 2 ** 31;
const SERVERS_OF_A_STORE = 2 ** 23;

/** `process` is 0 for one that serves alone, else the worker's number. */
export function processLook(
  process: number,
  pools: readonly PoolView[],
  clients: readonly ClientView[],
  memory: NodeJS.MemoryUsage,
): ProcessLook {
  const stores = [...new Set(pools.map(({ store }) => store))].sort();
  const serverId = (store: string, processId: number): number =>
    process * IDS + SERVERS + stores.indexOf(store) * SERVERS_OF_A_STORE + (processId % SERVERS_OF_A_STORE);
  return {
    pools: pools.map((pool) => ({
      ...pool,
      servers: pool.servers.map((server) => ({ ...server, id: serverId(pool.store, server.processId) })),
    })),
    clients: clients.map((client) => ({ ...client, id: process * IDS + client.id })),
    memory: {
      name: process === 0 ? 'gateway' : `worker_${process}`,
      resident: memory.rss,
      heapTotal: memory.heapTotal,
      heapUsed: memory.heapUsed,
      external: memory.external,
    },
  };
}

/** Which process a client's id names, and the client's id there. */
export function placeOf(id: number): { readonly process: number; readonly client: number } {
  return { process: Math.floor(id / IDS), client: id % IDS };
}
