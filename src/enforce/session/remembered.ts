import type { Effect } from '../statements/effect.js';

/** Names in the server that stand for statements of this session: what PREPARE and DECLARE made. */
export class Remembered {
  readonly #prepared: Set<string>;
  readonly #cursors: Set<string>;

  constructor(prepared: Iterable<string> = [], cursors: Iterable<string> = []) {
    this.#prepared = new Set(prepared);
    this.#cursors = new Set(cursors);
  }

  get names(): { readonly prepared: ReadonlySet<string>; readonly cursor: ReadonlySet<string> } {
    return { prepared: this.#prepared, cursor: this.#cursors };
  }

  /** A copy to try effects on. */
  branch(): Remembered {
    return new Remembered(this.#prepared, this.#cursors);
  }

  apply(effect: Effect): void {
    if (effect.kind !== 'remember' && effect.kind !== 'forget') return;
    const names = effect.what === 'prepared' ? this.#prepared : this.#cursors;
    if (effect.kind === 'remember') names.add(effect.name);
    else if (effect.name === null) names.clear();
    else names.delete(effect.name);
  }
}
