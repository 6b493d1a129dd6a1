import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createGateway,
  type Explanation,
  explainExchange,
  explainStatement,
  isExchange,
  readConfiguration,
} from '../../src/compose.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
  await shop.database.query(`
    CREATE VIEW londoners AS SELECT id, email FROM customers WHERE city = 'London';
    GRANT SELECT ON londoners TO ${shop.role}`);
});
afterAll(() => shop.drop());

async function explain(principal: string, purpose: string | null, statement: string): Promise<Explanation> {
  const { settings } = await readConfiguration(shop.config, shop.environment);
  return explainStatement({ settings, principal, purpose, database: null, statement });
}

test('a guarded statement is shown with the reason for each field', async () => {
  const { verdict, sent, relations, rowsMax, purpose } = await explain(
    'storefront',
    null,
    'SELECT email, ssn FROM customers',
  );
  expect(verdict).toBe('guarded');
  expect(purpose).toBe('fulfilment');
  expect(rowsMax).toBe(10_000);
  expect(sent).toContain('"public"."customers"');
  expect(relations.map(({ relation }) => relation)).toEqual(['public.customers']);
  const field = (name: string) => relations[0]?.fields.find(({ column }) => column === name);
  expect(field('email')).toMatchObject({ category: 'user.contact.email', decision: 'pass', rule: 'deliver' });
  expect(field('ssn')).toMatchObject({ decision: 'mask', mask: { name: 'last4' }, rule: 'deliver' });
  expect(field('notes')).toMatchObject({ category: 'user.content', decision: 'withhold', rule: null });
});

test('of free text it is said that it is looked through, in both stores', async () => {
  shop.configure((text) => text.replace('      user.name: pass', '      user.name: pass\n      user.content: pass'));
  try {
    for (const asked of ['SELECT notes FROM customers', 'GET /crm/v1/contacts']) {
      const { settings } = await readConfiguration(shop.config, shop.environment);
      const request = { settings, principal: 'storefront', purpose: null, database: null, statement: asked };
      const { relations, sent } = await (isExchange(asked) ? explainExchange : explainStatement)(request);
      expect(
        relations[0]?.fields.find(({ column }) => column === 'notes'),
        asked,
      ).toMatchObject({
        category: 'user.content',
        decision: 'mask',
        mask: { name: 'scan' },
        rule: 'deliver',
        because: 'rule `deliver` passes `user.content`, and it is looked through for personal data',
      });
      expect(sent).not.toBeNull();
    }
  } finally {
    shop.configure((text) => text);
  }
});

test('what is shown is what a client gets', async () => {
  const statement = 'SELECT id, name, email, ssn, city FROM customers ORDER BY id';
  const { sent } = await explain('storefront', null, statement);
  const gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  const { postgres } = await gateway.open();
  const client = new pg.Client({
    ...postgres,
    user: 'storefront',
    password: 'storefront',
    database: shop.database.name,
  });
  await client.connect();
  const through = await client.query(statement);
  await client.end();
  await gateway.close();
  expect(through.rows).toEqual((await shop.database.query(sent ?? '')).rows);
});

test('each member of a column is explained, and no member is said to be shown more than its column', async () => {
  await shop.database.query('ALTER TABLE customers ADD COLUMN profile jsonb, ADD COLUMN dossier jsonb');
  const more = [
    'profile.email: user.contact.email',
    'profile.ssn: user.government_id',
    'dossier: user.content',
    'dossier.email: user.contact.email',
    'city.email: user.contact.email',
  ];
  try {
    shop.configure((text) =>
      text.replace('      name: user.name', `      name: user.name\n${more.map((line) => `      ${line}`).join('\n')}`),
    );
    const { relations } = await explain('storefront', null, 'SELECT profile FROM customers');
    const field = (name: string) => relations[0]?.fields.find(({ column }) => column === name);
    expect(field('profile')).toMatchObject({ decision: 'withhold', category: null, writable: false });
    expect(field('profile.email')).toMatchObject({ decision: 'pass', rule: 'deliver', writable: false });
    expect(field('profile.ssn')).toMatchObject({ decision: 'mask', mask: { name: 'last4' } });
    expect(field('dossier.email')).toMatchObject({
      decision: 'withhold',
      because: '`dossier` as a whole is not shown as it is',
    });
    expect(field('city.email')).toMatchObject({ decision: 'withhold', because: 'its column is no json or jsonb' });
  } finally {
    shop.configure((text) => text);
    await shop.database.query('ALTER TABLE customers DROP COLUMN profile, DROP COLUMN dossier');
  }
});

test('a relation behind a view is explained', async () => {
  const { relations, verdict } = await explain('analyst', 'analytics', 'SELECT * FROM londoners');
  expect(verdict).toBe('guarded');
  expect(relations.map(({ relation }) => relation)).toEqual(['public.customers']);
});

test('what rows must meet is said', async () => {
  const { relations } = await explain('mailer', null, 'SELECT * FROM customers');
  expect(relations[0]?.rows.map(({ kind, rule }) => [kind, rule])).toEqual(
    expect.arrayContaining([
      ['consent', null],
      ['rule', 'offers'],
      ['retention', null],
    ]),
  );
});

test('a refused statement is shown with its refusal', async () => {
  const { verdict, sent, refusal } = await explain('storefront', null, 'SELECT pg_read_file($$/etc/passwd$$)');
  expect({ verdict, sent }).toEqual({ verdict: 'refused', sent: null });
  expect(refusal?.sqlstate).toBe('42501');
});

test("a purpose that is not the principal's is refused", async () => {
  const { verdict, refusal, relations } = await explain('storefront', 'marketing', 'SELECT 1');
  expect(verdict).toBe('refused');
  expect(refusal?.sqlstate).toBe('28000');
  expect(relations).toEqual([]);
});

test('a statement that does not parse is refused as PostgreSQL would', async () => {
  const { refusal } = await explain('storefront', null, 'SELEC 1');
  expect(refusal).toMatchObject({ sqlstate: '42601', message: expect.stringContaining('syntax error') });
});

test('a column that nobody classified is shown as withheld', async () => {
  shop.configure((text) => text.replace('      balance: user.financial\n', ''));
  const { relations } = await explain('storefront', null, 'SELECT * FROM customers');
  shop.configure((text) => text);
  expect(relations[0]?.fields.find(({ column }) => column === 'balance')).toMatchObject({
    category: null,
    decision: 'withhold',
  });
});

test('a mask that does not take its column is shown as withheld', async () => {
  shop.configure((text) => text.replace('{ mask: last4 }', '{ mask: hash_id }'));
  const { relations } = await explain('storefront', null, 'SELECT * FROM customers');
  shop.configure((text) => text);
  expect(relations[0]?.fields.find(({ column }) => column === 'ssn')).toMatchObject({
    decision: 'withhold',
    because: "mask `hash_id` does not take the column's type",
  });
});
