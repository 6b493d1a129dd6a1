import { GatewayError } from '../errors/index.js';
import { deriveKeys, maskKeys, type SessionMaskKeys } from '../masks/index.js';
import { admit } from '../policy/index.js';
import type { CatalogSnapshot, SearchPath } from '../sql/index.js';
import type { ConnectionFacts, Gate, GateSession } from './gate.js';
import type { GateOptions, GateStore } from './gate-options.js';
import { makePlanSpace, type PlanSpace, refusalError } from './plan-space.js';
import { GuardedSession } from './session/guarded-session.js';
import { readStartup } from './session/startup-parameters.js';
import { transparentSession } from './session/transparent-session.js';

/** The gate over one configuration, which a reload replaces under running sessions: their next statement sees the new one. */
export interface ReloadableGate extends Gate {
  reload(options: GateOptions): void;
}

export function createGate(options: GateOptions): ReloadableGate {
  const state = new GateState(options);
  return {
    open: (connection) => open(state, connection),
    reload: (next) => state.replace(next),
  };
}

/** What all sessions share: the configuration in force, and the plan spaces made under it. */
export class GateState {
  #options: GateOptions;
  #generation = 1;
  /** By key without the catalog's version: a new version takes the place of the old one. */
  readonly #spaces = new Map<string, PlanSpace>();
  readonly #keys = new Map<string, SessionMaskKeys>();

  constructor(options: GateOptions) {
    this.#options = options;
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
const missingKeys = {
  sqlBlocks: (): never => {
    throw new GatewayError('refused', 'a keyed mask has no key', { hint: 'an operator can set `keys.pseudonym`' });
  },
  hmac: (): never => {
    throw new GatewayError('refused', 'a keyed mask has no key', { hint: 'an operator can set `keys.pseudonym`' });
  },
};

function open(state: GateState, connection: ConnectionFacts): GateSession | GatewayError {
  const { policy } = state.options;
  const store = state.store(connection.store);
  if (store === undefined)
    return new GatewayError('undefined_database', `database "${connection.database}" does not exist`);
  const principal = policy.principals.get(connection.principal);
  if (principal === undefined) return new GatewayError('authorization', 'the principal is not configured');
  const classified = policy.dataMap.relations.some((entry) => entry.store === store.name);
  const startup = readStartup(connection.parameters, classified || store.unlisted === 'refuse');
  if (startup instanceof GatewayError) return startup;
  const purpose =
    connection.purpose ?? startup.purpose ?? (principal.purposes.length === 1 ? principal.purposes[0] : null) ?? null;
  if (purpose !== null) {
    const refusal = admit(policy, { principal: principal.name, purpose }, state.options.clock.now());
    if (refusal !== null) return authorizationError(refusalError(refusal));
  }
  if (!classified && store.unlisted === 'allow') return transparentSession(connection.parameters, purpose);
  const catalog = store.catalog(connection.database);
  if (catalog === null)
    return new GatewayError('undefined_database', `database "${connection.database}" does not exist`);
  return new GuardedSession({ state, store, principal, purpose, database: connection.database, catalog, startup });
}

/** At the door a refusal ends the connection: 28000, as PostgreSQL has it. */
function authorizationError(refusal: GatewayError): GatewayError {
  return new GatewayError('authorization', refusal.message, refusal.hint === undefined ? {} : { hint: refusal.hint });
}
