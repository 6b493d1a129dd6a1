import type { FieldEntry, GraphqlEndpoint, ResourceEntry } from './model.js';

/** A GraphQL resource, as the configuration has it. */
export interface GraphqlEntry extends Pick<ResourceEntry, 'store' | 'resource' | 'statuses' | 'headers'> {
  /** By `Type.field`. */
  readonly fields: ReadonlyMap<string, FieldEntry>;
  readonly graphql: Omit<GraphqlEndpoint, 'resource'> & { readonly types: ReadonlyMap<string, GraphqlTypeEntry> };
}

/** What is said of a type: whose data an object of it is, and how long they are in sight. */
export type GraphqlTypeEntry = Pick<ResourceEntry, 'subject' | 'retain'>;

const plain = {
  records: '$',
  query: [],
  parameters: new Map(),
  envelope: new Map(),
  format: 'json',
  body: 'json',
  prefix: '',
  delimiter: ',',
  events: [],
  literals: [],
  match: 'exact',
} as const;

/** One entry for each type that is spoken of: what is decided of a resource's records is decided of its objects. */
export function graphqlResources({
  store,
  resource,
  statuses,
  headers,
  fields,
  graphql,
}: GraphqlEntry): readonly ResourceEntry[] {
  const { types, ...declared } = graphql;
  const endpoint: GraphqlEndpoint = { resource, ...declared };
  const names = new Set([...[...fields.keys()].map(typeOf), ...types.keys()]);
  return [...names].map((type) => ({
    ...plain,
    store,
    resource: `${resource} ${type}`,
    statuses,
    headers,
    subject: types.get(type)?.subject ?? null,
    retain: types.get(type)?.retain ?? null,
    fields: new Map(
      [...fields].filter(([name]) => typeOf(name) === type).map(([name, entry]) => [fieldOf(name), entry]),
    ),
    graphql: { endpoint, type },
  }));
}

const typeOf = (coordinate: string): string => coordinate.slice(0, coordinate.indexOf('.'));
const fieldOf = (coordinate: string): string => coordinate.slice(coordinate.indexOf('.') + 1);
