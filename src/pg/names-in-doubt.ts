/**
 * Names whose meaning hangs on what is not answered: the batch that gave it to them may fail, and then the server holds under
 * them what it held before. Within the batch itself nothing is in doubt: there all succeeds or is ignored together.
 */
export class NamesInDoubt {
  /** By the batch in which a name was last given a meaning, or lost it. Null until there is one: most clients give none. */
  #batches: Map<string, number> | null = null;

  get isEmpty(): boolean {
    return this.#batches === null || this.#batches.size === 0;
  }

  add(name: string, batch: number): void {
    this.#batches ??= new Map();
    this.#batches.set(name, batch);
  }

  /** Seen from `batch`. */
  has(name: string, batch: number): boolean {
    const given = this.#batches?.get(name);
    return given !== undefined && given !== batch;
  }

  /** All is answered. */
  clear(): void {
    if (!this.isEmpty) this.#batches?.clear();
  }
}
