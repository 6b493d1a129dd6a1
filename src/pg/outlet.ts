import type { Writable } from 'node:stream';

/** Takes ranges of chunks, in order, and sends them on at a flush. */
export interface ServerSink {
  /** Adds a range of a chunk. The chunk must not change until it is written. */
  pass(bytes: Buffer, start: number, end: number): void;
  /** Adds a message of the gateway's own. */
  put(frame: Buffer): void;
  /** Sends what was gathered. False when no more should come for now. */
  flush(): boolean;
  /** Forgets what was gathered since the last flush. */
  discard(): void;
}

/**
 * Gathers what one chunk of input becomes and writes it at once. When nothing was changed, what is written is the input
 * itself.
 */
export class Outlet implements ServerSink {
  readonly #destination: Writable;
  #bytes: Buffer | null = null;
  #start = 0;
  #end = 0;
  /** What came before the range above; null in the usual case that there is nothing. */
  #parts: Buffer[] | null = null;

  constructor(destination: Writable) {
    this.#destination = destination;
  }

  /** Adds a range of a chunk. Ranges that touch become one. The chunk must not change until it is written. */
  pass(bytes: Buffer, start: number, end: number): void {
    if (bytes === this.#bytes && start === this.#end) {
      this.#end = end;
      return;
    }
    if (this.#bytes !== null) this.#setAside();
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** Adds a message of the gateway's own. */
  put(frame: Buffer): void {
    this.pass(frame, 0, frame.length);
  }

  /** Writes what was gathered. False when the destination has enough for now. */
  flush(): boolean {
    if (this.#bytes === null) return true;
    let whole = this.#range();
    if (this.#parts !== null) {
      this.#parts.push(whole);
      whole = Buffer.concat(this.#parts);
    }
    this.#parts = null;
    this.#bytes = null;
    // Who is gone reads nothing, and nobody waits for that.
    if (!this.#destination.writable) return true;
    return this.#destination.write(whole);
  }

  /** Forgets what was gathered since the last flush. */
  discard(): void {
    this.#parts = null;
    this.#bytes = null;
  }

  #setAside(): void {
    const range = this.#range();
    if (this.#parts === null) this.#parts = [range];
    else this.#parts.push(range);
  }

  #range(): Buffer {
    const bytes = this.#bytes as Buffer;
    return this.#start === 0 && this.#end === bytes.length ? bytes : bytes.subarray(this.#start, this.#end);
  }
}
