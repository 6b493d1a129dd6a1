import type { PreparedStatement } from './statement-book.js';

/** A statement with its parameters, ready to run. */
export interface Portal {
  readonly prepared: PreparedStatement;
  /** Rows that were sent of it, over all its Executes. */
  rowsSent: number;
}

/** The portals of one session by name; bytes as latin1, '' is the unnamed one. */
export class PortalBook {
  readonly #portals = new Map<string, Portal>();

  get(name: string): Portal | undefined {
    return this.#portals.get(name);
  }

  /** What the name means from now on; null: nothing. Returns what it meant before. */
  set(name: string, portal: Portal | null): Portal | null {
    const before = this.#portals.get(name) ?? null;
    if (portal === null) this.#portals.delete(name);
    else this.#portals.set(name, portal);
    return before;
  }

  /** The transaction is over: no portal outlives it. */
  clear(): void {
    this.#portals.clear();
  }
}
