import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicy } from '../shop-policy.js';

/** What an operator raises on a value that is in the statistics must not tell that it is there: the rows are filtered away. */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: shopPolicy(), store: { extensions: new Set(['ltree']) } });
  await shop.database.query(`
    CREATE EXTENSION ltree;
    ALTER TABLE customers DROP COLUMN created_at, DROP COLUMN email CASCADE, ADD created_at jsonb, ADD email ltree;
    INSERT INTO customers (id, name, email, created_at) SELECT i, 'n', 'a.b', '{"place": "Oslo", "since": "2020-01-01"}' FROM generate_series(3000, 3500) i;
    INSERT INTO consent SELECT i, 'marketing', 'refused', NULL FROM generate_series(3000, 3500) i;
    CREATE INDEX ON customers ((created_at -> 'since'));
    ANALYZE`);
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
});
afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

const path = `$ ? (@.place == "Oslo").since ? (@.datetime() < "2020-01-02T00:00:00+00".datetime())`;
const time = `$ ? (@.datetime() < "2020-01-02T00:00:00+00".datetime())`;

test.each([
  `created_at @? '${path}'`,
  `created_at @? '${path}'::jsonpath`,
  `NOT created_at @? '${path}'`,
  `created_at OPERATOR(pg_catalog.@?) '${path}'`,
  `created_at @@ '$.since.datetime() < "2020-01-02T00:00:00+00".datetime()'`,
  `created_at @? ANY (ARRAY['${path}'::jsonpath])`,
  `created_at @? ANY (SELECT '${path}'::jsonpath)`,
  `(created_at -> 'since') @? '${time}'`,
  "email ? '{NULL}'::lquery[]",
  "email <@ '{NULL}'::ltree[]",
  "'{NULL}'::ltree[] @> email",
  "email ^<@ '{NULL}'::ltree[]",
])('%s', async (condition) => {
  await expect(shop.database.query(`EXPLAIN SELECT FROM customers WHERE ${condition}`)).rejects.toThrow(
    /without time zone usage|must not contain nulls/,
  );
  expect(await mailer.ask(`SELECT id FROM customers WHERE ${condition} AND id < 0`)).toEqual([]);
});

test('all else of these names is asked as it is', async () => {
  expect(await mailer.guarded('SELECT id FROM customers WHERE created_at @> $$"x"$$')).not.toContain('GREATEST');
  expect(await mailer.guarded('SELECT id FROM customers WHERE created_at ? $$x$$')).toContain('GREATEST');
});
