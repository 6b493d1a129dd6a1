import { buildSchema, graphql } from 'graphql';
import { expect, test } from 'vitest';
import {
  type OperationOptions,
  readRequest,
  readSchema,
  resolveOperation,
  responsePlan,
  type Schema,
} from '../../src/graphql/index.js';
import { CompiledPlan, JsonTransform, type Treatment } from '../../src/json/index.js';

const sdl = `
  interface Node { id: ID! }
  scalar Json
  type User implements Node { id: ID!, name: String, ssn: String, city: String, friends: [User], boss: User, extra: Json }
  type Company implements Node { id: ID!, name: String, staff: [User!] }
  type Query { me: User, users: [User], nodes: [Node], company: Company, broken: String }
`;
const schema = readSchema(sdl) as Schema;

const ada = { __typename: 'User', id: '1', name: 'Ada', ssn: '078', city: 'Bonn', extra: { a: 1 } };
const bob = { __typename: 'User', id: '2', name: 'Bob', ssn: '079', city: 'Paris', friends: [ada, null], boss: null };
const root = {
  me: { ...ada, friends: [bob, ada], boss: bob },
  users: [ada, null, bob],
  nodes: [bob, { __typename: 'Company', id: '7', name: 'Bob Ltd', staff: [ada, bob] }],
  company: null,
  broken: () => {
    throw new Error('no row for jane@example.com');
  },
};

const stars: Treatment = { kind: 'mask', mask: (text) => '*'.repeat(text.length) };
const policy: Readonly<Record<string, Treatment>> = {
  'User.id': { kind: 'pass' },
  'User.name': stars,
  'User.city': { kind: 'pass' },
  'User.boss': { kind: 'withhold' },
  'Company.name': { kind: 'pass' },
};

/** The strictest of what is said of the coordinates. */
const treat = (coordinates: readonly string[]): Treatment | null => {
  const all = coordinates.map((one) => policy[one] ?? null);
  return (
    all.find((one) => one?.kind === 'withhold') ??
    (all.includes(null) ? null : (all.find((one) => one?.kind === 'mask') ?? all[0] ?? null))
  );
};

/** Runs the query upstream as it is rewritten, and masks what comes back. */
async function ask(
  query: string,
  options: OperationOptions = {},
  keep: (id: string | undefined) => boolean = () => true,
) {
  const operation = resolveOperation(schema, readRequest(Buffer.from(JSON.stringify({ query }))), options);
  const { query: source, variables } = JSON.parse(operation.body);
  const answer = await graphql({ schema: buildSchema(sdl), source, rootValue: root, variableValues: variables });
  const plan = responsePlan(operation, treat);
  const transform = new JsonTransform(new CompiledPlan(plan.document));
  transform.push(Buffer.from(JSON.stringify(answer)));
  transform.resolve(
    transform.pending.map(({ values: [itself, type, id] }) => {
      if (itself?.type === 'null') return true;
      expect(type).toMatchObject({ text: expect.stringMatching(/^(User|Company)$/) });
      return keep(id !== undefined && 'text' in id ? id.text : undefined);
    }),
  );
  transform.end();
  return JSON.parse(transform.take().toString());
}

test('fields are masked by what they are, whatever they are called', async () => {
  expect(
    await ask('{ u: me { ssn: id, id: ssn, n: name, __typename, friends { name, boss { id } } } company { id } }'),
  ).toEqual({
    data: {
      u: {
        ssn: '1',
        id: null,
        n: '***',
        __typename: 'User',
        friends: [
          { name: '***', boss: null },
          { name: '***', boss: null },
        ],
      },
      company: null,
    },
  });
});

test('where several types may stand the strictest speaks', async () => {
  expect(await ask('{ nodes { ... on User { x: name } ... on Company { x: name } } }')).toEqual({
    data: { nodes: [{ x: '***' }, { x: '*******' }] },
  });
});

test('a leaf that nobody declared, and what it holds, is null', async () => {
  expect(await ask('{ me { extra ssn } }')).toEqual({ data: { me: { extra: null, ssn: null } } });
  expect(await ask('{ me { extra id } }')).toEqual({ data: { me: { extra: null, id: '1' } } });
});

test('errors say where they arose, and no more', async () => {
  expect(await ask('{ broken me { id } }')).toEqual({
    data: { broken: null, me: { id: '1' } },
    errors: [{ message: 'the store reported an error', locations: [{ line: 2, column: 3 }], path: ['broken'] }],
  });
});

test('records are decided wherever they stand, by fields that nobody asked for', async () => {
  const needs = new Map([['User', ['id']]]);
  const notBob = (id: string | undefined) => id === '1';
  expect(await ask('{ users { city friends { city } } me { name friends { name } } }', { needs }, notBob)).toEqual({
    data: { users: [{ city: 'Bonn', friends: null }, null], me: { name: '***', friends: [{ name: '***' }] } },
  });
});
