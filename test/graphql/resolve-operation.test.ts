import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import type { ResponsePlace } from '../../src/graphql/index.js';
import {
  type InputUse,
  type OperationOptions,
  readRequest,
  readSchema,
  resolveOperation,
  type Schema,
} from '../../src/graphql/index.js';

const sdl = `
  interface Node { id: ID! }
  union Party = User | Company
  input Filter { email: String, all: [Filter!] }
  type User implements Node { id: ID!, name: String, ssn: String, friends(first: Int): [User!]!, matrix: [[User]] }
  type Company implements Node { id: ID!, name: String, vat: String, staff: [User!] }
  type Query { me: User, node(id: ID!): Node, parties(where: Filter): [Party!]!, users(where: Filter): [User!]! }
  type Mutation { rename(id: ID!, name: String!): User }
  type Subscription { user: User }
`;

const schema = readSchema(sdl) as Schema;
const resolve = (query: string, more: object = {}, options?: OperationOptions) =>
  resolveOperation(schema, readRequest(Buffer.from(JSON.stringify({ query, ...more }))), options);

/** `path: coordinates` of each leaf. */
const leaves = (places: readonly ResponsePlace[]): readonly string[] =>
  places.flatMap((place) =>
    place.isLeaf ? [`${place.path.source}: ${place.coordinates.join(' ')}`] : leaves(place.places),
  );

test('a schema is read, or what is wrong with it is said', () => {
  expect(schema.coordinates).toContain('User.ssn');
  expect(schema.coordinates).toContain('Mutation.rename');
  expect(readSchema('type Query { a: Missing }')).toMatchObject({ issue: expect.stringContaining('Missing') });
  expect(readSchema('type Query {')).toMatchObject({ issue: expect.stringContaining('Syntax Error') });
  expect(readSchema('type A { b: Int }')).toMatchObject({ issue: expect.stringContaining('Query') });
});

test('aliases, fragments, type conditions and lists lead to coordinates', () => {
  const { places } = resolve(
    `
    query A($yes: Boolean!) {
      a: me { name: ssn, ssn: name @include(if: $yes), friends { ...F } matrix { x: id } }
      node(id: 1) { id ... on User { v: ssn } ... on Company { v: vat staff { __typename } } ...N }
      parties { ... on User { name } ... on Company { name } ... on Node { i: id } }
    }
    fragment F on User { s: ssn @skip(if: $yes) ... on Node { id } }
    fragment N on Node { ... on User { name } }
  `,
    { variables: { yes: true } },
  );
  expect(leaves(places)).toEqual([
    '$.data.a.name: User.ssn',
    '$.data.a.ssn: User.name',
    '$.data.a.friends[*].s: User.ssn',
    '$.data.a.friends[*].id: User.id',
    '$.data.a.matrix[*][*].x: User.id',
    '$.data.node.id: User.id Company.id',
    '$.data.node.v: User.ssn Company.vat',
    '$.data.node.staff[*].__typename: User.__typename',
    '$.data.node.name: User.name',
    // What may be of several types is asked which it is.
    '$.data.node.damask___typename: User.__typename Company.__typename',
    '$.data.parties[*].name: User.name Company.name',
    '$.data.parties[*].i: User.id Company.id',
    '$.data.parties[*].damask___typename: User.__typename Company.__typename',
  ]);
});

test('a selection that no type meets is no leaf', () => {
  const [me] = resolve('{ me { ... on Node { ... on Company { vat } } } }').places;
  expect(me).toMatchObject({ isLeaf: false, places: [] });
});

test('the operation that is meant is sent, and nothing else', () => {
  const query = 'query A { me { name } } query B($w: Filter) { users(where: $w) { ...F } } fragment F on User { id }';
  const uses: unknown[] = [];
  const settle = ({ coordinate, mutation, value }: InputUse) => {
    uses.push([coordinate, mutation, value]);
    return value;
  };
  const { body, kind } = resolve(
    query,
    {
      operationName: 'B',
      variables: { w: { email: 'x', all: [{ email: 'y' }] }, other: 1 },
      extensions: { trace: 1 },
    },
    { settle },
  );
  const sent = JSON.parse(body);
  expect(Object.keys(sent)).toEqual(['query', 'operationName', 'variables']);
  expect(sent).toMatchObject({ operationName: 'B', variables: { w: { email: 'x', all: [{ email: 'y' }] } } });
  expect(sent.variables).not.toHaveProperty('other');
  expect(sent.query).not.toContain('query A');
  expect(validate(buildSchema(sdl), parse(sent.query))).toEqual([]);
  expect(uses).toEqual([
    ['Filter.email', null, 'x'],
    ['Filter.email', null, 'y'],
  ]);
  expect(kind).toBe('query');
  uses.length = 0;
  expect(resolve('mutation { rename(id: 1, name: "x") { id } }', {}, { settle }).kind).toBe('mutation');
  resolve('{ users(where: { all: [{ email: "x" }] }) { id } }', {}, { settle });
  expect(uses).toEqual([
    ['Mutation.rename(id:)', 'rename', 1],
    ['Mutation.rename(name:)', 'rename', 'x'],
    ['Filter.email', null, 'x'],
  ]);
});

test('what decisions need is asked for, under names that the client does not use', () => {
  const needs = new Map([['User', ['id', 'name']]]);
  const { body, neededPrefix } = resolve(
    '{ me { x: ssn } parties { ... on Company { damask_id: vat } } }',
    {},
    { needs },
  );
  expect(neededPrefix).toBe('damask1_');
  const { query } = JSON.parse(body);
  expect(validate(buildSchema(sdl), parse(query))).toEqual([]);
  expect(query.replace(/\s+/g, ' ')).toBe(
    '{ me { x: ssn damask1___typename: __typename ... on User { damask1_User_id: id } ... on User { damask1_User_name: name } } ' +
      'parties { ... on Company { damask_id: vat } damask1___typename: __typename ... on User { damask1_User_id: id } ... on User { damask1_User_name: name } } }',
  );
});

test.each([
  ['subscription { user { id } }', 'subscriptions are not served'],
  ['{ me { ... @defer { name } } }', '`@defer` is not served'],
  ['{ users { id @stream } }', '`@stream` is not served'],
  ['{ __schema { types { name } } }', 'introspection is not allowed'],
  ['{ me { name', 'no GraphQL document'],
  ['{ me { nothing } }', 'not valid under the schema'],
  ['{ me { name @unknown } }', '`@include` and `@skip` are served'],
  ['{ me { ...F } } fragment F on User { friends { ...F } }', 'not valid under the schema'],
  ['query A { me { id } } query B { me { id } }', 'which of its operations'],
  ['{ me { id } } type A { b: Int }', 'defines no types'],
  [`${'{ me { friends '.repeat(70)}`, 'tokens, nested'],
  [`{ ${'me { id } '.repeat(2000)} }`, 'tokens, nested'],
])('%s is refused', (query, message) => {
  expect(() => resolve(query)).toThrow(message);
});

test('fragments that double at each step are refused before they fill the memory', () => {
  const steps = Array.from(
    { length: 20 },
    (_, n) => `fragment F${n} on User { a${n}: friends { ...F${n + 1} } b${n}: friends { ...F${n + 1} } }`,
  );
  expect(() => resolve(`{ me { ...F0 } } ${steps.join(' ')} fragment F20 on User { id }`)).toThrow('places');
});

test('introspection comes out when it is allowed', () => {
  const { places } = resolve('{ __schema { types { name } } me { id } }', {}, { introspection: true });
  expect(places.map(({ coordinates }) => coordinates)).toEqual([['Query.__schema'], ['Query.me']]);
});
