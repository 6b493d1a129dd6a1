import type { ConnectionUse } from '../../enforce/index.js';
import { frontend } from '../../pgwire/index.js';
import type { OutstandingRequest } from '../outstanding.js';
import type { SharedStatement } from './shared-statement.js';

/** How long a statement takes. */
export interface Timing {
  /** In ms, when nothing else keeps the store busy; null: it has not run. */
  fastestMs: number | null;
  /** How often it is yet to run alone, because it was slow. */
  runsAlone: number;
}

/**
 * `forget`: a statement stands here that may drop all that is prepared. `bare`: one that shows it, so that what others have
 * prepared must not be there. `code`: one behind which code of the store's own runs, which may.
 */
export type NeedKind = 'parse' | 'use' | 'close' | 'forget' | 'bare' | 'code';

/** What stands before a part of a batch, to be made good by the connection that gets it. */
export interface Need {
  /** Index of the part that it stands before. */
  readonly at: number;
  /** Syncs and Queries of the batch that stand before it. */
  readonly readies: number;
  /** The same for what one Sync or Query ends. */
  readonly unit: number;
  readonly kind: NeedKind;
  readonly entry: OutstandingRequest;
}

/** Type and length. */
const MESSAGE_HEADER_BYTES = 5;

/** A ReadyForQuery answers a message of this type. */
function endsBatch(type: number): boolean {
  return type === frontend.sync || type === frontend.query || type === frontend.functionCall;
}

/** A Sync, and no other message that ends a batch, is so long. */
const SYNC_BYTES = 5;

/** What a client has sent and no server connection has been given yet. */
export class Batch {
  readonly parts: Buffer[] = [];
  readonly needs: Need[] = [];
  /** Of the statements that are executed in it. */
  readonly timings: Timing[] = [];
  /** Syncs and Queries in it: as many ReadyForQuery answer it. */
  readies = 0;
  /** Nothing but reads that may stand between those of others. */
  isPlain = true;
  /** Nothing has been added behind a Sync or Query. */
  isComplete = false;
  /** The server's unnamed statement is another one afterwards, or none. */
  takesUnnamed = false;
  /**
   * Syncs and Queries up to which it is known that its transaction is not aborted: each of them may end in an error.
   * Behind that a Parse is sent, whatever the server holds: the server alone knows whether it takes one.
   */
  soundReadies = Number.POSITIVE_INFINITY;
  /** It has been asked among others, and was not answered in time. */
  wasTakenOff = false;
  /** How often it was sent once more. */
  retries = 0;
  #bytes: Buffer | null = null;
  #start = 0;
  #end = 0;

  /** Statements of the pool's that it makes or uses. */
  get shared(): SharedStatement[] {
    const shared = this.needs.map(({ entry }) => entry.shared).filter((one) => one !== null && one.name !== '');
    return [...new Set(shared as SharedStatement[])];
  }

  /** Code of the store's own runs in it, of which nothing is known. */
  get runsCode(): boolean {
    return this.needs.some(({ kind }) => kind === 'code');
  }

  /** A Describe asks about the statement. */
  describes(statement: SharedStatement): boolean {
    return this.needs.some(({ entry }) => entry.kind === 'describe' && entry.shared === statement);
  }

  /** Each of them is prepared in the batch itself, in the client's view. */
  get preparesAll(): boolean {
    const made = new Set<SharedStatement | null>();
    for (const { kind, entry } of this.needs) {
      if (kind === 'parse' || entry.injected) made.add(entry.shared);
      else if (kind === 'use' && !made.has(entry.shared)) return false;
    }
    return made.size > 0;
  }

  get isEmpty(): boolean {
    return this.#bytes === null && this.parts.length === 0 && this.needs.length === 0;
  }

