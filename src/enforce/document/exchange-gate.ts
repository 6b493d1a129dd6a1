import type { Clock, Secret } from '../../base/index.js';
import { resourcesOf } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import { deriveKeys, type MaskKeys, maskKeys } from '../../masks/index.js';
import { type Policy, signalRefusal } from '../../policy/index.js';
import { missingKeys } from '../gate-state.js';
import { refusalError } from '../plan-space.js';
import { type AskerPlans, askerPlans } from './asker-plans.js';
import type { FieldCounts } from './count-fields.js';
import type { Exchange, ExchangeFacts } from './exchange.js';
import type { HttpGateStore, PlannedStore } from './gate-store.js';
import { openGraphqlExchange } from './graphql/index.js';
import { noResource } from './no-resource.js';
import { openExchange } from './open-exchange.js';
import type { ConsentLookup } from './record-filter.js';
import { byExactness, compileRoute, matchRoute, type Route } from './route.js';

export interface ExchangeGateOptions {
  readonly policy: Policy;
  readonly stores: readonly HttpGateStore[];
  readonly pseudonymSecret: Secret<Buffer> | null;
  readonly clock: Clock;
  readonly consent: ConsentLookup | null;
  readonly observer: {
    fields(store: string, purpose: string, decision: 'pass' | 'mask' | 'withhold', count: number): void;
  };
}

/** The gate of HTTP stores: the one way from a request to what may be sent, and from an answer to what may be shown. */
export interface ExchangeGate {
  /** @throws GatewayError when the request is refused. */
  open(facts: ExchangeFacts): Exchange;
  reload(options: ExchangeGateOptions): void;
}

export function createExchangeGate(options: ExchangeGateOptions): ExchangeGate {
  let state = new ExchangeState(options);
  return {
    open: (facts) => state.open(facts),
    reload: (next) => {
      state = new ExchangeState(next);
    },
  };
}

interface MountedStore extends HttpGateStore, PlannedStore {
  /** By principal, then by purpose. */
  readonly plans: Map<string, Map<string, AskerPlans>>;
}

/** One configuration's answers. Under a new one everything is worked out anew. */
class ExchangeState {
  readonly #options: ExchangeGateOptions;
  readonly #stores: readonly MountedStore[];
  readonly #keys = new Map<string, MaskKeys>();

  constructor(options: ExchangeGateOptions) {
    this.#options = options;
    this.#stores = options.stores
      .map((store) => ({
        ...store,
        routes: resourcesOf(options.policy.dataMap, store.name).map(compileRoute).sort(byExactness),
        plans: new Map<string, Map<string, AskerPlans>>(),
      }))
      // A longer mount says more.
      .sort((a, b) => b.mount.length - a.mount.length);
  }

  open(facts: ExchangeFacts): Exchange {
    const { policy } = this.#options;
    const purpose = this.#purposeOf(facts);
    const store = this.#stores.find(({ mount }) => mount.every((segment, index) => facts.segments[index] === segment));
    if (store === undefined) throw noResource();
    const plans = this.#plansOf(facts.principal, purpose, store);
    if (facts.optsOut) {
      const refusal = signalRefusal(policy, purpose);
      if (refusal !== null) throw refusalError(refusal);
    }
    const found = findRoute(store, facts);
    const { graphql } = found.route.entry;
    if (graphql !== undefined) {
      const plan = plans.graphql(graphql.endpoint);
      this.#count(store.name, purpose, plan.fieldCounts);
      return openGraphqlExchange({ facts, store, purpose, plan, consent: this.#options.consent });
    }
    const plan = plans.resource(found.route.entry);
    this.#count(store.name, purpose, plan.fieldCounts);
    return openExchange({
      facts,
      store,
      purpose,
      plan,
      ...found,
      consent: this.#options.consent,
    });
  }

  #count(store: string, purpose: string, counts: FieldCounts): void {
    for (const kind of ['pass', 'mask', 'withhold'] as const) {
      if (counts[kind] > 0) this.#options.observer.fields(store, purpose, kind, counts[kind]);
    }
  }

  #purposeOf({ principal: name, purpose }: ExchangeFacts): string {
    const principal = this.#options.policy.principals.get(name);
    if (principal === undefined) throw new GatewayError('authorization', 'the principal is not configured');
    const only = principal.purposes.length === 1 ? principal.purposes[0] : undefined;
    const meant = purpose ?? only;
    if (meant !== undefined) return meant;
    throw new GatewayError('refused', 'the request does not say its purpose', {
      hint: `send \`Damask-Purpose\`: ${principal.purposes.map((one) => `\`${one}\``).join(', ')}`,
    });
  }

  #plansOf(principal: string, purpose: string, store: MountedStore): AskerPlans {
    const { plans } = store;
    const { policy, clock, consent } = this.#options;
    const known = plans.get(principal)?.get(purpose);
    if (known !== undefined && clock.now() < known.validUntil) return known;
    const made = askerPlans({ principal, purpose }, store, { policy, clock, consent, keys: this.#keysOf(purpose) });
    if (made instanceof GatewayError) throw made;
    const byPurpose = plans.get(principal) ?? new Map<string, AskerPlans>();
    plans.set(principal, byPurpose.set(purpose, made));
    return made;
  }

  #keysOf(purpose: string): MaskKeys {
    const { pseudonymSecret } = this.#options;
    if (pseudonymSecret === null) return missingKeys;
    let keys = this.#keys.get(purpose);
    if (keys === undefined) {
      keys = maskKeys({ purpose, ...deriveKeys(pseudonymSecret.reveal(), purpose) });
      this.#keys.set(purpose, keys);
    }
    return keys;
  }
}

interface FoundRoute {
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
}

function findRoute(store: MountedStore, facts: ExchangeFacts): FoundRoute {
  const segments = facts.segments.slice(store.mount.length);
  // HEAD is GET without its body: whether a record is there must not depend on how one asks.
  const method = facts.method === 'HEAD' ? 'GET' : facts.method;
  let isKnownPath = false;
  for (const route of store.routes) {
    const parameters = matchRoute(route, segments, facts.endsWithSlash);
    if (parameters === null) continue;
    isKnownPath = true;
    if (route.method === method) return { route, parameters };
  }
  throw isKnownPath
    ? new GatewayError('method_not_allowed', 'the resource is not declared for this method')
    : noResource();
}
