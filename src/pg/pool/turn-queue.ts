import type { Turn } from './turn.js';

/** Turns that are not over, the first one's answer first. */
export class TurnQueue<L> {
  #turns: Turn<L>[] = [];
  #first = 0;
  #headSinceMs = 0;

  get depth(): number {
    return this.#turns.length - this.#first;
  }

  get head(): Turn<L> | undefined {
    return this.#turns[this.#first];
  }

  /** Since when the head is the head, in ms of `performance.now`. */
  get headSinceMs(): number {
    return this.#headSinceMs;
  }

  push(turn: Turn<L>): void {
    if (this.depth === 0) this.#headSinceMs = performance.now();
    this.#turns.push(turn);
  }

  /** The head is over. Returns how long it was the head, in ms. */
  shift(nowMs: number): number {
    const tookMs = nowMs - this.#headSinceMs;
    this.#headSinceMs = nowMs;
    this.#first += 1;
    if (this.#first === this.#turns.length) {
      this.#turns.length = 0;
      this.#first = 0;
    } else if (this.#first > 256) {
      this.#turns.splice(0, this.#first);
      this.#first = 0;
    }
    return tookMs;
  }

  [Symbol.iterator](): Iterator<Turn<L>> {
    return this.#turns.slice(this.#first)[Symbol.iterator]();
  }

  /** Takes all out. */
  drain(): Turn<L>[] {
    const turns = [...this];
    this.#turns = [];
    this.#first = 0;
    return turns;
  }
}
