import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from './shop.js';

/*
 * Reading through the guard gives what a physical copy of the permitted view gives. The copy is made by hand, in SQL that
 * shares nothing with the gateway: what the mailer may see for marketing.
 */
const copy = `
  CREATE SCHEMA permitted;
  CREATE TABLE permitted.customers AS
    SELECT id, left(name, 1) || '.' AS name, email, NULL::text AS ssn, NULL::date AS dob, city, NULL::text AS notes,
      NULL::numeric(12,2) AS balance, created_at
    FROM public.customers c
    WHERE city <> 'Paris' AND EXISTS (SELECT 1 FROM public.consent k WHERE k.customer_id = c.id AND k.purpose = 'marketing'
      AND k.state = 'given' AND (k.expires_at IS NULL OR k.expires_at > now()));
  CREATE TABLE permitted.orders AS
    SELECT id, customer_id, NULL::numeric(12,2) AS total, placed_at FROM public.orders o
    WHERE EXISTS (SELECT 1 FROM public.consent k WHERE k.customer_id = o.customer_id AND k.purpose = 'marketing'
      AND k.state = 'given' AND (k.expires_at IS NULL OR k.expires_at > now()));
  CREATE TABLE permitted.order_items AS
    SELECT i.* FROM public.order_items i
    WHERE EXISTS (SELECT 1 FROM public.orders o JOIN public.consent k ON k.customer_id = o.customer_id WHERE o.id = i.order_id
      AND k.purpose = 'marketing' AND k.state = 'given' AND (k.expires_at IS NULL OR k.expires_at > now()));
  ALTER TABLE permitted.customers ADD PRIMARY KEY (id);
  CREATE TABLE permitted.products AS SELECT * FROM public.products;
  CREATE VIEW permitted.customer_mail AS SELECT id, email AS mail, lower(name) AS lname FROM permitted.customers;
`;

const statements = [
  'SELECT * FROM customers ORDER BY id',
  'SELECT count(*), count(ssn), min(name), max(email) FROM customers',
  'SELECT c.*, o.* FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id',
  'SELECT c.id, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY 1',
  'SELECT * FROM customers c FULL JOIN orders o ON o.id = c.id ORDER BY c.id, o.id',
  'SELECT * FROM customers NATURAL JOIN (SELECT 1::bigint AS id) s',
  'SELECT * FROM orders JOIN order_items ON order_id = orders.id ORDER BY orders.id, sku',
  'SELECT * FROM customers JOIN (SELECT id, sku FROM orders JOIN order_items ON order_id = id) x USING (id) ORDER BY id, sku',
  'SELECT (SELECT email FROM customers WHERE id = o.customer_id) FROM orders o ORDER BY o.id',
  'SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.id > 20) ORDER BY id',
  'SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE id < 5) ORDER BY id',
  'SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE id < 5) ORDER BY id',
  'SELECT id FROM customers WHERE id = ANY (ARRAY[1, 3, 5]) ORDER BY id',
  'SELECT id FROM customers WHERE id > ALL (SELECT id FROM orders WHERE id < 3) ORDER BY id',
  'WITH x AS (SELECT * FROM customers) SELECT a.id FROM x a JOIN x b USING (id) ORDER BY 1',
  'WITH customers AS (SELECT 1 AS z) SELECT * FROM customers',
  'WITH x AS MATERIALIZED (SELECT id, name FROM customers) SELECT * FROM x ORDER BY 1',
  'WITH RECURSIVE t(n) AS (SELECT min(id) FROM customers UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t',
  'WITH RECURSIVE t AS (SELECT id, 1 AS depth FROM customers UNION SELECT o.id, depth + 1 FROM orders o JOIN t ON o.id = t.id + 9) SELECT * FROM t ORDER BY 1, 2',
  'SELECT id FROM customers UNION SELECT id FROM orders ORDER BY 1',
  'SELECT id FROM customers INTERSECT SELECT customer_id FROM orders ORDER BY 1',
  'SELECT id FROM orders EXCEPT ALL SELECT id FROM customers ORDER BY 1',
  'VALUES (1), ((SELECT count(*) FROM customers))',
  'TABLE customers ORDER BY id',
  'SELECT c FROM customers c ORDER BY id',
  'SELECT row_to_json(c) FROM customers c ORDER BY id',
  'SELECT email(c) FROM customers c ORDER BY id',
  'SELECT (c).email, (c).ssn FROM customers c ORDER BY id',
  'SELECT c.a, c.b, city FROM customers c(a, b) ORDER BY 1',
  'SELECT j.id FROM (customers c JOIN products p ON p.sku = c.name) j',
  'SELECT x.n FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) x ORDER BY c.id',
  'SELECT c.id, g FROM customers c, generate_series(1, c.id) g ORDER BY 1, 2',
  'SELECT id, name FROM customers GROUP BY id ORDER BY id',
  'SELECT c.*, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id',
  'SELECT city, count(*) FROM customers GROUP BY city HAVING count(*) > 1 ORDER BY 1',
  'SELECT city, id, grouping(city) FROM customers GROUP BY ROLLUP (city, id) ORDER BY 1, 2, 3',
  'SELECT DISTINCT city FROM customers ORDER BY 1',
  'SELECT DISTINCT ON (city) city, id FROM customers ORDER BY city, id DESC',
  'SELECT id, rank() OVER (PARTITION BY city ORDER BY id DESC), sum(id) OVER w FROM customers WINDOW w AS (ORDER BY id) ORDER BY id',
  'SELECT string_agg(name, $$,$$ ORDER BY id), array_agg(id ORDER BY id) FILTER (WHERE id > 2) FROM customers',
  "SELECT id FROM customers WHERE email LIKE 'user%' AND lower(name) = 'n.' ORDER BY id",
  "SELECT id FROM customers WHERE name ~ '^N' OR ssn IS NULL ORDER BY id",
  "SELECT id FROM customers WHERE name = 'SECRET-3'",
  "SELECT count(*) FROM customers WHERE ssn LIKE 'SSN%'",
  "SELECT id FROM customers WHERE created_at BETWEEN '2025-01-01' AND '2026-06-01' ORDER BY id",
  'SELECT CASE WHEN ssn IS NULL THEN $$none$$ ELSE ssn END, coalesce(dob, $$2000-01-01$$) FROM customers ORDER BY id',
  'SELECT name::int FROM customers',
  'SELECT id FROM customers WHERE name::int > 5',
  'SELECT 1 / (id - 3) FROM customers ORDER BY id',
  'SELECT id FROM customers WHERE 1 / (id - 3) > -5 ORDER BY id',
  'SELECT * FROM customer_mail ORDER BY id',
  'SELECT m.mail FROM customer_mail m JOIN customers c ON c.email = m.mail ORDER BY 1',
  'SELECT count(*) FROM customers TABLESAMPLE BERNOULLI (100)',
  'SELECT count(*) FROM ONLY customers',
  'SELECT id FROM customers WHERE id = 2 FOR UPDATE',
  'SELECT id FROM customers ORDER BY id LIMIT 2 OFFSET 1',
  'SELECT id FROM customers ORDER BY city DESC NULLS LAST, id FETCH FIRST 3 ROWS WITH TIES',
  'SELECT ARRAY(SELECT id FROM customers ORDER BY id)',
  'SELECT nosuch FROM customers',
  'SELECT id FROM customers GROUP BY city',
  'SELECT c.nosuch FROM customers c',
];

