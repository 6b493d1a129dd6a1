import type { ClientPlaces, CountedClient, TooMany } from '../../pg/index.js';

/** Asks the process that counts for all workers. */
export interface CountingProcess {
  take(client: CountedClient): Promise<TooMany | null>;
  leave(id: number): Promise<unknown>;
}

/**
 * The clients of one worker, which the first process counts for all. It is asked of clients that are bounded, since asking takes a
 * moment of each login; of the others it is told when there is a bound (`countAll`).
 */
export class CountedPlaces implements ClientPlaces {
  readonly #first: CountingProcess;
  readonly #counted = new Set<number>();
  readonly #uncounted = new Map<number, CountedClient>();

  constructor(first: CountingProcess) {
    this.#first = first;
  }

  async take(client: CountedClient): Promise<TooMany | null> {
    if (client.ofPrincipalMax === 0 && client.ofDatabaseMax === 0) {
      this.#uncounted.set(client.id, client);
      return null;
    }
    const tooMany = await this.#first.take(client);
    if (tooMany === null) this.#counted.add(client.id);
    return tooMany;
  }

  leave(id: number): void {
    this.#uncounted.delete(id);
    // Should the first process be gone, so is this one.
    if (this.#counted.delete(id)) this.#first.leave(id).catch(() => {});
  }

  /** Clients that came when nothing bounded them are counted from now on. */
  countAll(): void {
    for (const [id, client] of this.#uncounted) {
      this.#counted.add(id);
      this.#first.take(client).catch(() => {});
    }
    this.#uncounted.clear();
  }
}
