/** An application has some hundreds. */
const USES_MAX = 10_000;

/**
 * Ways in which statements use relations (`SelectStmt items`), operators and types of the store's own (`SelectStmt type mood`), after
 * which a connection was looked at and nothing was found in it. A view, a trigger, a default, a policy or a cast may call anything,
 * and nobody sees that in a statement's text: so each is looked after once. What one of them leaves in rare cases only is not found.
 */
export class CleanUses {
  readonly #clean = new Set<string>();

  /** Those after which nobody has looked, or something was found. */
  unknown(uses: readonly string[]): readonly string[] {
    for (const use of uses) if (!this.#clean.has(use)) return uses.filter((one) => !this.#clean.has(one));
    return none;
  }

  found(uses: readonly string[]): void {
    if (this.#clean.size + uses.length > USES_MAX) this.#clean.clear();
    for (const use of uses) this.#clean.add(use);
  }

  /** A statement is sent. True when it may give relations another meaning: nothing is known then. */
  sent(uses: readonly string[]): boolean {
    if (uses.every((use) => usesOnly.test(use))) return false;
    this.#clean.clear();
    return true;
  }
}

const none: readonly string[] = [];

const usesOnly = /^(Select|Insert|Update|Delete|Merge|Copy|Explain|Lock|Truncate|DeclareCursor|Vacuum)Stmt/;
