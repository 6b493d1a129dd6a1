import { GatewayError } from '../errors/index.js';

/** Reads the fields of one message's body, and never past it. */
export class BodyReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  /** Reads `bytes` from `start` up to, not including, `end`. */
  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Where the next field starts. */
  get position(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  byte(): number {
    const at = this.#advance(1);
    return this.#bytes[at] as number;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#advance(4));
  }

  bytes(count: number): Buffer {
    const at = this.#advance(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** Skips a text and the NUL behind it, and returns where it ends: the NUL's place. */
  skipCString(): number {
    const nul = this.#bytes.indexOf(0, this.#at);
    if (nul < 0 || nul >= this.#end) throw invalidFormat();
    this.#at = nul + 1;
    return nul;
  }

  cstring(encoding: 'utf8' | 'latin1' = 'utf8'): string {
    const start = this.#at;
    return this.#bytes.toString(encoding, start, this.skipCString());
  }

  #advance(count: number): number {
    const at = this.#at;
    if (count < 0 || count > this.#end - at) throw invalidFormat();
    this.#at = at + count;
    return at;
  }
}

/** What PostgreSQL says when a body does not hold what its type says (pq_getmsgend, pq_getmsgstring). */
export function invalidFormat(): GatewayError {
  return new GatewayError('protocol_violation', 'invalid message format');
}
