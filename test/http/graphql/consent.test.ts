import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { expectRefused } from '../cases/case-gateway.js';
import { ada, bob } from './contacts.js';
import { type GraphqlGateway, openGraphqlGateway } from './graphql-gateway.js';

let database: TestDatabase;
let role: string;
let gateway: GraphqlGateway;

const eve = { ...ada, id: '9', name: 'Eve', ssn: '111', email: 'eve@example.com' };

beforeAll(async () => {
  database = await createDatabase();
  role = `graphql_${randomBytes(4).toString('hex')}`;
  await database.query(`
    CREATE TABLE consents (customer_id bigint, purpose text, state text, expires timestamptz);
    CREATE ROLE ${role} LOGIN PASSWORD 'pw';
    GRANT SELECT ON consents TO ${role};
  `);
  const consent = `postgres://${role}:pw@${database.host}:${database.port}/${database.name}`;
  gateway = await openGraphqlGateway({ consent }, [ada, bob, eve]);
});
afterAll(async () => {
  await gateway?.close();
  await database?.query(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
  await database?.drop();
});
beforeEach(() =>
  database.query(
    "TRUNCATE consents; INSERT INTO consents VALUES (7, 'offers', 'given'), (8, 'offers', 'no'), (9, 'other', 'given')",
  ),
);

test('who consented is shown, wherever an object of them stands, and by whatever names the client asks', async () => {
  const { data } = await gateway.query(
    'mailer',
    `{
      contacts { n: name id: name friends { id } boss { id } }
      mine: contact(id: 7) { friends { name } company { name staff { name } } }
      other: contact(id: 8) { id }
      nodes { __typename ... on Contact { name } }
      parties { ... on Contact { boss { name } damask_id: name } ... on Company { name staff { boss { id } } } }
    }`,
  );
  expect(data).toEqual({
    contacts: [{ n: 'Ada Lovelace', id: 'Ada Lovelace', friends: [], boss: null }],
    mine: { friends: [], company: { name: 'Byte Ltd', staff: [{ name: 'Ada Lovelace' }] } },
    other: null,
    nodes: [{ __typename: 'Contact', name: 'Ada Lovelace' }, { __typename: 'Company' }],
    parties: [{ name: 'Byte Ltd', staff: [{ boss: null }] }, null, { boss: null, damask_id: 'Ada Lovelace' }],
  });
});

test('an object that leads to no subject shows nothing of anyone', async () => {
  const { data } = await gateway.query('mailer', '{ contacts { address { city street } city } count }');
  expect(data).toEqual({ contacts: [{ address: { city: null, street: null }, city: 'London' }], count: 3 });
});

test('a withdrawal counts from the next request on', async () => {
  expect((await gateway.query('mailer', '{ contacts { name } }')).data.contacts).toHaveLength(1);
  await database.query("UPDATE consents SET state = 'withdrawn'");
  expect((await gateway.query('mailer', '{ contacts { name } c: contact(id: 7) { id } }')).data).toEqual({
    contacts: [],
    c: null,
  });
});

test('a mutation is given its subject, who is asked before it goes out', async () => {
  const rename = (id: string) => ({
    query: 'mutation ($id: ID!) { rename(id: $id, name: "x") { name } }',
    variables: { id },
  });
  expect(JSON.parse((await gateway.post('mailer', rename('7'))).body.toString())).toEqual({
    data: { rename: { name: 'Ada Lovelace' } },
  });
  gateway.asked.length = 0;
  expectRefused(await gateway.post('mailer', rename('8')), 404, 'undefined_resource');
  expectRefused(await gateway.post('mailer', rename('9')), 404, 'undefined_resource');
  const two = 'mutation { a: rename(id: 7, name: "x") { name } b: rename(id: 8, name: "y") { name } }';
  expectRefused(await gateway.post('mailer', { query: two }), 403, 'refused');
  expectRefused(await gateway.post('mailer', { query: 'mutation { remove }' }), 403, 'refused');
  expect(gateway.asked).toEqual([]);
});

test('what can not be known now is not shown', async () => {
  await database.query('ALTER TABLE consents RENAME TO gone');
  expectRefused(await gateway.post('mailer', { query: '{ contacts { name } }' }), 503, 'consent_unavailable');
  await database.query('ALTER TABLE gone RENAME TO consents');
});
