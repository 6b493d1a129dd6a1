/**
 * A seeded sequence of plausible chance: the same seed gives the same shop, on every machine. Mulberry32 (Tommy Ettinger,
 * public domain); for sample data only, never for secrets.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(from: readonly T[]): T {
    const index = this.integer(0, from.length - 1);
    if (index < 0 || index >= from.length) throw new RangeError('nothing to pick from');
    return from[index] as T;
  }

  /** `#` becomes a digit, `@` a capital letter; everything else stays. */
  fill(template: string): string {
    return template.replace(/[#@]/g, (mark) =>
      mark === '#' ? String(this.integer(0, 9)) : String.fromCharCode(65 + this.integer(0, 25)),
    );
  }
}
