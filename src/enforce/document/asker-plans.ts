import type { Clock } from '../../base/index.js';
import type { GraphqlEndpoint, ResourceEntry } from '../../datamap/index.js';
import type { GatewayError } from '../../errors/index.js';
import { CompiledPlan } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import { type Asker, decide, type Policy, type ResourceDecision } from '../../policy/index.js';
import { refusalError } from '../plan-space.js';
import { countFields, type FieldCounts } from './count-fields.js';
import { documentPlan, isOneRecord } from './document-plan.js';
import type { PlannedStore } from './gate-store.js';
import { type GraphqlPlan, graphqlPlan } from './graphql/index.js';
import { noResource } from './no-resource.js';
import { type ConsentLookup, type RecordFilter, recordFilter } from './record-filter.js';
import { storeLinks } from './store-links.js';

/** Everything that is known of a resource for one asker before a request comes. */
export interface ResourcePlan {
  readonly decision: ResourceDecision;
  readonly filter: RecordFilter | null;
  readonly document: CompiledPlan;
  readonly isOneRecord: boolean;
  readonly keys: MaskKeys;
  /** Ms since 1970: when the agreement ends, or an attestation. */
  readonly validUntil: number;
  readonly clock: Clock;
  /** Declared fields by how they are shown. */
  readonly fieldCounts: FieldCounts;
}

export interface AskerPlans {
  /** Ms since 1970: worked out anew from then on. */
  readonly validUntil: number;
  resource(entry: ResourceEntry): ResourcePlan;
  graphql(endpoint: GraphqlEndpoint): GraphqlPlan;
}

export interface PlanFacts {
  readonly policy: Policy;
  readonly clock: Clock;
  readonly consent: ConsentLookup | null;
  readonly keys: MaskKeys;
}

/** What one asker may see of one store, decided once and kept. */
export function askerPlans(asker: Asker, planned: PlannedStore, facts: PlanFacts): AskerPlans | GatewayError {
  const store = planned.name;
  const decided = decide(facts.policy, asker, store, facts.clock.now());
  if ('kind' in decided) return refusalError(decided);
  const decisionOf = (entry: ResourceEntry) =>
    [...decided.resources.values()].find((candidate) => candidate.entry === entry);
  const links = storeLinks({ store: planned, decisionOf, keys: facts.keys });
  const plans = new Map<ResourceEntry, ResourcePlan>();
  const graphqlPlans = new Map<GraphqlEndpoint, GraphqlPlan>();
  return {
    validUntil: decided.validUntil,
    graphql: (endpoint) => {
      const known = graphqlPlans.get(endpoint);
      if (known !== undefined) return known;
      const decisions = [...decided.resources.values()].filter(({ entry }) => entry.graphql?.endpoint === endpoint);
      const filterFacts = { clock: facts.clock, consent: facts.consent, store };
      const made = graphqlPlan(endpoint, decisions, {
        filterOf: (decision) => recordFilter(decision, filterFacts),
        rowsMax: decided.rowsMax,
        keys: facts.keys,
        clock: facts.clock,
        validUntil: decided.validUntil,
      });
      graphqlPlans.set(endpoint, made);
      return made;
    },
    resource: (entry) => {
      const known = plans.get(entry);
      if (known !== undefined) return known;
      const decision = decisionOf(entry);
      if (decision === undefined) throw noResource();
      const filter = recordFilter(decision, { clock: facts.clock, consent: facts.consent, store });
      const made: ResourcePlan = {
        decision,
        filter,
        document: new CompiledPlan(documentPlan(decision, filter, decided.rowsMax, { keys: facts.keys, links })),
        isOneRecord: isOneRecord(decision),
        keys: facts.keys,
        validUntil: decided.validUntil,
        clock: facts.clock,
        fieldCounts: countFields([decision]),
      };
      plans.set(entry, made);
      return made;
    },
  };
}
