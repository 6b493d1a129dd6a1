import { serialize } from 'pg-protocol';
import type { Batch, Need } from './batch.js';
import type { SharedStatement } from './shared-statement.js';

interface Prepared {
  /** The server has said so. */
  ready: boolean;
  used: number;
}

/** What one server connection holds prepared, as far as the gateway has made it. */
export class PreparedNames {
  readonly #max: number;
  readonly #prepared = new Map<SharedStatement, Prepared>();
  #unnamed: SharedStatement | null = null;
  #uses = 0;

  /** More than `max` are too many; 0: none are. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#prepared.size;
  }

  has(statement: SharedStatement): boolean {
    return this.#prepared.has(statement);
  }

  /** It was sent, and the server has not said how that went. */
  isUnsure(statement: SharedStatement): boolean {
    return this.#prepared.get(statement)?.ready === false;
  }

  isSureOf(batch: Batch): boolean {
    for (const { entry } of batch.needs) {
      if (entry.shared !== null && this.isUnsure(entry.shared)) return false;
    }
    return true;
  }

  /** Says in the entry what becomes of it. Returns the Parse that has to be sent for it, or null. */
  provide({ kind, entry }: Need, batch: Batch): Buffer | null {
    const { shared } = entry;
    if (kind === 'close' || shared === null) {
      entry.fake = true;
      return null;
    }
    entry.fake = false;
    entry.injects = false;
    entry.closes = false;
    if (shared.name === '') {
      if (kind === 'use' && this.#unnamed === shared) return null;
      this.#unnamed = shared;
      entry.injects = kind === 'use';
      return shared.parse;
    }
    this.#uses += 1;
    const prepared = this.#prepared.get(shared);
    if (prepared !== undefined) {
      prepared.used = this.#uses;
      if (kind === 'parse' && batch.describes(shared)) {
        // What a Describe would say of one that has changed comes too late to be made good.
        prepared.ready = false;
        entry.closes = true;
        return Buffer.concat([serialize.close({ type: 'S', name: shared.name }), shared.parse]);
      }
      entry.fake = kind === 'parse';
      return null;
    }
    this.#prepared.set(shared, { ready: false, used: this.#uses });
    entry.injects = kind === 'use';
    return shared.parse;
  }

  prepared(statement: SharedStatement): void {
    const prepared = this.#prepared.get(statement);
    if (prepared === undefined) return;
    prepared.ready = true;
    statement.isProven = true;
  }

  /** Null: all. */
  forget(statement: SharedStatement | null): void {
    if (statement === null) this.#prepared.clear();
    else this.#prepared.delete(statement);
    if (statement === null || statement === this.#unnamed) this.#unnamed = null;
  }

  /** The server's unnamed statement is nobody's, or somebody's that the gateway does not know. */
  dropUnnamed(): void {
    this.#unnamed = null;
  }

  /** Those to be closed when there are too many: what was used longest ago, with some room to spare. */
  surplus(): readonly SharedStatement[] {
    if (this.#max === 0 || this.#prepared.size <= this.#max) return [];
    const byUse = [...this.#prepared].filter(([, { ready }]) => ready).sort(([, a], [, b]) => a.used - b.used);
    return byUse.slice(0, this.#prepared.size - Math.floor(this.#max * 0.9)).map(([statement]) => statement);
  }
}
