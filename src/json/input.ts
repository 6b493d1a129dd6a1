import { isUtf8 } from 'node:buffer';
import { malformed } from './refusals.js';

const none = Buffer.alloc(0);

/** The bytes under the walker: what was carried over and the chunk behind it. A chunk is copied only when something was. */
export class Input {
  bytes: Buffer = none;
  view: DataView = new DataView(none.buffer, 0, 0);
  /** Up to here they are whole characters in UTF-8. */
  end = 0;
  /** Holds what is carried over, `carried` bytes, of which `#checked` are known to be UTF-8. */
  #owned: Buffer = none;
  carried = 0;
  #checked = 0;

  /** Puts `chunk` behind what is there. It must not change until `carry`. @throws GatewayError when that is not UTF-8. */
  append(chunk: Buffer): void {
    if (this.carried === 0) this.#look(chunk);
    else {
      const length = this.carried + chunk.length;
      if (length > this.#owned.length) {
        const grown = Buffer.allocUnsafe(Math.max(length, this.#owned.length * 2));
        this.#owned.copy(grown, 0, 0, this.carried);
        this.#owned = grown;
      }
      this.#owned.set(chunk, this.carried);
      this.#look(this.#owned.subarray(0, length));
    }
    this.end = wholeCharacters(this.bytes);
    const isAll = this.#checked === 0 && this.end === this.bytes.length;
    if (!isUtf8(isAll ? this.bytes : this.bytes.subarray(this.#checked, this.end)))
      throw malformed('the body is not in UTF-8');
  }

  /** Looks at what was carried over once more, as the last there is. */
  appendNothing(): void {
    if (this.#checked < this.carried) throw malformed('the body is not in UTF-8');
    this.#look(this.#owned.subarray(0, this.carried));
    this.end = this.carried;
  }

  /** Keeps the bytes from `from` on and lets go of the rest. */
  carry(from: number): void {
    const left = this.bytes.length - from;
    if (left > 0 && !(from === 0 && this.carried > 0)) {
      if (left > this.#owned.length) this.#owned = Buffer.allocUnsafe(left * 2);
      this.#owned.set(this.bytes.subarray(from), 0);
    }
    this.carried = left;
    this.#checked = this.end - from;
    this.bytes = none;
  }

  restart(): void {
    this.carried = this.#checked = 0;
  }

  #look(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** Up to where the bytes are whole characters, if they are UTF-8 at all. */
function wholeCharacters(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? length - back : length;
  }
  return length;
}