let shop: Shop;
let mailer: Visitor;
let direct: pg.Client;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(copy);
  mailer = await shop.as('mailer');
  direct = new pg.Client({
    connectionString: shop.database.url,
    types: { getTypeParser: () => (value: unknown) => value },
  });
  await direct.connect();
  await direct.query('SET search_path TO permitted');
});

afterAll(async () => {
  await mailer?.close();
  await direct?.end();
  await shop?.close();
});

/** Rows, or the SQLSTATE and message of the error. */
async function answerOf(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    const { code, sqlstate, message } = error as { code?: string; sqlstate?: string; message: string };
    return { sqlstate: sqlstate ?? code, message };
  }
}

test.each(statements)('%s', async (statement) => {
  const expected = await answerOf(async () => (await direct.query({ text: statement, rowMode: 'array' })).rows);
  expect(await answerOf(() => mailer.ask(statement))).toEqual(expected);
});

describe('refused, with 42501', () => {
  test.each([
    ['a materialized view without an entry', 'SELECT * FROM customer_copy', /holds a copy/],
    ['a function that is not listed', 'SELECT leak(3)', /function `public.leak` is not listed/],
    ['the same in the notation of a column', 'SELECT c.leak FROM (SELECT id AS leak_id FROM customers) c', /`leak`/],
    ['statistics', 'SELECT * FROM pg_stats', /closed/],
    ['statements of others', 'SELECT query FROM pg_stat_activity', /closed/],
    ['a key of the masks', "SELECT current_setting('damask.k_x')", /may not be read/],
    ['a key of the masks, shown', 'SHOW "damask.k_x"', /may not be read/],
    ['a setting named by an expression', "SELECT current_setting('damask.' || 'k')", /named by a constant/],
    ['SQL in a string', "SELECT query_to_xml('SELECT 1', true, true, '')", /refused/],
    ['a sequence', 'SELECT last_value FROM counter', /sequence/],
    ['a file of the server', "COPY customers TO '/tmp/x'", /COPY/],
    ['a program of the server', "COPY customers TO PROGRAM 'cat'", /COPY/],
    ['definitions', 'CREATE TABLE x (a int)', /definitions .* are not permitted/],
    ['code', 'DO $$BEGIN END$$', /not permitted/],
    ['a copy into another relation', 'INSERT INTO products SELECT email, name, 1 FROM customers', /copying/],
    ['the same by UPDATE', 'UPDATE products SET title = (SELECT email FROM customers LIMIT 1)', /copying/],
    ['a write that no rule permits', "UPDATE customers SET city = 'x'", /may not be written/],
    ['a write by ON CONFLICT', 'INSERT INTO customers (id) VALUES (1) ON CONFLICT DO NOTHING', /may not be written/],
    ['a deletion', 'DELETE FROM orders', /may not be deleted/],
    ['another role', 'SET ROLE postgres', /may not be changed/],
    ['strings that are read in another way', 'SET standard_conforming_strings = off', /may not be changed/],
    ['a purpose of others', "SET damask.purpose = 'analytics'", /purpose/],
    ['a catalog that is written', "UPDATE pg_settings SET setting = 'x'", /may not be written/],
  ])('%s', async (_, statement, message) => {
    await shop.database.query('CREATE SEQUENCE IF NOT EXISTS counter');
    const refusal = await mailer.refusal(statement);
    expect(refusal.sqlstate).toBe('42501');
    expect(refusal.message).toMatch(message);
  });
});

describe('what PostgreSQL would say itself', () => {
  test.each([
    ['SELECT * FROM nosuch', '42P01', 'relation "nosuch" does not exist'],
    ['SELECT frobnicate(1)', '42883', 'function frobnicate does not exist'],
    ['SELEC 1', '42601', 'syntax error at or near "SELEC"'],
  ])('%s', async (statement, sqlstate, message) => {
    expect(await mailer.refusal(statement)).toMatchObject({ sqlstate, message });
  });
});
