import type { Clock } from '../../../base/index.js';
import type { GraphqlEndpoint } from '../../../datamap/index.js';
import { GatewayError } from '../../../errors/index.js';
import { type Needs, readSchema, type Schema } from '../../../graphql/index.js';
import type { MaskKeys } from '../../../masks/index.js';
import type { ResourceDecision } from '../../../policy/index.js';
import { countFields, type FieldCounts } from '../count-fields.js';
import type { RecordFilter } from '../record-filter.js';

/** Everything that is known of a GraphQL resource for one asker before an operation comes. */
export interface GraphqlPlan {
  readonly endpoint: GraphqlEndpoint;
  readonly schema: Schema;
  /** By type. One that is not here has no field that may be shown. */
  readonly decisions: ReadonlyMap<string, ResourceDecision>;
  /** Of types of which not every object may be shown. */
  readonly filters: ReadonlyMap<string, RecordFilter>;
  /** What the filters read, and the types whose objects count: those with a subject; where there is none, all. */
  readonly needs: Needs;
  readonly rowsMax: number | null;
  readonly keys: MaskKeys;
  readonly clock: Clock;
  /** Ms since 1970: when what is decided ends to hold. */
  readonly validUntil: number;
  /** Declared fields by how they are shown. */
  readonly fieldCounts: FieldCounts;
}

export interface GraphqlPlanFacts extends Pick<GraphqlPlan, 'rowsMax' | 'keys' | 'clock' | 'validUntil'> {
  readonly filterOf: (decision: ResourceDecision) => RecordFilter | null;
}

/** `decisions` are those of the endpoint's types. @throws GatewayError when a rule reads what can't be asked for. */
export function graphqlPlan(
  endpoint: GraphqlEndpoint,
  decisions: readonly ResourceDecision[],
  { filterOf, ...facts }: GraphqlPlanFacts,
): GraphqlPlan {
  const schema = schemaOf(endpoint);
  const byType = new Map(decisions.map((decision) => [decision.entry.graphql?.type ?? '', decision]));
  const filters = new Map<string, RecordFilter>();
  const needs = new Map<string, readonly string[]>();
  const ofSomebody = decisions.filter(({ entry }) => entry.subject !== null);
  const counted = new Set(facts.rowsMax === null ? [] : ofSomebody.length > 0 ? ofSomebody : decisions);
  for (const [type, decision] of byType) {
    const filter = filterOf(decision);
    if (filter !== null) {
      const lost = filter.paths.find((field) => !schema.scalars.has(`${type}.${field}`));
      if (lost !== undefined) {
        throw new GatewayError(
          'refused',
          `a condition on \`${type}\` reads \`${lost}\`, which is no scalar of the type`,
        );
      }
      filters.set(type, filter);
      needs.set(type, filter.paths);
    } else if (counted.has(decision)) needs.set(type, []);
  }
  return { endpoint, schema, decisions: byType, filters, needs, fieldCounts: countFields(decisions), ...facts };
}

/** A schema is read once. */
const schemas = new WeakMap<GraphqlEndpoint, Schema>();

function schemaOf(endpoint: GraphqlEndpoint): Schema {
  const known = schemas.get(endpoint);
  if (known !== undefined) return known;
  const schema = readSchema(endpoint.schema);
  if ('issue' in schema) throw new GatewayError('refused', 'the schema of the resource can not be read');
  schemas.set(endpoint, schema);
  return schema;
}