  /** Adds a range of a chunk. Ranges that touch become one. */
  pass(bytes: Buffer, start: number, end: number): void {
    if (bytes === this.#bytes && start === this.#end) {
      this.#end = end;
      return;
    }
    this.#setAside();
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  need(kind: NeedKind, entry: OutstandingRequest, unit: number): void {
    this.#setAside();
    this.needs.push({ at: this.parts.length, readies: this.readies, unit, kind, entry });
  }

  /** What another sealed batch holds comes behind this one's. */
  append(later: Batch): void {
    const { readies } = this;
    const { length } = this.parts;
    this.parts.push(...later.parts);
    for (const need of later.needs) {
      this.needs.push({ ...need, at: need.at + length, readies: need.readies + readies });
    }
    this.timings.push(...later.timings);
    this.readies += later.readies;
    this.isPlain &&= later.isPlain;
    this.isComplete = later.isComplete;
    this.takesUnnamed ||= later.takesUnnamed;
  }

  /**
   * What stands behind the first Sync or Query of a sealed batch: a batch of its own; null for nothing. What is known of the
   * first's statements alone counts for it too.
   */
  behindFirst(): Batch | null {
    const { part, end } = this.#firstEnd();
    const split = this.parts[part];
    const parts = split === undefined ? [] : [split.subarray(end), ...this.parts.slice(part + 1)];
    const keeps = parts[0]?.length === 0 ? parts.slice(1) : parts;
    const dropped = this.parts.length - keeps.length;
    const needs = this.needs.filter(({ readies }) => readies > 0);
    if (keeps.length === 0 && needs.length === 0) return null;
    const rest = new Batch();
    rest.parts.push(...keeps);
    for (const need of needs) rest.needs.push({ ...need, at: need.at - dropped, readies: need.readies - 1 });
    rest.readies = this.readies - 1;
    rest.isComplete = this.isComplete;
    rest.takesUnnamed = this.takesUnnamed;
    // How long which of its statements take is not known.
    rest.isPlain = false;
    return rest;
  }

  /** Which part the first message that a ReadyForQuery answers ends in, and where in it. A message may span parts. */
  #firstEnd(): { readonly part: number; readonly end: number } {
    const header = Buffer.alloc(MESSAGE_HEADER_BYTES);
    let headerBytes = 0;
    let left = 0;
    for (const [part, bytes] of this.parts.entries()) {
      for (let at = 0; at < bytes.length; ) {
        if (headerBytes < MESSAGE_HEADER_BYTES) {
          header[headerBytes] = bytes[at] as number;
          headerBytes += 1;
          at += 1;
          if (headerBytes < MESSAGE_HEADER_BYTES) continue;
          left = header.readUInt32BE(1) - 4;
        }
        const taken = Math.min(left, bytes.length - at);
        left -= taken;
        at += taken;
        if (left > 0) continue;
        if (endsBatch(header[0] as number)) return { part, end: at };
        headerBytes = 0;
      }
    }
    return { part: this.parts.length, end: 0 };
  }

  /**
   * Nothing in it but statements to be made that servers are known to take, or closed, up to one Sync: no server need see
   * it. Known once it is sealed.
   */
  get asksNothing(): boolean {
    if (this.readies !== 1 || !this.isPlain || !this.isComplete || this.timings.length > 0) return false;
    const [sync] = this.parts;
    if (this.parts.length !== 1 || sync?.length !== SYNC_BYTES) return false;
    return this.needs.every(
      ({ kind, entry }) => kind === 'close' || (kind === 'parse' && entry.shared?.isProven === true),
    );
  }

  /** Nothing will be added. */
  seal(): void {
    this.#setAside();
  }

  #setAside(): void {
    if (this.#bytes === null) return;
    this.parts.push(
      this.#start === 0 && this.#end === this.#bytes.length
        ? this.#bytes
        : this.#bytes.subarray(this.#start, this.#end),
    );
    this.#bytes = null;
  }
}

/** Several batches as one; null for none. */
export function joined(batches: readonly Batch[]): Batch | null {
  const [first, ...others] = batches;
  if (first === undefined) return null;
  for (const batch of others) first.append(batch);
  return first;
}

/** How long statements took, by what is known of them: statements that differ in constants only have that in common. */
const timings = new WeakMap<ConnectionUse, Timing>();

export function timingOf(use: ConnectionUse): Timing {
  let timing = timings.get(use);
  if (timing === undefined) {
    timing = { fastestMs: null, runsAlone: 0 };
    timings.set(use, timing);
  }
  return timing;
}

/** All that is executed in it has run, was done within `withinMs` when it was fastest, and is not to run alone. */
export function isFast({ timings }: Batch, withinMs: number): boolean {
  return timings.every(({ fastestMs, runsAlone }) => fastestMs !== null && fastestMs <= withinMs && runsAlone === 0);
}

/** The fastest counts most: others may be slow because the machine was busy. */
export function took(timing: Timing, ms: number): void {
  const { fastestMs } = timing;
  timing.fastestMs = fastestMs === null || ms < fastestMs ? ms : fastestMs + (ms - fastestMs) * RISE;
}

/** It ran alone. One that took longer than `delayMaxMs` (0: no bound) is not to stand before those of others for a while. */
export function tookAlone(timing: Timing, ms: number, delayMaxMs: number): void {
  took(timing, ms);
  if (delayMaxMs > 0 && ms > delayMaxMs) timing.runsAlone = RUNS_ALONE;
  else if (timing.runsAlone > 0) timing.runsAlone -= 1;
}

/** How much of a slower run counts. */
const RISE = 0.02;

const RUNS_ALONE = 50;
