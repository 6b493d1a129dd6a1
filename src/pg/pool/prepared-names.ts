import { serialize } from 'pg-protocol';
import type { OutstandingRequest } from '../outstanding.js';
import type { Batch, Need } from './batch.js';
import type { SharedStatement } from './shared-statement.js';

interface Prepared {
  /** For what its Parse was sent last, and in which unit: that is answered or ignored together. */
  by: OutstandingRequest;
  unit: number;
  /** The server has said so. */
  ready: boolean;
  /** It is closed before it is prepared: there may be one, or not. */
  stale: boolean;
  /** A Close was sent before the Parse. */
  anew: boolean;
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
  provide({ kind, entry, readies, unit }: Need, batch: Batch): Buffer | null {
    const { shared } = entry;
    if (kind === 'forget') {
      for (const prepared of this.#prepared.values()) prepared.stale = true;
      return null;
    }
    if (kind === 'close' || shared === null) {
      entry.fake = true;
      return null;
    }
    entry.fake = false;
    if (kind === 'use') entry.injects = false;
    entry.closes = false;
    if (shared.name === '') {
      if (kind === 'use' && this.#unnamed === shared) return null;
      this.#unnamed = shared;
      if (kind === 'use') entry.injects = true;
      return shared.parse;
    }
    this.#uses += 1;
    const prepared = this.#prepared.get(shared);
    if (prepared !== undefined) {
      prepared.used = this.#uses;
      // What a Describe would say of one that has changed comes too late to be made good.
      const isAnew = kind === 'parse' && (readies >= batch.soundReadies || batch.describes(shared));
      // Another's Parse may yet be ignored.
      const isUnsure = prepared.stale || !(prepared.ready || prepared.unit === unit);
      if (isAnew || isUnsure) {
        Object.assign(prepared, { by: entry, unit, ready: false, stale: false, anew: true });
        entry.closes = true;
        if (kind === 'use') entry.injects = true;
        return Buffer.concat([serialize.close({ type: 'S', name: shared.name }), shared.parse]);
      }
      entry.fake = kind === 'parse';
      return null;
    }
    this.#prepared.set(shared, { by: entry, unit, ready: false, stale: false, anew: false, used: this.#uses });
    if (kind === 'use') entry.injects = true;
    return shared.parse;
  }

  /** The server has prepared what a request asked for. */
  prepared(by: OutstandingRequest): void {
    if (by.shared === null) return;
    by.shared.isProven = true;
    const prepared = this.#prepared.get(by.shared);
    if (prepared?.by === by) prepared.ready = true;
  }

  /** The server has failed on a request's Parse, or never heard it. */
  notPrepared(by: OutstandingRequest): void {
    if (by.shared === null) return;
    if (this.#unnamed === by.shared) this.#unnamed = null;
    const prepared = this.#prepared.get(by.shared);
    if (prepared?.by !== by) return;
    // What was there before is gone if the Close was heard.
    if (prepared.anew) prepared.stale = true;
    else this.#prepared.delete(by.shared);
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
    const byUse = [...this.#prepared]
      .filter(([, { ready, stale }]) => ready || stale)
      .sort(([, a], [, b]) => a.used - b.used);
    return byUse.slice(0, this.#prepared.size - Math.floor(this.#max * 0.9)).map(([statement]) => statement);
  }
}
