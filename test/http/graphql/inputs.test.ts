import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectRefused } from '../cases/case-gateway.js';
import { ada, bob } from './contacts.js';
import { type GraphqlGateway, openGraphqlGateway } from './graphql-gateway.js';

let gateway: GraphqlGateway;
beforeAll(async () => {
  gateway = await openGraphqlGateway({}, [ada, bob]);
});
afterAll(() => gateway?.close());
beforeEach(() => {
  gateway.asked.length = 0;
});

const refused = async (principal: string, query: string, variables: object = {}) => {
  expectRefused(await gateway.post(principal, { query, variables }), 403, 'refused');
  expect(gateway.asked).toEqual([]);
};

test('who may not read a field as it is may not find or sort by it, however the value is given', async () => {
  const list = 'contacts { id }';
  expect((await gateway.query('clerk', '{ contacts(where: { email: "x" }, orderBy: EMAIL) { id } }')).data).toEqual({
    contacts: [{ id: '7' }],
  });
  gateway.asked.length = 0;
  await refused('scholar', '{ contacts(where: { email: "x" }) { id } }');
  await refused('scholar', '{ contacts(where: { email: null }) { id } }');
  await refused('scholar', '{ contacts(orderBy: NAME) { id } }');
  await refused('scholar', 'query ($w: ContactFilter) { contacts(where: $w) { id } }', { w: { email: 'x' } });
  await refused('scholar', 'query ($w: ContactFilter) { contacts(where: $w) { id } }', {
    w: { any: [{ email: 'x' }] },
  });
  await refused('scholar', 'query ($w: ContactFilter = { email: "x" }) { contacts(where: $w) { id } }');
  await refused('scholar', 'query ($e: String) { contacts(where: { city: "x", email: $e }) { id } }', { e: 'x' });
  await refused('scholar', 'query ($o: Order = NAME) { contacts(orderBy: $o) { id } }');
  await refused('scholar', '{ ...F } fragment F on Query { contacts(where: { any: { email: "x" } }) { id } }');
  await refused('scholar', `{ ${list} ... on Query { x: contacts(where: { email: "x" }) @skip(if: true) { id } } }`);
  expect(
    (await gateway.query('scholar', '{ contacts(where: { city: "x" }, first: 3) { city } }')).data.contacts,
  ).toEqual([{ city: 'London' }, { city: 'Paris' }]);
});

test('pseudonyms are turned back, wherever they stand, and variables that are needed no more go', async () => {
  const { contacts } = (await gateway.query('scholar', '{ contacts { id } }')).data;
  const [first, second] = contacts.map(({ id }: { id: string }) => id);
  expect([first, second]).not.toContain('7');
  const again = await gateway.query(
    'scholar',
    'query A($id: ID!, $w: ContactFilter, $city: String) { a: contact(id: $id) { id city } b: contact(id: "' +
      second +
      '") { city } contacts(where: $w) { id } c: contacts(where: { id: $id, city: $city }) { id } }',
    { id: first, w: { any: [{ id: second }] }, city: 'x' },
  );
  expect(again.data.a).toEqual({ id: first, city: 'London' });
  expect(again.data.b).toEqual({ city: 'Paris' });
  const { query = '', variables } = gateway.asked.at(-1) ?? {};
  expect(query.replace(/\s+/g, ' ')).toContain('contacts(where: {any: [{id: 8}]})');
  expect(query.replace(/\s+/g, ' ')).toContain('contacts(where: {id: 7, city: "x"})');
  expect(variables).toEqual({});
  // Every integer is the pseudonym of one: of another, here.
  expect((await gateway.query('scholar', '{ contact(id: "7") { id } }')).data).toEqual({ contact: null });
  gateway.asked.length = 0;
  await refused('scholar', '{ contact(id: "ada") { id } }');
});

test('a mutation writes what the purpose may write, and nothing that nobody declared', async () => {
  const change = 'mutation ($id: ID!, $input: ContactInput!) { change(id: $id, input: $input) { x: name ssn } }';
  await refused('clerk', change, { id: 7, input: { ssn: 'x' } });
  await refused('clerk', change, { id: 7, input: { city: 'x' } });
  await refused('broker', change, { id: 7, input: { email: 'x' } });
  await refused('clerk', 'mutation { import(name: "x") }');
  await refused('clerk', 'mutation { import }');
  await refused('clerk', 'mutation { x: remove(id: 7) }');
  await refused('scholar', 'mutation { rename(id: 7, name: "x") { id } }');
});

test('where a rule hides objects, it can not be told beforehand whether a mutation writes one of them', async () => {
  await refused('clerk', 'mutation { rename(id: 7, name: "x") { id } }');
  const open = await openGraphqlGateway({ rows: null }, [ada, bob]);
  try {
    expect((await open.query('clerk', 'mutation { r: rename(id: 7, name: "x") { id ssn } }')).data).toEqual({
      r: { id: '7', ssn: '*******6789' },
    });
  } finally {
    await open.close();
  }
});
