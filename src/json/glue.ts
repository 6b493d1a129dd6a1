/** What stands between two values is remembered up to this length. */
export const glueBytesMax = 256;

/** The bytes that led from one value of an object to the next, of all places of a plan, as words in one array. */
export class Glue {
  words = new Int32Array(1024);
  #used = 0;

  /** Keeps `bytes`, over the `room` words at `from` when they fit. Answers where they are. */
  keep(bytes: Buffer, from: number, room: number): number {
    const count = bytes.length >> 2;
    const at = count <= room ? from : this.#used;
    if (count > room) this.#used += count;
    if (this.#used > this.words.length) {
      const grown = new Int32Array(2 * this.#used);
      grown.set(this.words);
      this.words = grown;
    }
    for (let index = 0; index < count; index += 1) this.words[at + index] = bytes.readInt32LE(index << 2);
    return at;
  }
}
