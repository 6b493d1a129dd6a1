/**
 * How much of memory the plans of all askers may take, in bytes and characters of their texts: some 200 MB with all that belongs to
 * them. A plan's text can be a megabyte, and a client can think of as many texts as it likes.
 */
const plansBytesMax = 64 * 1024 * 1024;

/** What is kept of plans, for all askers together. What is full is emptied: plans that are used come back soon. */
export class PlanMemory {
  readonly #bytesMax: number;
  readonly #forget: () => void;
  #bytes = 0;

  /** `forget` empties it. */
  constructor(forget: () => void, bytesMax = plansBytesMax) {
    this.#forget = forget;
    this.#bytesMax = bytesMax;
  }

  /** Called before so much is kept. */
  keep(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#bytesMax) return;
    this.#forget();
    this.#bytes = bytes;
  }
}
