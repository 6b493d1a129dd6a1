import type { ServerLink } from './server-link.js';
import { Variant } from './variant.js';

/** Variants that are remembered when nobody has any use for them. */
const VARIANTS_MAX = 64;

/** The variants of one pool, by their startup parameters. */
export class Variants {
  readonly #byKey = new Map<string, Variant>();
  /** That was asked for last. */
  #last: Variant | null = null;

  /** Clients that are logged in. */
  get clients(): number {
    let clients = 0;
    for (const variant of this) clients += variant.clients;
    return clients;
  }

  [Symbol.iterator](): IterableIterator<Variant> {
    return this.#byKey.values();
  }

  /** That of these parameters, in whatever order; a new one where there was none. */
  of(parameters: ReadonlyMap<string, string>): Variant {
    // Clients of one kind come in a row, and a key costs several times as much as a look.
    if (this.#last !== null && areSame(this.#last.parameters, parameters)) return this.#last;
    const key = JSON.stringify([...parameters].sort(([a], [b]) => (a < b ? -1 : 1)));
    let variant = this.#byKey.get(key);
    if (variant === undefined) {
      variant = new Variant(parameters);
      this.#byKey.set(key, variant);
    }
    this.#last = variant;
    return variant;
  }

  /** An idle connection of another variant: the one that was used longest ago. */
  spareOf(wanted: Variant): ServerLink | null {
    let spare: ServerLink | null = null;
    for (const variant of this) {
      if (variant === wanted) continue;
      for (const link of variant.idle) if (spare === null || link.usedMs < spare.usedMs) spare = link;
    }
    return spare;
  }

  /** Those that nobody has any use for, where there are many. */
  forgetUnused(): void {
    this.#last = null;
    for (const [key, variant] of this.#byKey) {
      if (this.#byKey.size <= VARIANTS_MAX) return;
      if (variant.isUnused) this.#byKey.delete(key);
    }
  }
}

function areSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [name, value] of one) if (other.get(name) !== value) return false;
  return true;
}
