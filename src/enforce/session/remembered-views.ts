import type { TemporaryView, TemporaryViews } from '../rewrite/temporary-view.js';
import type { Effect } from '../statements/effect.js';

/**
 * The temporary views that a session has defined. A definition holds once ReadyForQuery says that nothing failed; when something
 * did, or was rolled back, what the store has under the names that were defined since is not known.
 */
export class RememberedViews {
  readonly #views: Map<string, TemporaryView | null>;
  /** Names that were defined or dropped in the transaction that is open. */
  readonly #changed: Set<string>;

  constructor(views: TemporaryViews = new Map(), changed: Iterable<string> = []) {
    this.#views = new Map(views);
    this.#changed = new Set(changed);
  }

  get known(): TemporaryViews {
    return this.#views;
  }

  /** A copy to try effects on. */
  branch(): RememberedViews {
    return new RememberedViews(this.#views, this.#changed);
  }

  apply(effect: Effect): void {
    if (effect.kind === 'rollback_part') this.#doubt();
    if (effect.kind !== 'view') return;
    this.#changed.add(effect.name);
    if (effect.view === null) this.#views.delete(effect.name);
    else this.#views.set(effect.name, effect.view);
  }

  /** ReadyForQuery came. `failed`: something was not done. */
  transactionState(status: 'I' | 'T' | 'E', failed: boolean): void {
    if (this.#changed.size === 0) return;
    if (failed || status === 'E') this.#doubt();
    if (status === 'I') this.#changed.clear();
  }

  #doubt(): void {
    for (const name of this.#changed) this.#views.set(name, null);
  }
}
