import { buildSchema, graphql } from 'graphql';
import type { Script } from '../service.js';
import { json } from '../service.js';

/** The schema of the contacts service, as an operator would give it. */
export const sdl = `
  interface Node { id: ID! }
  union Party = Contact | Company
  enum Order { NAME EMAIL }
  input ContactFilter { id: ID, email: String, city: String, any: [ContactFilter!] }
  input ContactInput { name: String, email: String, city: String, ssn: String }
  type Address { street: String, city: String }
  type Contact implements Node {
    id: ID!
    name: String
    email: String!
    ssn: String
    born: String
    created: String
    city: String
    tags: [String!]!
    address: Address
    friends(first: Int): [Contact!]!
    boss: Contact
    company: Company
    extra: String
  }
  type Company implements Node { id: ID!, name: String, vat: String, staff(first: Int): [Contact!] }
  type Query {
    contact(id: ID!): Contact
    contacts(where: ContactFilter, orderBy: Order, first: Int): [Contact!]!
    nodes: [Node!]!
    parties: [Party]
    count: Int
    broken: String
    company: Company
  }
  type Mutation {
    change(id: ID!, input: ContactInput!): Contact
    rename(id: ID!, name: String): Contact
    remove(id: ID): Boolean
    import(name: String): Boolean
  }
`;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly ssn: string;
  readonly born: string;
  readonly created: string;
  readonly city: string;
}

export const ada: Person = {
  id: '7',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  ssn: '123-45-6789',
  born: '1815-12-10',
  created: '2026-01-01',
  city: 'London',
};
export const bob: Person = {
  id: '8',
  name: 'Bob Byte',
  email: 'bob@example.com',
  ssn: '987-65-4321',
  born: '1970-05-06',
  created: '2026-02-02',
  city: 'Paris',
};

const schema = buildSchema(sdl);

/** What was asked of the service, in the order in which it came. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The service: the reference executor over some people who are each other's friends. */
export function contactsService(people: readonly Person[], asked: Asked[]): Script {
  const contactOf = (person: Person): object => ({
    __typename: 'Contact',
    ...person,
    tags: [`tag ${person.ssn}`, `tag ${person.email}`],
    address: { street: `street of ${person.name}`, city: person.city },
    friends: () => people.filter(({ id }) => id !== person.id).map(contactOf),
    boss: () => {
      const [first] = people;
      return first === undefined || first.id === person.id ? null : contactOf(first);
    },
    company: () => company,
    extra: `extra ${person.ssn}`,
  });
  const company = {
    __typename: 'Company',
    id: '1',
    name: 'Byte Ltd',
    vat: 'VAT-77',
    staff: () => people.map(contactOf),
  };
  const byId = ({ id }: { readonly id: string }) => {
    const person = people.find((one) => one.id === id);
    return person === undefined ? null : contactOf(person);
  };
  const rootValue = {
    contact: byId,
    contacts: () => people.map(contactOf),
    nodes: () => [...people.map(contactOf), company],
    parties: () => [company, null, ...people.map(contactOf)],
    company,
    count: () => people.length,
    broken: () => {
      throw new Error(`no row for ${people[0]?.email}`);
    },
    change: byId,
    rename: byId,
    remove: () => true,
    import: () => true,
  };
  return async (request) => {
    const body = JSON.parse(Buffer.from(request.slice(request.indexOf('\r\n\r\n') + 4), 'latin1').toString('utf8'));
    asked.push(body);
    const { query, variables, operationName } = body;
    const answer = await graphql({ schema, source: query, rootValue, variableValues: variables, operationName });
    return json(JSON.stringify({ ...answer, extensions: { trace: people[0]?.ssn } }));
  };
}
