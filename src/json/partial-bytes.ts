import { tooLarge } from './refusals.js';

/** Bytes that come in parts and are wanted whole, up to a limit. Many small parts cost no more than few large ones. */
export class PartialBytes {
  readonly #max: number;
  #bytes = Buffer.alloc(0);
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies `part`. */
  append(part: Buffer): void {
    if (part.length === 0) return;
    const length = this.#length + part.length;
    if (length > this.#max) throw tooLarge('a part of the body that must be seen whole is too long', 'recordBytesMax');
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, length));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    part.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** Everything with `last` behind it; good until the next `append`. */
  takeWith(last: Buffer): Buffer {
    if (this.#length === 0) {
      if (last.length > this.#max)
        throw tooLarge('a part of the body that must be seen whole is too long', 'recordBytesMax');
      return last;
    }
    this.append(last);
    const whole = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return whole;
  }
}
