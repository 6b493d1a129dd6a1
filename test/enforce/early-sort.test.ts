import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from './shop.js';

/**
 * Consent is a join, and PostgreSQL may sort by what a statement asks below a join when workers share the work: then what is
 * sorted by runs on rows that the join takes away. One of them has a number that raises.
 */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'n', 'u' || i || '@example.com', 's', '1990-01-01', 'Berlin', 'n', 1, '2026-01-01'
      FROM generate_series(100, 20000) i;
    INSERT INTO consent SELECT i, 'marketing', 'given', NULL FROM generate_series(100, 20000) i;
    INSERT INTO customers VALUES (5000000000, 'SECRET', 'secret@example.com', 's', '5874000-01-01', 'Berlin', 'n', 1, '2026-01-01');
    INSERT INTO consent VALUES (5000000000, 'marketing', 'refused', NULL);
    ANALYZE`);
  mailer = await shop.as('mailer');
  const settings = {
    max_parallel_workers_per_gather: '4',
    parallel_setup_cost: '0',
    parallel_tuple_cost: '0',
    min_parallel_table_scan_size: '0',
    enable_hashjoin: 'off',
    enable_hashagg: 'off',
  };
  for (const [name, value] of Object.entries(settings)) await mailer.ask(`SET ${name} = '${value}'`);
});

afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

test('the store would run what is sorted by on hidden rows, if it were not for the fence', async () => {
  const sent = await mailer.guarded('SELECT id FROM customers ORDER BY id::int4 LIMIT 3');
  const atScan = /CASE WHEN (EXISTS \(.*\)) THEN true ELSE false END/;
  expect(sent).toMatch(atScan);
  const bare = sent.replace(atScan, '$1');
  await expect(
    shop.database.query(`
    SET max_parallel_workers_per_gather = 4; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
    SET min_parallel_table_scan_size = 0; SET enable_hashjoin = off; ${bare}`),
  ).rejects.toThrow('integer out of range');
});

test.each([
  'SELECT id FROM customers ORDER BY id::int4 LIMIT 3',
  'SELECT id::int4 FROM customers ORDER BY 1 LIMIT 3',
  'SELECT id::int4 AS n FROM customers LEFT JOIN products ON sku = city ORDER BY n LIMIT 3',
  'SELECT id::int4, count(*) FROM customers GROUP BY 1 LIMIT 3',
  'SELECT DISTINCT id::int4 FROM customers LIMIT 3',
  'SELECT DISTINCT ON (id::int4) email FROM customers LIMIT 3',
  'SELECT rank() OVER (ORDER BY id::int4) FROM customers LIMIT 3',
  'SELECT count(*) OVER (PARTITION BY id::int4) FROM customers LIMIT 3',
  "SELECT string_agg(email, ',' ORDER BY id::int4) FROM customers GROUP BY city",
  'SELECT count(DISTINCT id::int4) FROM customers GROUP BY city',
  'SELECT id::int4 FROM customers UNION SELECT 1 LIMIT 3',
  'SELECT id::int4 FROM customers EXCEPT SELECT 1 LIMIT 3',
  'SELECT max(id::int4) FROM customers',
  'SELECT id::int4 FROM customers ORDER BY id LIMIT 3',
])('%s raises on no hidden row', async (sql) => {
  expect((await mailer.ask(sql)).length).toBeGreaterThan(0);
});
