import { buildDataMap, type GraphqlEntry, type GraphqlInput } from '../../../../src/datamap/index.js';
import { type GraphqlPlan, graphqlPlan } from '../../../../src/enforce/document/graphql/index.js';
import { type ConsentLookup, recordFilter } from '../../../../src/enforce/document/record-filter.js';
import { decide, type Policy } from '../../../../src/policy/index.js';
import { clock, field, keys, now, policyOf, type TestedPolicy } from '../resource.js';

export const sdl = `
  union Party = Contact | Company
  enum Order { NAME ID }
  input Filter { email: String, id: Int }
  type Contact { id: ID!, email: String, name: String, created: String, boss: Contact, friends: [Contact!] }
  type Company { id: ID!, name: String }
  type Query { contact(id: ID): Contact, contacts(where: Filter, order: Order, first: Int): [Contact!], parties: [Party] }
  type Mutation { rename(id: ID, name: String): Contact, remove(id: ID): Boolean, other: Boolean }
`;

export interface TestedGraphql extends Pick<TestedPolicy, 'fields' | 'write' | 'basis' | 'rowsMax'> {
  readonly graphql?: Partial<GraphqlEntry['graphql']>;
}

/** The policy over one GraphQL resource with contacts and companies. */
export function graphqlPolicy({ graphql, ...tested }: TestedGraphql): Policy {
  const input = (name: string | null, finds = false): GraphqlInput => ({ field: name, finds, values: null });
  const entry: GraphqlEntry = {
    store: 'crm',
    resource: 'POST /graphql',
    statuses: [200],
    headers: new Map(),
    fields: new Map([
      ['Contact.id', field('user.unique_id')],
      ['Contact.email', field('user.contact.email')],
      ['Contact.name', field('user.name')],
      ['Company.id', field('system.operations')],
      ['Company.name', field('user.contact.email')],
    ]),
    graphql: {
      schema: sdl,
      introspection: false,
      persisted: new Map(),
      types: new Map([['Contact', { subject: { kind: 'customer', field: 'id' }, retain: null }]]),
      inputs: new Map<string, GraphqlInput>([
        ['Query.contact(id:)', input('Contact.id')],
        ['Query.contacts(first:)', input(null)],
        ['Query.contacts(order:)', { ...input(null), values: new Map([['NAME', 'Contact.name']]) }],
        ['Filter.email', input('Contact.email')],
        ['Filter.id', input('Contact.id')],
        ['Mutation.rename(id:)', input('Contact.id', true)],
        ['Mutation.rename(name:)', input('Contact.name')],
      ]),
      mutations: new Map([
        ['rename', ['Contact.name']],
        ['remove', ['Contact']],
      ]),
      ...graphql,
    },
  };
  return { ...policyOf(tested), dataMap: buildDataMap([{ kind: 'graphql', ...entry }]).dataMap };
}

export function planOf(tested: TestedGraphql, consent: ConsentLookup | null = null): GraphqlPlan {
  const decided = decide(graphqlPolicy(tested), { principal: 'app', purpose: 'study' }, 'crm', now);
  if ('kind' in decided) throw new Error(decided.message);
  const decisions = [...decided.resources.values()];
  const endpoint = decisions[0]?.entry.graphql?.endpoint;
  if (endpoint === undefined) throw new Error('no endpoint');
  const filterOf = (decision: (typeof decisions)[number]) => recordFilter(decision, { clock, consent, store: 'crm' });
  return graphqlPlan(endpoint, decisions, {
    filterOf,
    rowsMax: decided.rowsMax,
    keys,
    clock,
    validUntil: decided.validUntil,
  });
}
