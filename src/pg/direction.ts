import type { Socket } from 'node:net';
import type { Framer } from '../pgwire/index.js';
import { directReadsOf } from './upstream/direct-reads.js';

/** Why a direction stands still. */
export type HoldReason = 'waiting' | 'overrun' | 'full' | 'turn' | 'unanswered';

const bits: Readonly<Record<HoldReason, number>> = { waiting: 1, overrun: 2, full: 4, turn: 8, unanswered: 16 };

/** Behind a chunk of so many bytes another may come before anybody else has a turn: TLS gives that many at once. */
const LARGE_CHUNK_BYTES = 16_384;

/**
 * How long such chunks may keep the process. libuv reads 64 kB from a socket up to 32 times in a row while there is more: rows pass in
 * less than a millisecond, but notices, each of which is looked at, would keep it for half a second.
 */
const BURST_MS = 8;

/** Of a large chunk this much is tried first: all of it may take a tenth of a second, where it is notices. */
const PIECE_BYTES = 8_192;

/** A large chunk that goes at this pace may go whole. */
const QUICK_BYTES_PER_MS = 32_768;

export interface DirectionParts {
  readonly source: Socket;
  /** Whose `drain` ends a hold for `full`; null: the caller ends it. */
  readonly destination: Socket | null;
  readonly framer: Framer;
  /** Writes what the chunk became. False when the destination has enough for now. */
  readonly flush: () => boolean;
  readonly onFault: (fault: unknown) => void;
  /** The source has ended or broken. Called once. */
  readonly onEnd: () => void;
  /** So many bytes have come. */
  readonly onChunk?: (bytes: number) => void;
}

/**
 * Moves one direction's chunks through its framer, and stands still while somebody holds it or the destination is full.
 * What was read and not yet framed is at most one chunk: a socket that is paused reads no more.
 */
export class Direction {
  readonly #parts: DirectionParts;
  /** Bits of the reasons for which it is held. */
  #held = 0;
  /** Chunks not yet framed, and how far the first one is. */
  #waiting: Buffer[] = [];
  #from = 0;
  #stopped = false;
  #pushing = false;
  #sourceEnded = false;
  /** What the last large chunks have taken, since others had their turn. */
  #burstMs = 0;
  /** What came last went at a pace at which a large chunk may go whole. */
  #isQuick = false;
  /** Something has come since this was last set to false. */
  heard = false;

  constructor(parts: DirectionParts) {
    this.#parts = parts;
  }

  /** False in the middle of a message, and when there are bytes yet to be looked at. */
  get atBoundary(): boolean {
    return this.#waiting.length === 0 && this.#parts.framer.atBoundary;
  }

  /** False in the middle of a message. */
  get isBetweenMessages(): boolean {
    return this.#parts.framer.atBoundary;
  }

  /** A part of a message has been passed on, and the rest has not come. */
  get passesPart(): boolean {
    return this.#parts.framer.passesPart;
  }

  start(rest: Buffer): void {
    const { source, destination } = this.#parts;
    const take = (chunk: Buffer): void => this.#take(chunk);
    const reads = directReadsOf(source);
    if (reads === null) source.on('data', take);
    else reads.take(take);
    source.on('end', () => this.#sourceEnd());
    source.on('close', () => this.#sourceEnd());
    source.on('error', () => this.#sourceEnd());
    destination?.on('drain', () => this.release('full'));
    if (rest.length > 0) take(rest);
    // What the stream has kept would otherwise come out behind what is read from now on, or not at all.
    if (reads !== null && source.readableLength > 0) take(source.read());
    // It may have gone before anybody listened.
    if (source.destroyed || source.readableEnded) this.#sourceEnd();
    else if (this.#held === 0 && !this.#stopped) source.resume();
  }

  isHeld(reason: HoldReason): boolean {
    return (this.#held & bits[reason]) !== 0;
  }

  /** Stands still after the message at hand, until `release` with the same reason. */
  hold(reason: HoldReason): void {
    this.#held |= bits[reason];
    this.#parts.source.pause();
  }

  release(reason: HoldReason): void {
    if (this.unhold(reason)) this.goOn();
  }

  /** As `release`, but `goOn` is the caller's to call. False when it was not held for that reason. */
  unhold(reason: HoldReason): boolean {
    const wasHeld = this.isHeld(reason);
    this.#held &= ~bits[reason];
    return wasHeld;
  }

  /** Goes on with what waits, unless held: after the receiver halted the framer. */
  goOn(): void {
    if (this.#pushing) return;
    while (this.#held === 0 && !this.#stopped) {
      const chunk = this.#next();
      if (chunk === null) {
        if (this.#sourceEnded) this.#parts.onEnd();
        else this.#parts.source.resume();
        return;
      }
      if (!this.#pushTimed(chunk)) return;
    }
  }

  /** Reads and passes on no more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  #take(chunk: Buffer): void {
    if (this.#stopped) return;
    this.heard = true;
    this.#parts.onChunk?.(chunk.length);
    if (this.#waiting.length > 0 || this.#held !== 0) {
      this.#waiting.push(chunk);
      this.#parts.source.pause();
      return;
    }
    if (chunk.length < LARGE_CHUNK_BYTES) {
      this.#from = 0;
      this.#burstMs = 0;
      this.#isQuick = false;
      this.#push(chunk);
    } else {
      this.#waiting.push(chunk);
      this.goOn();
    }
  }

  /** What comes next of what waits: a piece, where more could take long. */
  #next(): Buffer | null {
    const chunk = this.#waiting[0];
    if (chunk === undefined) return null;
    if (this.#isQuick || chunk.length - this.#from <= PIECE_BYTES) return chunk;
    const end = this.#from + PIECE_BYTES;
    const piece = chunk.subarray(this.#from, end);
    this.#waiting.splice(0, 1, piece, chunk.subarray(end));
    this.#from = 0;
    return piece;
  }

  /** As `#push`; others have their turn when it has taken long. */
  #pushTimed(chunk: Buffer): boolean {
    const bytes = chunk.length - this.#from;
    const startMs = performance.now();
    if (!this.#push(chunk)) return false;
    const tookMs = performance.now() - startMs;
    this.#isQuick = bytes >= tookMs * QUICK_BYTES_PER_MS;
    this.#burstMs += tookMs;
    if (this.#burstMs < BURST_MS) return true;
    this.#burstMs = 0;
    this.hold('turn');
    setImmediate(() => this.release('turn'));
    return true;
  }

  /** False when the chunk was not used up: its rest waits at the front. */
  #push(chunk: Buffer): boolean {
    const { framer, flush, source, onFault } = this.#parts;
    let from: number;
    this.#pushing = true;
    try {
      from = framer.push(chunk, this.#from);
      if (!flush()) this.hold('full');
    } catch (fault) {
      onFault(fault);
      return false;
    } finally {
      this.#pushing = false;
    }
    if (this.#stopped) return false;
    if (from === chunk.length) {
      if (this.#waiting[0] === chunk) this.#waiting.shift();
      this.#from = 0;
      return true;
    }
    if (this.#waiting[0] !== chunk) this.#waiting.unshift(chunk);
    this.#from = from;
    source.pause();
    return false;
  }

  #sourceEnd(): void {
    if (this.#stopped || this.#sourceEnded) return;
    this.#sourceEnded = true;
    // What came before the end is still passed on.
    if (this.#waiting.length === 0) this.#parts.onEnd();
  }
}
