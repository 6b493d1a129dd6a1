import type { Origin } from '../statements/effect.js';

/** A statement or cursor that stood under a name. */
export interface Former {
  /** Null: nothing is known of it, so that it may not run. */
  readonly origin: Origin | null;
  /** It outlives its transaction. */
  readonly hold: boolean;
  /** The server was seen in a transaction since. */
  readonly seen: boolean;
}

/**
 * What stood under names that were taken back or given anew. Whether DEALLOCATE, CLOSE, COMMIT or a second PREPARE did what
 * they say is not known here before ReadyForQuery says that nothing failed: a text may fail before it comes to them. Until
 * then what runs under a name may be any of these.
 */
export class FormerNames {
  readonly #names: ReadonlyMap<string, readonly Former[]>;
  /** There were too many to remember: any name may have had another meaning. */
  readonly #isFull: boolean;

  constructor(names: ReadonlyMap<string, readonly Former[]> = new Map(), isFull = false) {
    this.#names = names;
    this.#isFull = isFull;
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** What may stand under the name beside what was made last. Null stands for what is not known. */
  under(name: string): readonly (Origin | null)[] {
    const origins = (this.#names.get(name) ?? []).map(({ origin }) => origin);
    return this.#isFull ? [...origins, null] : origins;
  }

  /** With one more. */
  with(name: string, former: Former): FormerNames {
    const before = this.#names.get(name) ?? [];
    if (before.some((one) => isSame(one, former))) return this;
    if (before.length >= meaningsMax || (before.length === 0 && this.#names.size >= namesMax))
      return new FormerNames(this.#names, true);
    return new FormerNames(new Map(this.#names).set(name, [...before, former]), this.#isFull);
  }

  /** What stood under these names is known to be gone; null: under any. */
  without(names: ReadonlySet<string> | null): FormerNames {
    if (names === null) return noFormerNames;
    if (![...names].some((name) => this.#names.has(name))) return this;
    return new FormerNames(new Map([...this.#names].filter(([name]) => !names.has(name))), this.#isFull);
  }

  /** ReadyForQuery came: what does not outlive its transaction is gone with it, and is known to be in one before. */
  afterReady(status: 'I' | 'T' | 'E'): FormerNames {
    if (![...this.#names.values()].some((formers) => formers.some(({ hold }) => !hold))) return this;
    const left = new Map<string, readonly Former[]>();
    for (const [name, formers] of this.#names) {
      const stay =
        status === 'I'
          ? formers.filter(({ hold, seen }) => hold || !seen)
          : formers.map((former) => ({ ...former, seen: true }));
      if (stay.length > 0) left.set(name, stay);
    }
    return new FormerNames(left, this.#isFull);
  }
}

/** It is never changed: all who have none share it. */
export const noFormerNames = new FormerNames();

const namesMax = 5_000;
const meaningsMax = 100;

function isSame(one: Former, other: Former): boolean {
  return (
    one.hold === other.hold &&
    one.origin?.sentText === other.origin?.sentText &&
    one.origin?.spaceKey === other.origin?.spaceKey &&
    (one.origin === null) === (other.origin === null)
  );
}
