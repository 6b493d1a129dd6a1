import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { isFenced, refusal } from '../small-view.js';

/**
 * How a value is read hangs on settings: one that is changed between two rows would have the next row raise, and that can be a hidden one.
 */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    INSERT INTO customers VALUES (50, 'n', 'hidden@example.com', NULL, NULL, 'Oslo', NULL, 1, '2026-01-01');
    INSERT INTO consent VALUES (50, 'marketing', 'refused', NULL)`);
  mailer = await shop.as('mailer');
  for (const method of ['hashjoin', 'mergejoin']) await mailer.ask(`SET enable_${method} = off`);
});
afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

const said = (sql: string) => mailer.ask(sql).then(JSON.stringify, (fault: Error) => fault.message);

test('PostgreSQL would read it anew for each row', async () => {
  const asked = `SET enable_hashjoin = off; SET enable_mergejoin = off; SET datestyle = 'ISO, DMY';
    PREPARE asked (text) AS SELECT id, set_config('datestyle', 'ISO, MDY', false) FROM customers WHERE (id = 1 OR city = 'Oslo') AND created_at <> $1::date;
    EXECUTE asked ('31/01/2020')`;
  await expect(shop.database.query(asked)).rejects.toThrow('out of range');
});

test('a statement that filters rows changes no setting', () => {
  const changing = "set_config('datestyle', 'ISO, MDY', false)";
  const refused = /^42501 a setting is not changed by a statement on a relation of which not all rows may be seen/;
  for (const sql of [
    `SELECT id, ${changing} FROM customers`,
    `SELECT ${changing} FROM products WHERE EXISTS (SELECT FROM customers)`,
    `WITH s AS (SELECT ${changing}) SELECT id FROM customers, s`,
  ]) {
    expect(refusal(sql)).toMatch(refused);
    expect(refusal(sql, 'storefront')).toMatch(/^admitted/);
  }
  expect(refusal(`SELECT ${changing}`)).toMatch(/^admitted/);
  expect(refusal(`SELECT ${changing} FROM products`)).toMatch(/^admitted/);
});

test('what a cursor casts by settings is kept behind a fence', async () => {
  const cursor = (condition: string) => `DECLARE c CURSOR FOR SELECT id FROM customers WHERE ${condition}`;
  const setting = "id <> current_setting('application_name')::int8";
  expect(isFenced(cursor(setting))).toBe(true);
  expect(isFenced(`SELECT id FROM customers WHERE ${setting}`)).toBe(false);
  expect(isFenced(cursor('created_at <> $1::date'), 'mailer', [25])).toBe(true);
  expect(isFenced(cursor('id <> $1::int8'), 'mailer', [25])).toBe(false);
  const of = async (city: string) => {
    await mailer.ask("SET application_name = '5'");
    await mailer.ask('BEGIN');
    await mailer.ask(cursor(`(id = 1 OR city = '${city}') AND ${setting}`));
    const first = await said('FETCH 1 FROM c');
    await mailer.ask("SET application_name = 'x'");
    const second = await said('FETCH 5 FROM c');
    await mailer.ask('ROLLBACK');
    return [first, second];
  };
  expect(await of('Oslo')).toEqual(await of('Lima'));
  expect(await of('Lima')).toEqual(['[["1"]]', '[]']);
});
