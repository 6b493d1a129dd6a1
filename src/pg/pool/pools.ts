import { makesTemporary, type PinReason } from '../../enforce/index.js';
import type { StoreRoute } from '../store-route.js';
import { Pool } from './pool.js';
import type { PoolObserver } from './pool-facts.js';
import type { PoolOptions } from './pool-options.js';
import { PooledServer } from './pooled-server.js';
import type { Variant } from './variant.js';
import type { PoolView } from './view.js';

/** Of a store whose connections are shared. */
export interface PooledRoute extends StoreRoute {
  readonly pool: PoolOptions;
}

export interface PoolsObserver extends PoolObserver {
  pinned(reason: PinReason): void;
}

export interface PoolsParts {
  /** Which store has a database, as it is in force now; null: none. */
  readonly storeFor: (database: string) => StoreRoute | null;
  readonly observer: PoolsObserver;
}

/** A client's entry into a pool. */
export interface PoolEntry {
  readonly server: PooledServer;
  /** ParameterStatus messages, as a connection of the client's own would have sent them. */
  readonly greeting: Buffer;
  readonly statuses: ReadonlyMap<string, string>;
}

/** All pools of a gateway: one for each store, database and set of keys. */
export class Pools {
  readonly #pools = new Map<string, Pool>();
  readonly #parts: PoolsParts;
  /** All are paused, but for those that were resumed since. A pool that is made meanwhile is paused too. */
  #allPaused = false;
  readonly #resumed = new Set<string>();
  readonly #paused = new Set<string>();

  constructor(parts: PoolsParts) {
    this.#parts = parts;
  }

  /**
   * A client that is logged in enters the pool of its database: at once, where somebody has with such parameters before.
   * `parameters` are those of its startup message, with what the gate adds.
   *
   * @throws UpstreamRefusal, GatewayError when no server takes them.
   */
  enter(database: string, route: PooledRoute, parameters: ReadonlyMap<string, string>): PoolEntry | Promise<PoolEntry> {
    const pool = this.#poolOf(database, route, parameters);
    const shared = new Map(parameters);
    let name: string | undefined;
    // Every program has a name of its own: a connection takes the name of whom it serves.
    for (const [parameter, value] of parameters) {
      if (parameter.toLowerCase() !== 'application_name') continue;
      shared.delete(parameter);
      name = value;
    }
    const variant = pool.enter(shared);
    return variant instanceof Promise
      ? variant.then((judged) => this.#entry(pool, judged, name))
      : this.#entry(pool, variant, name);
  }

  #entry(pool: Pool, variant: Variant, name: string | undefined): PoolEntry {
    const { first, statuses, greeting } = variant.entrances.of(variant.statuses ?? none, name);
    const server = new PooledServer({ pool, variant, first, pinned: this.#pinned, statuses });
    if (startsTemporary(variant.parameters, statuses)) server.port.startsPinned('temporary');
    return { server, greeting, statuses };
  }

  readonly #pinned = (reason: PinReason): void => this.#parts.observer.pinned(reason);

  /** The pools, to be looked at. */
  view(): readonly PoolView[] {
    const nowMs = performance.now();
    return [...this.#pools.values()].map((pool) => viewOf(pool, nowMs));
  }

  /** `nowMs` is of `performance.now`. */
  check(nowMs: number): void {
    for (const pool of this.#pools.values()) pool.check(nowMs);
  }

  pause(database: string | null): void {
    if (database === null) {
      this.#allPaused = true;
      this.#resumed.clear();
    } else this.#paused.add(database);
    for (const pool of this.of(database)) pool.pause();
  }

  /** Null ends every pause. */
  resume(database: string | null): void {
    if (database === null) {
      this.#allPaused = false;
      this.#paused.clear();
    } else {
      this.#paused.delete(database);
      this.#resumed.add(database);
    }
    for (const pool of this.of(database)) pool.resume();
  }

  /** The pools of a database, or all: for RECONNECT. */
  of(database: string | null): readonly Pool[] {
    return [...this.#pools.values()].filter(({ facts }) => database === null || facts.database === database);
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }

  #poolOf(database: string, route: PooledRoute, parameters: ReadonlyMap<string, string>): Pool {
    const { store } = route;
    const { storeFor, observer } = this.#parts;
    // A reload may have taken the database away, or changed whose it is, while there are clients in the pool.
    const inForce = (): PooledRoute => {
      const now = storeFor(database);
      return now?.store === store && now.pool ? (now as PooledRoute) : route;
    };
    const keys = [...parameters].filter(([name]) => name.startsWith('damask.')).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([store, database, keys]);
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      pool = new Pool({
        store,
        database,
        options: () => inForce().pool,
        target: () => inForce().target,
        mayOpen: () => this.#mayOpen(store, database, inForce().pool.databaseConnectionsMax),
        observer,
      });
      this.#pools.set(key, pool);
      if (this.#isPaused(database)) pool.pause();
    }
    return pool;
  }

  #isPaused(database: string): boolean {
    return this.#paused.has(database) || (this.#allPaused && !this.#resumed.has(database));
  }

  #mayOpen(store: string, database: string, connectionsMax: number): boolean {
    if (connectionsMax === 0) return true;
    let connections = 0;
    for (const { facts, size, opening } of this.#pools.values()) {
      if (facts.store === store && facts.database === database) connections += size + opening;
    }
    return connections < connectionsMax;
  }
}

const none: ReadonlyMap<string, string> = new Map();

/** What the client makes without a schema is temporary from the first statement on. Servers before 18 do not tell their search_path. */
function startsTemporary(parameters: ReadonlyMap<string, string>, statuses: ReadonlyMap<string, string>): boolean {
  const told = statuses.get('search_path');
  if (told !== undefined) return makesTemporary(told);
  for (const [name, value] of parameters) {
    if (name.toLowerCase() === 'search_path' && makesTemporary(value)) return true;
    if (name === 'options' && /pg_temp/i.test(value)) return true;
  }
  return false;
}

function viewOf(pool: Pool, nowMs: number): PoolView {
  const { links } = pool;
  const isIdle = (link: (typeof links)[number]): boolean => !link.isHeld && link.depth === 0;
  return {
    store: pool.facts.store,
    database: pool.facts.database,
    clients: pool.clients,
    waiting: pool.waiting,
    waitedMs: pool.waitedMs(nowMs),
    connecting: pool.opening,
    isPaused: pool.isPaused,
    totals: { ...pool.totals },
    servers: links.map((link) => ({
      processId: link.processId,
      state: link.cancels > 0 ? 'being_canceled' : isIdle(link) ? 'idle' : 'active',
      isPipelined: link.depth > 0 && !link.isHeld,
      outstanding: link.depth,
      isClosing: link.isRetiring,
      ageMs: nowMs - link.createdMs,
      idleMs: isIdle(link) ? nowMs - link.usedMs : 0,
      preparedStatements: link.names.size,
    })),
  };
}
