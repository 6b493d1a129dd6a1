/**
 * Names whose meaning hangs on what is not answered: the batch that gave it to them may fail, and then the server holds under
 * them what it held before. Within the batch itself nothing is in doubt: there all succeeds or is ignored together.
 */
export class NamesInDoubt {
  /** By the batch in which a name was last given a meaning, or lost it. */
  readonly #batches = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  add(name: string, batch: number): void {
    this.#batches.set(name, batch);
  }

  /** Seen from `batch`. */
  has(name: string, batch: number): boolean {
    const given = this.#batches.get(name);
    return given !== undefined && given !== batch;
  }

  /** All is answered. */
  clear(): void {
    if (this.#batches.size > 0) this.#batches.clear();
  }
}
