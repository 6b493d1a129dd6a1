import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, bob } from './contacts.js';
import { type GraphqlGateway, openGraphqlGateway } from './graphql-gateway.js';

let gateway: GraphqlGateway;
beforeAll(async () => {
  gateway = await openGraphqlGateway({}, [ada, bob]);
});
afterAll(() => gateway?.close());

test('a field is shown as its coordinate is decided, whatever it is called, and each has its member', async () => {
  const query =
    '{ contacts { name: ssn ssn: name x: email born tags extra __typename address { street city } } count }';
  expect(await gateway.query('clerk', query)).toEqual({
    data: {
      contacts: [
        {
          name: '*******6789',
          ssn: 'Ada Lovelace',
          x: 'ada@example.com',
          born: null,
          tags: null,
          extra: null,
          __typename: 'Contact',
          address: { street: null, city: 'London' },
        },
      ],
      count: 2,
    },
  });
  const [first, second] = (await gateway.query('scholar', query)).data.contacts;
  expect(first).toMatchObject({ name: null, x: null, born: '1815-01-01', address: null });
  expect(first.ssn).toMatch(/^[0-9a-f]{16}$/);
  expect(second.ssn).not.toBe(first.ssn);
});

test('objects of a subject are decided each by itself, at any depth', async () => {
  const query = `{
    a: contact(id: 7) { id friends(first: 3) { id } boss { id } company { name staff { name } } }
    b: contact(id: 8) { id }
    nodes { id ... on Contact { email friends { id } } ... on Company { label: name vat } }
    parties { ... on Contact { name } ... on Company { name } ...C }
  } fragment C on Contact { boss { name } }`;
  expect((await gateway.query('clerk', query)).data).toEqual({
    a: { id: '7', friends: [], boss: null, company: { name: 'Byte Ltd', staff: [{ name: 'Ada Lovelace' }] } },
    b: null,
    nodes: [
      { id: '7', email: 'ada@example.com', friends: [] },
      { id: '1', label: 'Byte Ltd', vat: null },
    ],
    parties: [{ name: 'Byte Ltd' }, null, { name: 'Ada Lovelace', boss: null }],
  });
});
