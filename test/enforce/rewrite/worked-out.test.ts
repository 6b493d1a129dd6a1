import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../../src/policy/index.js';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicy } from '../shop-policy.js';

/** Orders have a share, which the mailer sees and may write beside. Nobody sees those of customers 3, 6 and 9. */
function policyOfShares(): Policy {
  const policy = shopPolicy();
  const { dataMap, rules } = policy;
  const share = { category: 'system.operations', lookup: 'exact', scan: false } as const;
  return {
    ...policy,
    dataMap: {
      ...dataMap,
      relations: dataMap.relations.map((entry) =>
        entry.relation.name === 'orders'
          ? { ...entry, columns: new Map([...entry.columns, ['share', share], ['half', share]]) }
          : entry,
      ),
    },
    rules: rules.map((rule) => (rule.name === 'offers' ? { ...rule, write: ['system', 'user'] } : rule)),
  };
}

let shop: Shop;
let mailer: Visitor;
let tenant: string;
beforeAll(async () => {
  shop = await openShop({ policy: policyOfShares(), store: { unlisted: 'allow' } });
  tenant = `${shop.database.name}_tenant`;
  await shop.database.query(`
    ALTER TABLE orders ADD COLUMN share bigint GENERATED ALWAYS AS (60 / (customer_id - 3)) VIRTUAL;
    CREATE TABLE shares (n int, v int GENERATED ALWAYS AS (1 / n) VIRTUAL);
    INSERT INTO shares VALUES (0);
    CREATE VIEW all_shares AS SELECT n, v FROM shares;
    CREATE FUNCTION known(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN 1 / $1 > 0; END';
    CREATE TABLE tenants (n int);
    INSERT INTO tenants VALUES (0);
    ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY known ON tenants USING (known(n));
    CREATE ROLE ${tenant};
    CREATE EXTENSION file_fdw;
    CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE TABLE lines (n int) PARTITION BY LIST (n);
    CREATE FOREIGN TABLE lines_1 PARTITION OF lines DEFAULT SERVER files OPTIONS (program 'echo none');
    GRANT ALL ON ALL TABLES IN SCHEMA public TO ${tenant}`);
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
});
afterAll(async () => {
  await mailer.close();
  await shop.database.query(`DROP OWNED BY ${tenant}; DROP ROLE ${tenant}`);
  await shop.close();
});

/** Whoever sees none of the rows on which the column fails is not told that it would. */
test.each([
  'SELECT count(*) FROM orders WHERE share > 5',
  'SELECT count(*) FROM orders WHERE share IS NULL',
  'SELECT count(*) FROM orders WHERE share IN (5, 6) AND id > 0',
  'SELECT count(*) FROM (SELECT * FROM orders) o WHERE share > 5',
  'SELECT count(*) FROM orders o WHERE o IS NOT NULL',
  'SELECT count(*) FROM orders o JOIN products p ON p.price = o.share',
  'SELECT count(*) FROM orders o JOIN (SELECT 5 AS share) s USING (share)',
  'SELECT share FROM orders GROUP BY share',
  'SELECT count(*) FROM orders o WHERE EXISTS (SELECT FROM products p WHERE p.price > o.share)',
  'SELECT count(*) FROM order_items i JOIN orders o ON o.id = i.order_id AND o.share > 1',
])('%s', async (sql) => {
  await expect(shop.database.query(sql)).rejects.toThrow('division by zero');
  await expect(mailer.ask(sql)).resolves.toBeDefined();
});

test.each([
  'UPDATE orders SET placed_at = placed_at WHERE share > 5',
  'UPDATE orders SET placed_at = placed_at WHERE share IS NULL AND id > 0',
  'UPDATE orders SET placed_at = placed_at FROM products p WHERE orders.share = p.price',
  'UPDATE orders SET placed_at = placed_at WHERE id > 0 RETURNING share',
  'MERGE INTO orders o USING products p ON o.share = p.price WHEN MATCHED THEN UPDATE SET placed_at = placed_at',
])('%s', async (sql) => {
  await expect(shop.database.query(sql)).rejects.toThrow('division by zero');
  await expect(mailer.ask(sql)).resolves.toBeDefined();
});

/** Nor whether a hidden row had a query run in which one fails: Paris is nobody's city for the mailer. */
test.each(['shares', 'all_shares', '(SELECT * FROM shares)', '(SELECT v FROM shares OFFSET 0)'])(
  'what fails on demand in %s',
  async (from) => {
    for (const condition of ['s.v > 1', 's.v IS NULL', 's IS NOT NULL']) {
      const asked = `SELECT count(*) FROM customers WHERE city <> 'Paris' OR EXISTS (SELECT FROM ${from} s WHERE ${condition})`;
      await expect(shop.database.query(asked)).rejects.toThrow('division by zero');
      await expect(mailer.ask(asked)).resolves.toBeDefined();
    }
  },
);

/** Policies hold for a role that does not own the table. */
test.each(['tenants', 'lines', 'lines_1'])('reading %s, which fails, on demand', async (from) => {
  const asked = `SELECT count(*) FROM customers WHERE city <> 'Paris' OR EXISTS (SELECT FROM ${from})`;
  const asTenant = (sql: string) =>
    shop.database
      .query(`BEGIN; SET LOCAL ROLE ${tenant}; ${sql}; ROLLBACK`)
      .finally(() => shop.database.query('ROLLBACK'));
  await expect(asTenant(asked)).rejects.toThrow(/division by zero|invalid input syntax/);
  await expect(asTenant(await mailer.guarded(asked))).resolves.toBeDefined();
});

test('where none is named that is shown, nothing is fenced', async () => {
  const guarded = await mailer.guarded('SELECT count(*) FROM customers c JOIN products p ON p.price = c.id');
  expect(guarded).not.toContain('OFFSET 0');
  const fenced = await mailer.guarded('SELECT count(*) FROM customers c JOIN shares s ON s.n = c.id');
  expect(fenced).toContain('OFFSET 0');
});
