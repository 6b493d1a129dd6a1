import { GatewayError } from '../errors/index.js';
import type { LengthLimits } from './limits.js';

/** Forward the message as it comes; it is never buffered. */
export const PASS = -1;
/** Drop the message as it comes. */
export const SKIP = -2;
/** Collect the whole message, then ask `frame`. */
export const HOLD = -3;
/** As PASS and SKIP, and then hand out no more: `push` returns. */
export const PASS_AND_HALT = -4;
export const SKIP_AND_HALT = -5;
/** Hand out no more: `push` returns before the message, and asks `begin` about it again when it is called next. */
export const WAIT = -6;

/** PASS, SKIP, HOLD, WAIT, or a number n of 0 or more: PEEK(n), which collects n bytes of the body and asks `peek`. */
export type Treatment = number;
/**
 * PASS, SKIP, PASS_AND_HALT, SKIP_AND_HALT, or a number n of 0 or more: pass the message from its byte n on, header
 * included, because the receiver has put something else in the place of the bytes before. n is within what was shown.
 */
export type FrameVerdict = number;

/** Who is asked about each message of one direction. Called in the order of the bytes. */
export interface FrameReceiver {
  /** A message starts. `bodyBytes` is its length without type and length field. Must not write anything out. */
  begin(type: number, bodyBytes: number): Treatment;
  /** Header and at least the first bytes of the body that PEEK asked for (fewer if the body is shorter), at `start`. */
  peek(type: number, bytes: Buffer, start: number, end: number, bodyBytes: number): FrameVerdict;
  /** A whole message that was HELD: header at `start`, `end` behind its last byte. The bytes are the receiver's to keep. */
  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict;
  /** Bytes to forward, in order. Several messages come as one range; a message may come in several. */
  pass(bytes: Buffer, start: number, end: number): void;
}

/** Parts of a message that are kept as they came. */
const PARTS_MAX = 1_024;

const HEADER_BYTES = 5;

const noHeader = Buffer.alloc(0);

/**
 * Cuts one direction's bytes into messages. Any split of the same bytes into chunks gives the same calls, but for where
 * `pass` cuts. Messages that pass cost a look at their header, and no allocation unless a header is split.
 * Wire format: PostgreSQL docs, "Overview of Messages".
 */
export class Framer {
  readonly #receiver: FrameReceiver;
  readonly #limits: LengthLimits;
  readonly #side: 'frontend' | 'backend';
  /** The first bytes of a header that the last chunk cut. Its own once there are some: most chunks cut none. */
  #header: Buffer = noHeader;
  #headerBytes = 0;
  /** What is left of a message that is being passed or skipped. */
  #left = 0;
  #skips = false;
  /** Parts of a message that is being collected, or null. */
  #parts: Buffer[] | null = null;
  #partsMissing = 0;
  /** How many of the parts, the first ones, are made of many. */
  #merged = 0;
  #type = 0;
  #bodyBytes = 0;
  #treatment: Treatment = PASS;

  constructor(side: 'frontend' | 'backend', limits: LengthLimits, receiver: FrameReceiver) {
    this.#side = side;
    this.#limits = limits;
    this.#receiver = receiver;
  }

  /** False in the middle of a message. */
  get atBoundary(): boolean {
    return this.#headerBytes === 0 && this.#left === 0 && this.#parts === null;
  }

  /** True when a part of a message was already given to `pass`, and more is to come. */
  get passesPart(): boolean {
    return this.#left > 0 && !this.#skips;
  }

