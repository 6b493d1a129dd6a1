import type { Effect } from '../statements/effect.js';

/** What a session's earlier statements set, as far as later ones are planned by it. */
export interface SettingValues {
  /** As SET or SHOW writes it. */
  readonly searchPath: string;
  readonly purpose: string | null;
}

/**
 * Follows SET, RESET, SET LOCAL and transactions (PostgreSQL docs, SET). A value holds from the moment its statement is
 * sent: should the statement fail, the server refuses what follows in the same transaction anyway, and the end of the
 * transaction brings the former value back. ROLLBACK TO does not: the value then stays until the transaction ends, which
 * is still one that the principal may use.
 */
export class SessionSettings {
  readonly #first: SettingValues;
  /** As of the last transaction's end. */
  #stable: SettingValues;
  /** SET in the transaction that runs. */
  #session: SettingValues;
  /** SET LOCAL in the transaction that runs. */
  #local: Partial<SettingValues> = {};
  /** Grows whenever the values may have changed. */
  #version = 0;
  /** The version as of the last transaction's end. */
  #stableVersion = 0;

  constructor(first: SettingValues) {
    this.#first = first;
    this.#stable = first;
    this.#session = first;
  }

  /** A copy to try effects on. */
  branch(): SessionSettings {
    const copy = new SessionSettings(this.#first);
    copy.#stable = this.#stable;
    copy.#session = this.#session;
    copy.#local = this.#local;
    copy.#version = this.#version;
    copy.#stableVersion = this.#stableVersion;
    return copy;
  }

  /** The same number twice: the same values. */
  get version(): number {
    return this.#version;
  }

  /** Something was set since the last transaction's end: how much of it stays is not known before the next. */
  get isChanged(): boolean {
    return this.#version !== this.#stableVersion;
  }

  get values(): SettingValues {
    return { ...this.#session, ...this.#local };
  }

  apply(effect: Effect): void {
    if (effect.kind === 'search_path') this.#set({ searchPath: effect.text ?? this.#first.searchPath }, effect.local);
    if (effect.kind === 'purpose') this.#set({ purpose: effect.purpose ?? this.#first.purpose }, effect.local);
  }

  #set(change: Partial<SettingValues>, local: boolean): void {
    this.#version += 1;
    if (local) {
      this.#local = { ...this.#local, ...change };
      return;
    }
    this.#session = { ...this.#session, ...change };
    // A SET after a SET LOCAL wins.
    const kept = Object.entries(this.#local).filter(([name]) => !(name in change));
    this.#local = Object.fromEntries(kept);
  }

  /** What was SET LOCAL is over, and what was SET in a transaction that did not commit. */
  transactionEnded(rolledBack: boolean): void {
    if (this.#version === this.#stableVersion) return;
    this.#local = {};
    if (rolledBack) this.#session = this.#stable;
    else this.#stable = this.#session;
    this.#version += 1;
    this.#stableVersion = this.#version;
  }
}
