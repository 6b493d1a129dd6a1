/**
 * Things that are given the same time from when they are added. One timer serves all of them: they are due in the order in which
 * they came, and most are removed long before.
 */
export class Deadlines<T> {
  readonly #afterMs: number;
  readonly #due: (late: T) => void;
  /** When each was added; the oldest first. */
  readonly #since = new Map<T, number>();
  #timer: NodeJS.Timeout | null = null;

  /** `due` is called for each that was not removed in time. */
  constructor(afterMs: number, due: (late: T) => void) {
    this.#afterMs = afterMs;
    this.#due = due;
  }

  add(one: T): void {
    this.#since.set(one, performance.now());
    if (this.#timer === null) this.#wait(this.#afterMs);
  }

  remove(one: T): void {
    this.#since.delete(one);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#timer = null;
    const now = performance.now();
    for (const [one, since] of this.#since) {
      const left = since + this.#afterMs - now;
      // A timer may come a millisecond early.
      if (left > 1) {
        this.#wait(left);
        return;
      }
      this.#since.delete(one);
      this.#due(one);
    }
  }
}