  /**
   * Takes the bytes from `from` on and returns how far it came: the chunk's end, or less when the receiver halted. The
   * chunk must not be changed afterwards.
   *
   * @throws GatewayError `protocol_violation` for a length or type that can't be. The framer is of no use then.
   */
  push(chunk: Buffer, from = 0): number {
    const receiver = this.#receiver;
    const limits = this.#limits;
    const end = chunk.length;
    let at = from;
    if (this.#left > 0) {
      const take = Math.min(this.#left, end - at);
      this.#left -= take;
      if (!this.#skips && take > 0) receiver.pass(chunk, at, at + take);
      at += take;
    } else if (this.#parts !== null) {
      at = this.#collect(chunk, at);
      if (at < 0) return -at - 1;
    }
    // [run, at) are messages to pass that were not handed on yet.
    let run = at;
    while (at < end) {
      if (this.#headerBytes === 0 && end - at >= HEADER_BYTES) {
        const type = chunk[at] as number;
        const length =
          (((chunk[at + 1] as number) << 24) |
            ((chunk[at + 2] as number) << 16) |
            ((chunk[at + 3] as number) << 8) |
            (chunk[at + 4] as number)) >>>
          0;
        // No type has a limit below 4, but one that does not exist, whose limit is 0.
        if (length < 4 || length > (limits[type] as number)) {
          if (run < at) receiver.pass(chunk, run, at);
          throw this.#violation(type);
        }
        const body = length - 4;
        const treatment = receiver.begin(type, body);
        if (treatment === PASS) {
          at += HEADER_BYTES + body;
          if (at > end) {
            this.#left = at - end;
            this.#skips = false;
            at = end;
          }
          continue;
        }
        if (run < at) receiver.pass(chunk, run, at);
        if (treatment === WAIT) return at;
        const whole = at + HEADER_BYTES + body;
        if (treatment === SKIP) {
          this.#skips = true;
          at = whole;
          if (at > end) {
            this.#left = at - end;
            at = end;
          }
          run = at;
          continue;
        }
        const wanted = treatment === HOLD ? body : Math.min(treatment, body);
        if (end - at - HEADER_BYTES >= wanted) {
          const verdict =
            treatment === HOLD
              ? receiver.frame(type, chunk, at, whole)
              : receiver.peek(type, chunk, at, at + HEADER_BYTES + wanted, body);
          run = verdict > 0 ? at + verdict : at;
          at = whole;
          if (at > end) {
            this.#left = at - end;
            this.#skips = verdict === SKIP || verdict === SKIP_AND_HALT;
            at = end;
          }
          if (verdict === SKIP || verdict === SKIP_AND_HALT) run = at;
          if (verdict === PASS_AND_HALT || verdict === SKIP_AND_HALT) {
            if (run < at) receiver.pass(chunk, run, at);
            return at;
          }
          continue;
        }
        this.#hold(type, body, treatment, wanted, chunk.subarray(at, end));
        return end;
      }
      if (run < at) receiver.pass(chunk, run, at);
      at = this.#splitHeader(chunk, at);
      if (at < 0) return -at - 1;
      run = at;
    }
    if (run < at) receiver.pass(chunk, run, at);
    return at;
  }

  #violation(type: number): GatewayError {
    const known = this.#limits[type] !== 0;
    return new GatewayError(
      'protocol_violation',
      known ? 'invalid message length' : `invalid ${this.#side} message type ${type}`,
    );
  }

  /** A header that is cut. Returns where to go on, or -1 - that when the receiver halted. */
  #splitHeader(chunk: Buffer, from: number): number {
    const take = Math.min(HEADER_BYTES - this.#headerBytes, chunk.length - from);
    if (this.#header === noHeader) this.#header = Buffer.alloc(HEADER_BYTES);
    chunk.copy(this.#header, this.#headerBytes, from, from + take);
    this.#headerBytes += take;
    const at = from + take;
    if (this.#headerBytes < HEADER_BYTES) return at;
    const type = this.#header[0] as number;
    const length = this.#header.readUInt32BE(1);
    if (length < 4 || length > (this.#limits[type] as number)) throw this.#violation(type);
    const body = length - 4;
    const treatment = this.#receiver.begin(type, body);
    // The header is kept, and is whole when the next bytes come.
    if (treatment === WAIT) return -1 - at;
    this.#headerBytes = 0;
    if (treatment === PASS || treatment === SKIP) {
      this.#skips = treatment === SKIP;
      if (!this.#skips) this.#receiver.pass(Buffer.from(this.#header), 0, HEADER_BYTES);
      const there = Math.min(body, chunk.length - at);
      if (!this.#skips && there > 0) this.#receiver.pass(chunk, at, at + there);
      this.#left = body - there;
      return at + there;
    }
    const wanted = treatment === HOLD ? body : Math.min(treatment, body);
    this.#hold(type, body, treatment, wanted, Buffer.from(this.#header));
    return this.#collect(chunk, at);
  }

  #hold(type: number, body: number, treatment: Treatment, wanted: number, first: Buffer): void {
    this.#type = type;
    this.#bodyBytes = body;
    this.#treatment = treatment;
    this.#parts = [first];
    this.#merged = 0;
    this.#partsMissing = HEADER_BYTES + wanted - first.length;
  }

  /** A message may come byte by byte, and each part costs a hundred times what is in it. */
  #mergeParts(parts: Buffer[]): void {
    if (parts.length - this.#merged < PARTS_MAX) return;
    parts.push(Buffer.concat(parts.splice(this.#merged)));
    this.#merged += 1;
  }

  /** Goes on with what is collected. Returns where to go on, or -1 - that when the receiver halted. */
  #collect(chunk: Buffer, from: number): number {
    const parts = this.#parts as Buffer[];
    const take = Math.min(this.#partsMissing, chunk.length - from);
    if (take > 0) parts.push(chunk.subarray(from, from + take));
    this.#partsMissing -= take;
    let at = from + take;
    if (this.#partsMissing > 0) {
      this.#mergeParts(parts);
      return at;
    }
    this.#parts = null;
    const bytes = Buffer.concat(parts);
    const verdict =
      this.#treatment === HOLD
        ? this.#receiver.frame(this.#type, bytes, 0, bytes.length)
        : this.#receiver.peek(this.#type, bytes, 0, bytes.length, this.#bodyBytes);
    const skips = verdict === SKIP || verdict === SKIP_AND_HALT;
    const passedFrom = Math.max(verdict, 0);
    if (!skips && passedFrom < bytes.length) this.#receiver.pass(bytes, passedFrom, bytes.length);
    const rest = HEADER_BYTES + this.#bodyBytes - bytes.length;
    const there = Math.min(rest, chunk.length - at);
    if (!skips && there > 0) this.#receiver.pass(chunk, at, at + there);
    at += there;
    this.#left = rest - there;
    this.#skips = skips;
    return verdict === PASS_AND_HALT || verdict === SKIP_AND_HALT ? -1 - at : at;
  }
}
