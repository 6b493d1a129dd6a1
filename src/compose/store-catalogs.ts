import type { Clock } from '../base/index.js';
import { describeFault, type Logger } from '../observe/index.js';
import { PostgresCatalog, type UpstreamTarget } from '../pg/index.js';
import type { CatalogSnapshot, CatalogSource } from '../sql/index.js';
import { targetIdentity } from './upstream-target.js';

/** A database whose catalog is wanted. */
export interface CatalogPlace {
  readonly store: string;
  readonly database: string;
  readonly target: UpstreamTarget;
}

type Sources = ReadonlyMap<string, PostgresCatalog>;

/** Catalogs of a configuration that may come in force. */
export interface PreparedCatalogs {
  /** From here on these are found. */
  commit(): void;
  /** Stops what is no longer wanted, once nobody asks for it any more. */
  closeFormer(): void;
  /** Stops what was started for nothing. */
  discard(): void;
}

/**
 * One catalog source for each database. A reload that leads to the same database by the same way keeps the source, and with
 * it the snapshot.
 */
export class StoreCatalogs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** By place: replaced as a whole by `replace`. */
  #sources = new Map<string, PostgresCatalog>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Null for a database that is none of the store's. */
  find(store: string, database: string): CatalogSource | null {
    for (const [key, source] of this.#sources) if (key.startsWith(prefix(store, database))) return source;
    return null;
  }

  /** The catalogs of a store that can be had now. */
  loaded(store: string): CatalogSnapshot[] {
    return [...this.#sources]
      .filter(([key]) => key.startsWith(`${store}\0`))
      .flatMap(([, source]) => currentOf(source) ?? []);
  }

  /**
   * Starts what is new, and waits until each new source has had its first look, whatever came of it: one that failed goes
   * on looking. Nothing is found here before `commit`.
   */
  async prepare(places: readonly CatalogPlace[]): Promise<PreparedCatalogs> {
    const former = this.#sources;
    const next = new Map<string, PostgresCatalog>();
    const firstLooks: Promise<unknown>[] = [];
    for (const place of places) {
      const key = prefix(place.store, place.database) + targetIdentity(place.target);
      const known = former.get(key);
      const source = known ?? this.#make(place);
      next.set(key, source);
      // Its failure has been logged, and `current` tells it to whoever asks.
      if (known === undefined) firstLooks.push(source.start().catch(() => {}));
    }
    await Promise.all(firstLooks);
    return {
      commit: () => {
        this.#sources = next;
      },
      closeFormer: () => closeAllBut(former, next),
      discard: () => closeAllBut(next, former),
    };
  }

  /** Stores whose catalog can't be had now. */
  unavailable(): string[] {
    return [...this.#sources]
      .filter(([, source]) => currentOf(source) === null)
      .map(([key]) => key.slice(0, key.indexOf('\0')));
  }

  /** How long until the first store that is away is asked again, in milliseconds; null when none is away. */
  retryInMs(): number | null {
    const pauses = [...this.#sources.values()]
      .filter((source) => currentOf(source) === null)
      .map((source) => source.retryInMs);
    return pauses.length === 0 ? null : Math.min(...pauses);
  }

  close(): void {
    for (const source of this.#sources.values()) source.close();
    this.#sources = new Map();
  }

  #make({ store, database, target }: CatalogPlace): PostgresCatalog {
    return new PostgresCatalog({
      target,
      database,
      clock: this.#clock,
      onLoad: (_, durationMs) => this.#logger.log('catalog_loaded', { store, database, durationMs }),
      onFailure: (error) => this.#logger.log('catalog_unavailable', { store, database, ...describeFault(error) }),
    });
  }
}

function closeAllBut(sources: Sources, kept: Sources): void {
  for (const [key, source] of sources) if (!kept.has(key)) source.close();
}

function currentOf(source: CatalogSource): CatalogSnapshot | null {
  try {
    return source.current();
  } catch {
    return null;
  }
}

/** A database's name can hold anything but NUL. */
function prefix(store: string, database: string): string {
  return `${store}\0${database}\0`;
}
