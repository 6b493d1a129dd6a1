/** Statements after which clients ask: an application has some dozens. */
const USES_MAX = 1_000;

/** What is known of the clients of one pool that ask for what `currval` and `lastval` say, which a connection knows of its own. */
export class SequenceAskers {
  readonly #after = new Set<string>();
  #areThere = false;

  /** Somebody asks, or code of the store's own does: connections come to others without it. */
  get areThere(): boolean {
    return this.#areThere;
  }

  ask(): void {
    this.#areThere = true;
  }

  /**
   * A client has asked on another connection than the one that its last statement, which used relations in these ways
   * (`InsertStmt items`), ran on.
   */
  askedElsewhere(uses: readonly string[]): void {
    if (this.#after.size + uses.length > USES_MAX) this.#after.clear();
    for (const use of uses) this.#after.add(use);
  }

  /** It may be asked what a statement with such uses has given out: outside of a transaction, on the next connection, nobody knows. */
  askAfter(uses: readonly string[]): boolean {
    return this.#after.size > 0 && uses.some((use) => this.#after.has(use));
  }
}
