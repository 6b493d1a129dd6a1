import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicyWithTemporary } from '../shop-policy.js';

let shop: Shop;
let mailer: Visitor;
let storefront: Visitor;
beforeAll(async () => {
  shop = await openShop({ policy: shopPolicyWithTemporary() });
  await shop.database.query(`
    CREATE FUNCTION told() RETURNS text LANGUAGE sql AS $$SELECT 'told'$$;
    CREATE TABLE stock (sku text PRIMARY KEY, amount int DEFAULT 7, note text DEFAULT told(), twice int GENERATED ALWAYS AS (amount * 2) STORED, CHECK (amount > 0));
    CREATE TABLE numbered (id bigint GENERATED ALWAYS AS IDENTITY, note text);
    CREATE DOMAIN told_text AS text CHECK (VALUE <> told());
    CREATE TABLE checked (a told_text);
    CREATE TABLE hiding (leak int);
    CREATE TABLE halves (whole int, half int GENERATED ALWAYS AS (1 / whole) VIRTUAL);
    CREATE SEQUENCE counter;
  `);
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
  storefront = await shop.as('storefront');
});
afterAll(async () => {
  await mailer.close();
  await storefront.close();
  await shop.close();
});

describe('a temporary table has the columns of another one', () => {
  test.each([
    ['mailer', '(LIKE customers)', 'SELECT id, email FROM customers', '(id, email)'],
    ['mailer', '(LIKE orders, more text)', 'SELECT id, customer_id FROM orders', '(id, customer_id)'],
    ['storefront', '(LIKE halves INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', 'SELECT 1, 2', '(whole, half)'],
    ['storefront', '(LIKE products INCLUDING ALL)', 'SELECT sku, title, price FROM products', '(sku, title, price)'],
    ['storefront', '(LIKE public.orders INCLUDING DEFAULTS EXCLUDING INDEXES)', 'SELECT id FROM orders', '(id)'],
  ] as const)('for %s: %s', async (asker, definition, query, columns) => {
    const visitor = asker === 'mailer' ? mailer : storefront;
    const name = `made_${definition.replace(/\W+/g, '_').toLowerCase()}`;
    await visitor.ask(`CREATE TEMP TABLE ${name} ${definition}`);
    await visitor.ask(`INSERT INTO ${name} ${columns} ${query.replace('SELECT', 'SELECT')} WHERE false`);
    expect(await visitor.ask(`SELECT ${columns.slice(1, -1)} FROM ${name}`)).toEqual([]);
    expect(await visitor.guarded(`CREATE TEMP TABLE IF NOT EXISTS ${name} ${definition}`)).toMatch(
      /LIKE "?public"?\."?(?:customers|orders|products|halves)/,
    );
  });

  test('what is included runs on its rows, as on those of the other', async () => {
    await mailer.ask('CREATE TEMP TABLE staging (LIKE stock INCLUDING ALL)');
    expect(await mailer.ask("INSERT INTO staging (sku) VALUES ('a') RETURNING *")).toEqual([['a', '7', 'told', '14']]);
    await expect(mailer.ask("INSERT INTO staging (sku, amount) VALUES ('b', -1)")).rejects.toMatchObject({
      code: '23514',
    });
    await mailer.ask('CREATE TEMP TABLE bare (LIKE stock)');
    expect(await mailer.ask("INSERT INTO bare (sku) VALUES ('a') RETURNING sku, amount, note")).toEqual([
      ['a', null, null],
    ]);
  });
});

test('a default of what is seen masked is not included, and so not read', async () => {
  const policy = shopPolicyWithTemporary();
  const rules = policy.rules.map((rule) => ({ ...rule, write: ['user.unique_id', 'user.payment', 'system'] }));
  const other = await openShop({ policy: { ...policy, rules } });
  await other.database.query('ALTER TABLE orders ALTER COLUMN total SET DEFAULT 77.25');
  const analyst = await other.as('analyst', 'analytics');
  await analyst.session.refresh();
  expect((await analyst.refusal('CREATE TEMP TABLE mine (LIKE orders INCLUDING ALL)')).message).toMatch(
    /default of `total` is not seen/,
  );
  await analyst.ask('CREATE TEMP TABLE mine (LIKE orders INCLUDING CONSTRAINTS)');
  expect(await analyst.ask('INSERT INTO mine (id) VALUES (1) RETURNING total')).toEqual([[null]]);
  await analyst.close();
  await other.close();
});

describe('refused', () => {
  test.each([
    ['(LIKE customers INCLUDING DEFAULTS)', /who may write each of its columns/],
    ['(LIKE customers INCLUDING ALL)', /who may write each of its columns/],
    ['(LIKE customer_mail)', /LIKE takes no/],
    ['(LIKE counter)', /LIKE takes no/],
    ['(LIKE pg_class)', /LIKE takes no/],
    ['(LIKE pg_catalog.pg_authid)', /LIKE takes no/],
    ['(LIKE numbered INCLUDING ALL)', /IDENTITY/],
    ['(LIKE numbered INCLUDING IDENTITY)', /IDENTITY/],
    ['(LIKE stock INCLUDING STATISTICS)', /STATISTICS/],
    ['(LIKE consent INCLUDING DEFAULTS)', /consent/],
    ['(LIKE halves INCLUDING ALL)', /virtual columns/],
    ['(LIKE halves INCLUDING GENERATED)', /virtual columns/],
    ['(LIKE checked)', /checked by a function that is not listed/],
    ['(LIKE hiding)', /may not be called/],
    ['(LIKE nosuch)', /does not exist/],
  ])('%s', async (definition, why) => {
    expect((await mailer.refusal(`CREATE TEMP TABLE refused_one ${definition}`)).message).toMatch(why);
  });

  test('of another temporary table, whose columns are not known for sure', async () => {
    await mailer.ask('CREATE TEMP TABLE first_one (a int)');
    expect((await mailer.refusal('CREATE TEMP TABLE second_one (LIKE first_one)')).message).toMatch(
      /LIKE of a temporary/,
    );
  });

  test('a relation that nobody named, where that is shut', async () => {
    const shut = await openShop({ policy: shopPolicyWithTemporary(), store: { unlisted: 'refuse' } });
    const visitor = await shut.as('mailer');
    expect((await visitor.refusal('CREATE TEMP TABLE mine (LIKE products)')).sqlstate).toBe('42501');
    await visitor.close();
    await shut.close();
  });
});
