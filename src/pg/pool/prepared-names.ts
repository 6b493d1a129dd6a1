import { serialize } from 'pg-protocol';
import { type OutstandingRequest, request } from '../outstanding.js';
import { poisonMessage } from '../poison.js';
import { otherColumns } from '../refusal-errors.js';
import { contradicts, holds, renewed, type Shape, untold } from '../shape.js';
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
  /** `SharedStatement.definedAt` of when it was prepared here, or earlier. */
  definedAt: number;
  used: number;
  /** What the server has said of it since it was prepared here. */
  shape: Shape;
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

  /** This is not known of it here. */
  lacks(statement: SharedStatement, part: keyof Shape): boolean {
    return this.#prepared.get(statement)?.shape[part] === null;
  }

  /** The server has said what it is; of one that is in doubt by now, what it was. */
  described(statement: SharedStatement, shape: Shape): void {
    const prepared = this.#prepared.get(statement);
    if (prepared?.ready && !prepared.stale) prepared.shape = renewed(prepared.shape, shape);
  }

  /**
   * Statements whose clients have been told of parameters or columns, which may not be those that they have here: to be learned before
   * the batch is given to this connection. A client that keeps a statement prepared relies on them.
   */
  unlearned({ needs }: Batch): readonly SharedStatement[] {
    let unlearned: SharedStatement[] | null = null;
    for (const need of needs) {
      const told = toldOf(need);
      const { shared } = need.entry;
      if (told === null || shared === null || holds(told, this.#shapeFor(need, shared))) continue;
      unlearned ??= [];
      if (!unlearned.includes(shared)) unlearned.push(shared);
    }
    return unlearned ?? none;
  }

  /** What is known of it as it will be used: of one that is prepared anew for that, nothing. */
  #shapeFor(need: Need, shared: SharedStatement): Shape {
    const prepared = this.#prepared.get(shared);
    return prepared === undefined || prepared.stale || isOlder(prepared, need) ? untold : prepared.shape;
  }

  /** It is prepared anew, by the gateway itself. Returns what is told how that went: what it is, or null. */
  learning(shared: SharedStatement): (shape: Shape | null) => void {
    const by = request('parse', { injected: true, shared });
    this.#prepared.set(shared, { ...freshOf(shared), by, unit: 0, anew: true, used: this.#uses });
    return (shape) => {
      const prepared = this.#prepared.get(shared);
      if (prepared?.by !== by) return;
      if (shape === null) this.#prepared.delete(shared);
      else Object.assign(prepared, { ready: true, shape });
    };
  }

  isSureOf(batch: Batch): boolean {
    for (const { entry } of batch.needs) {
      if (entry.shared !== null && this.isUnsure(entry.shared)) return false;
    }
    return true;
  }

  /** Says in the entry what becomes of it. Returns what has to be sent before it: a Parse, or what fails in its place; or null. */
  provide(need: Need, batch: Batch): Buffer | null {
    const { kind, entry, readies, unit } = need;
    const { shared } = entry;
    if (kind === 'forget') {
      this.#doubtAll();
      return null;
    }
    if (kind === 'bare' || kind === 'code') return this.#closeAll(entry);
    if (kind === 'close' || shared === null) {
      entry.fake = true;
      return null;
    }
    entry.fake = false;
    if (kind === 'use') entry.injects = 0;
    entry.closes = 0;
    if (shared.name === '') {
      if (kind === 'use' && this.#unnamed === shared) return null;
      this.#unnamed = shared;
      if (kind === 'use') entry.injects = 1;
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
      if (isAnew || isUnsure || isOlder(prepared, need)) {
        Object.assign(prepared, { ...freshOf(shared), by: entry, unit, anew: true, used: this.#uses });
        entry.closes = 1;
        if (kind === 'use') entry.injects = 1;
        return Buffer.concat([serialize.close({ type: 'S', name: shared.name }), shared.parse]);
      }
      entry.fake = kind === 'parse';
      const told = toldOf(need);
      if (told === null || !contradicts(told, prepared.shape)) return null;
      // As the server that its client prepared it on would have said.
      entry.refusal = otherColumns();
      return poisonMessage;
    }
    this.#prepared.set(shared, { ...freshOf(shared), by: entry, unit, used: this.#uses });
    if (kind === 'use') entry.injects = 1;
    return shared.parse;
  }

  /** What has a name of the gateway's own is closed before `entry`. Should the server not hear that, it is there. */
  #closeAll(entry: OutstandingRequest): Buffer | null {
    entry.closes = this.#prepared.size;
    if (entry.closes === 0) return null;
    this.#doubtAll();
    return Buffer.concat([...this.#prepared.keys()].map(({ name }) => serialize.close({ type: 'S', name })));
  }

  #doubtAll(): void {
    for (const prepared of this.#prepared.values()) Object.assign(prepared, { stale: true, shape: untold });
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

const none: readonly SharedStatement[] = [];

/** Of a statement whose Parse has just been sent. */
function freshOf({ definedAt }: SharedStatement) {
  return { ready: false, stale: false, anew: false, shape: untold, definedAt };
}

/** It was prepared before definitions that its client knows of, or may know of. */
function isOlder({ definedAt }: Prepared, { entry }: Need): boolean {
  return definedAt < (entry.prepared?.definedAt ?? 0);
}

/** What the client was told of a statement that it uses and has prepared before; null: nothing. */
function toldOf({ kind, entry }: Need): Shape | null {
  const told = kind === 'use' && entry.shared?.name !== '' ? entry.prepared?.told : undefined;
  return told === undefined || told === untold ? null : told;
}
