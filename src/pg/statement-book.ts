import type { ForwardableStatement } from '../enforce/index.js';

/** A statement that the server holds prepared. */
export interface PreparedStatement {
  readonly statement: ForwardableStatement;
  /** The server has told where its columns come from, and the tripwire has let them pass. */
  described: boolean;
  /** The batch (messages up to a Sync) in which a Describe of it was last sent. */
  describedInBatch: number;
}

/** The prepared statements of one session by name; bytes as latin1, '' is the unnamed one. */
export class StatementBook {
  readonly #statements = new Map<string, PreparedStatement>();

  get size(): number {
    return this.#statements.size;
  }

  get(name: string): PreparedStatement | undefined {
    return this.#statements.get(name);
  }

  /** What the name means from now on; null: nothing. Returns what it meant before. */
  set(name: string, prepared: PreparedStatement | null): PreparedStatement | null {
    const before = this.#statements.get(name) ?? null;
    if (prepared === null) this.#statements.delete(name);
    else this.#statements.set(name, prepared);
    return before;
  }

  /** A name may mean something else than it did: SQL's own PREPARE ran. All have to be described anew. */
  doubt(): void {
    for (const prepared of this.#statements.values()) prepared.described = false;
  }
}
