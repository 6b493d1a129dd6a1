import { GatewayError } from '../errors/index.js';
import { deriveKeys, maskKeys, type SessionMaskKeys } from '../masks/index.js';
import type { CatalogSnapshot, SearchPath } from '../sql/index.js';
import type { GateOptions, GateStore } from './gate-options.js';
import { LookupBudget } from './lookup-budget.js';
import { PlanMemory } from './plan-memory.js';
import { makePlanSpace, type PlanSpace } from './plan-space.js';

/** What all sessions share: the configuration in force, and the plan spaces made under it. */
export class GateState {
  #options: GateOptions;
  #generation = 1;
  /** By key without the catalog's version: a new version takes the place of the old one. */
  readonly #spaces = new Map<string, PlanSpace>();
  readonly #memory = new PlanMemory(() => {
    for (const { plans, templates } of this.#spaces.values()) {
      plans.clear();
      templates.clear();
    }
  });
  readonly #keys = new Map<string, SessionMaskKeys>();
  /** What principals have looked up lately; a reload forgets nothing of it. */
  readonly lookups: LookupBudget;

  constructor(options: GateOptions) {
    this.#options = options;
    this.lookups = new LookupBudget(options.clock);
  }

  get options(): GateOptions {
    return this.#options;
  }

  /** Grows with each reload. */
  get generation(): number {
    return this.#generation;
  }

  replace(options: GateOptions): void {
    this.#options = options;
    this.#generation += 1;
    this.#spaces.clear();
    this.#keys.clear();
  }

  store(name: string): GateStore | undefined {
    return this.#options.stores.find((store) => store.name === name);
  }

  /** The keys of a purpose; null without a secret. */
  keys(purpose: string): SessionMaskKeys | null {
    const secret = this.#options.pseudonymSecret;
    if (secret === null) return null;
    let keys = this.#keys.get(purpose);
    if (keys === undefined) {
      keys = maskKeys({ purpose, ...deriveKeys(secret.reveal(), purpose) });
      this.#keys.set(purpose, keys);
    }
    return keys;
  }

  /** The plan space of an asker, made when there is none or the catalog or the clock has moved on. */
  space(asker: SpaceAsker, catalog: CatalogSnapshot): PlanSpace | GatewayError {
    const now = this.#options.clock.now();
    const place = JSON.stringify([asker.store.name, asker.database, asker.principal, asker.purpose, asker.pathText]);
    const known = this.#spaces.get(place);
    if (known !== undefined && known.view.catalog === catalog && now < known.validUntil) return known;
    const made = makePlanSpace({
      key: JSON.stringify([place, this.#generation, catalog.version, known?.validUntil ?? 0, now]),
      generation: this.#generation,
      policy: this.#options.policy,
      principal: asker.principal,
      purpose: asker.purpose,
      store: asker.store,
      database: asker.database,
      catalog,
      path: asker.path,
      keys: (asker.purpose === null ? null : this.keys(asker.purpose)) ?? missingKeys,
      now,
      plansMax: this.#options.plansMax,
      memory: this.#memory,
    });
    if (!(made instanceof GatewayError)) {
      if (this.#spaces.size >= spacesMax) this.#spaces.clear();
      this.#spaces.set(place, made);
    }
    return made;
  }
}

/** Askers times search_paths. A client can make search_paths at will, so there is a bound. */
const spacesMax = 1_000;

export interface SpaceAsker {
  readonly store: GateStore;
  readonly database: string;
  readonly principal: string;
  /** Null: none has been said. */
  readonly purpose: string | null;
  readonly path: SearchPath;
  readonly pathText: string;
}

/** Stands where no secret is configured: the first keyed mask is then refused. */
export const missingKeys = { sqlBlocks: refuseKey, hmac: refuseKey };

function refuseKey(): never {
  throw new GatewayError('refused', 'a keyed mask has no key', { hint: 'an operator can set `keys.pseudonym`' });
}
