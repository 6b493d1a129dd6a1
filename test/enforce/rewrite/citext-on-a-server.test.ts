import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { lookingUp } from './looking-up.js';

/** Columns of citext: what is found by them, and by which index. Names are masked, and may be looked up; cities are seen. */
let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: lookingUp(), store: { extensions: new Set(['citext']) } });
  await shop.database.query(`
    CREATE EXTENSION citext;
    DROP VIEW customer_mail;
    ALTER TABLE customers ALTER name TYPE citext, ALTER city TYPE citext, ALTER city SET DEFAULT 'x';
    INSERT INTO customers (id, name, email, city) SELECT i, 'n' || i, 'u' || i, 'City ' || i FROM generate_series(100, 3000) i;
    INSERT INTO consent SELECT i, 'marketing', CASE WHEN i = 200 THEN 'refused' ELSE 'given' END, NULL FROM generate_series(100, 3000) i;
    CREATE INDEX ON customers (city);
    CREATE INDEX ON customers (name);
    ANALYZE`);
  visitor = await shop.as('mailer');
  await visitor.session.refresh();
});

afterAll(async () => {
  await visitor?.close();
  await shop?.close();
});

test('a column that is seen is compared as directly, by its index, without a fence', async () => {
  expect(await visitor.ask("SELECT id FROM customers WHERE city = 'CITY 150'")).toEqual([['150']]);
  expect(await visitor.ask('SELECT id FROM customers WHERE city = $1', ['CITY 150'])).toEqual([['150']]);
  expect(await visitor.ask("SELECT id FROM customers WHERE city = 'CITY 150'::text")).toEqual([]);
  expect(await visitor.ask("SELECT id FROM customers WHERE city = 'CITY 200'")).toEqual([]);
  const sql = "SELECT id FROM customers WHERE city IN ('city 150', 'CITY 151') AND lower(city) <> city";
  expect(await visitor.guarded(sql)).not.toContain(' OFFSET 0');
  expect((await visitor.explain(sql)).join('\n')).toContain('customers_city_idx');
});

test('a column that is looked up is found by the value that it holds, by its index, and not by other capitals', async () => {
  expect(await visitor.ask("SELECT id, name FROM customers WHERE name = 'Name 4'")).toEqual([['4', 'N.']]);
  expect(await visitor.ask('SELECT id FROM customers WHERE name = $1', ['n150'])).toEqual([['150']]);
  expect(await visitor.ask("SELECT id FROM customers WHERE name IN ('Name 4', 'n150') ORDER BY 1")).toEqual([
    ['4'],
    ['150'],
  ]);
  for (const value of ['NAME 4', 'name 4', 'n200', 'N150', 'N.', 'n.'])
    expect(await visitor.ask('SELECT id FROM customers WHERE name = $1', [value])).toEqual([]);
  expect(await visitor.ask("SELECT id FROM customers WHERE name = ANY ('{NAME 4,n150}')")).toEqual([['150']]);
  const sql = "SELECT id FROM customers WHERE name = 'n150'";
  expect((await visitor.explain(sql)).join('\n')).toContain('customers_name_idx');
});

test('nothing else is compared with what is behind the mask', async () => {
  for (const condition of [
    "name > 'n'",
    "name LIKE 'n15%'",
    "lower(name) = 'n150'",
    "name <> 'N.'",
    "name::text = 'n150'",
  ])
    expect(await visitor.ask(`SELECT id FROM customers WHERE ${condition} AND id = 150 AND name LIKE 'n%0'`)).toEqual(
      [],
    );
  const said = (sql: string) => visitor.ask(sql).catch((fault: Error) => fault.message);
  for (const condition of ['city::text::int4 = 5', "split_part(city, ' ', 0) = 'x'", "city ~ '('"]) {
    const [hidden, nowhere] = await Promise.all(
      [200, 20000].map((id) => said(`SELECT id FROM customers WHERE city = 'City ${id}' AND ${condition}`)),
    );
    expect(hidden).toEqual(nowhere);
  }
});
