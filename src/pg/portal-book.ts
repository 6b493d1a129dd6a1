import type { PreparedStatement } from './statement-book.js';

/** A statement with its parameters, ready to run. */
export interface Portal {
  /** Null: of a statement that SQL has named, where nothing is protected. */
  readonly prepared: PreparedStatement | null;
  /** Rows that were sent of it, over all its Executes. */
  rowsSent: number;
  /** In the arrays of which the gate counts the elements. */
  readonly elements: number;
  /** The session's `readings` at its first Execute; null before that. */
  begunIn: number | null;
}

/** The portals of one session by name; bytes as latin1, '' is the unnamed one. */
export class PortalBook {
  /** Null until there is one: most clients name none. */
  #named: Map<string, Portal> | null = null;
  /** Most drivers use no other one, and make it anew for each statement. */
  #unnamed: Portal | null = null;

  get(name: string): Portal | undefined {
    return name === '' ? (this.#unnamed ?? undefined) : this.#named?.get(name);
  }

  /** What the name means from now on; null: nothing. Returns what it meant before. */
  set(name: string, portal: Portal | null): Portal | null {
    const before = this.get(name) ?? null;
    if (name === '') this.#unnamed = portal;
    else if (portal === null) this.#named?.delete(name);
    else {
      this.#named ??= new Map();
      this.#named.set(name, portal);
    }
    return before;
  }

  /** The transaction is over: no portal outlives it. */
  clear(): void {
    this.#unnamed = null;
    this.#named = null;
  }
}
