import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writingAddresses } from './rewrite/writing-addresses.js';
import { openShop, type Shop, shopPolicy } from './shop.js';

/** A guard costs no index: a row is found by its key through a guard with a consent filter, fenced or not. */
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'Name ' || i, 'u' || i || '@example.com', 's', '1990-01-01', 'Berlin', 'n', 1, '2026-01-01'
      FROM generate_series(100, 50000) i;
    INSERT INTO consent SELECT i, 'marketing', 'given', NULL FROM generate_series(100, 50000) i;
    INSERT INTO orders SELECT i, i, 5, '2026-01-01' FROM generate_series(100, 50000) i;
    CREATE INDEX ON orders (customer_id);
    CREATE INDEX ON orders (placed_at);
    ANALYZE`);
});

afterAll(() => shop?.close());

async function explain(sql: string, who = 'mailer'): Promise<{ readonly sent: string; readonly plan: string }> {
  const visitor = await shop.as(who, who === 'analyst' ? 'analytics' : null);
  const sent = await visitor.guarded(sql);
  await visitor.close();
  const { rows } = await shop.database.query(`EXPLAIN (COSTS OFF) ${sent}`);
  return { sent, plan: rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n') };
}

describe('without a fence', () => {
  test.each([
    ['SELECT email FROM customers WHERE id = 4711', 'customers_pkey'],
    ["SELECT id FROM customers WHERE email = 'u4711@example.com'", 'customers_email_key'],
    ['SELECT id FROM customers WHERE id IN (4711, 4712)', 'customers_pkey'],
    ['SELECT id FROM customers WHERE id = ANY (ARRAY[4711, 4712])', 'customers_pkey'],
    ['SELECT id FROM customers WHERE id BETWEEN 4711 AND 4720', 'customers_pkey'],
    ['SELECT id FROM customers ORDER BY id LIMIT 5', 'customers_pkey'],
    ['SELECT o.id FROM orders o WHERE o.customer_id = 4711', 'orders_customer_id_idx'],
    ["SELECT o.id FROM orders o WHERE o.placed_at > now() - interval '7 days'", 'orders_placed_at_idx'],
    ["SELECT o.id FROM orders o WHERE o.placed_at >= date_trunc('month', now())", 'orders_placed_at_idx'],
    ["SELECT o.id FROM orders o JOIN unnest('{4711,5}'::int8[]) AS u ON o.customer_id = u", 'orders_customer_id_idx'],
    [
      "SELECT c.email FROM customers c JOIN unnest('{4711,5}'::int8[], '{a,b}'::text[]) AS u (id, b) ON c.id = u.id",
      'customers_pkey',
    ],
    [
      "SELECT c.email FROM customers c JOIN (VALUES (4711, 'x'), (5, 'y')) AS v (id, b) ON v.id = c.id",
      'customers_pkey',
    ],
    ["SELECT c.email FROM customers c WHERE c.id IN (SELECT unnest('{4711,5}'::int8[]))", 'customers_pkey'],
    ['SELECT c.email FROM customers c JOIN generate_series(4711, 4720) AS g ON c.id = g', 'customers_pkey'],
    [
      "SELECT o.id FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 4711 AND c.city ILIKE '%' || 'b' || '%'",
      'orders_customer_id_idx',
    ],
    ['SELECT c.email, o.id FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 4711', 'customers_pkey'],
    ['SELECT email FROM customers WHERE id = (SELECT count(*) FROM products)', 'customers_pkey'],
    ['SELECT email FROM customers WHERE id = (SELECT customer_id FROM orders ORDER BY id LIMIT 1)', 'customers_pkey'],
    ['SELECT id FROM customers WHERE (id, city) > (4711, $$B$$) ORDER BY id, city LIMIT 5', 'customers_pkey'],
    ['SELECT id FROM customers WHERE (id, city) IN ((4711, $$Berlin$$), (4712, $$Berlin$$))', 'customers_pkey'],
    [
      'SELECT customer_id, count(*) FROM orders WHERE customer_id = 4711 GROUP BY 1 HAVING count(*) > 1',
      'orders_customer_id_idx',
    ],
    [
      'SELECT id FROM orders o WHERE customer_id = 4711 AND placed_at = (SELECT max(i.placed_at) FROM orders i WHERE i.customer_id = o.customer_id)',
      'orders_customer_id_idx',
    ],
    [
      'SELECT id FROM (SELECT id, row_number() OVER (ORDER BY placed_at DESC) AS n FROM orders WHERE customer_id = 4711) s WHERE n = 1',
      'orders_customer_id_idx',
    ],
  ])('%s uses %s', async (sql, index) => {
    const { sent, plan } = await explain(sql);
    expect(sent).not.toContain(' OFFSET 0');
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan on (customers|orders|consent)/);
  });
});

describe('with a fence', () => {
  test.each([
    ["SELECT email FROM customers WHERE id = 4711 AND email ~ 'u'", 'customers_pkey'],
    ["SELECT id FROM customers WHERE email = 'u4711@example.com' AND substr(city, 1, 1) = 'B'", 'customers_email_key'],
    ["SELECT id FROM customers WHERE id IN (4711, 4712) AND city ~ 'B'", 'customers_pkey'],
    ["SELECT id FROM customers WHERE 4711 <= id AND id < 4720 AND city ~ 'B'", 'customers_pkey'],
    ['SELECT id FROM customers WHERE id BETWEEN 4711 AND 4720 AND random() < 2', 'customers_pkey'],
    ['SELECT id FROM customers WHERE id = 4711 AND random() < 2', 'customers_pkey'],
    ["SELECT id FROM orders WHERE customer_id = 4711 AND id::text ~ '1'", 'orders_customer_id_idx'],
    ["SELECT id FROM orders WHERE placed_at > now() - interval '7 days' AND id::text ~ '1'", 'orders_placed_at_idx'],
  ])('%s uses %s', async (sql, index) => {
    const { sent, plan } = await explain(sql);
    expect(sent).toContain(' OFFSET 0');
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan on (customers|orders|consent)/);
  });
});

/** What a function or VALUES gives finds rows by their keys: nothing but the guard's own rows is kept from it. */
describe('beside what is scanned apart', () => {
  const documents = `jsonb_to_recordset('[{"a": 4711, "b": "x"}, {"a": 5}]')`;
  test.each([
    [`SELECT id, j.a FROM customers, ${documents} AS j (a int) WHERE id = 4711`, 'customers_pkey'],
    [`SELECT c.email, j.b FROM customers c JOIN ${documents} AS j (a int8, b text) ON c.id = j.a`, 'customers_pkey'],
    [
      `SELECT j.b, c.email FROM ${documents} AS j (a int, b text) LEFT JOIN customers c ON c.id = j.a`,
      'customers_pkey',
    ],
    [
      `SELECT o.id FROM ${documents.replace('jsonb', 'json')} AS j (a int) JOIN orders o ON o.customer_id = j.a`,
      'orders_customer_id_idx',
    ],
    ["SELECT o.id FROM orders o JOIN unnest('{4711,5}'::int8[]) AS u ON o.customer_id = u", 'orders_customer_id_idx'],
    [
      "SELECT c.email FROM customers c JOIN (VALUES (4711, 'x'), (5, 'y')) AS v (id, b) ON v.id = c.id",
      'customers_pkey',
    ],
    ['SELECT c.email FROM customers c JOIN generate_series(4711, 4720, 2) AS g ON c.id = g', 'customers_pkey'],
    [
      `SELECT c.email FROM JSON_TABLE(jsonb '[4711]', '$[*]' COLUMNS (a int PATH '$')) AS j JOIN customers c ON c.id = j.a`,
      'customers_pkey',
    ],
    [
      'SELECT c.email, o.id FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 4711 ORDER BY random()',
      'orders_customer_id_idx',
    ],
    [
      "SELECT date_trunc('month', o.placed_at), count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 4711 GROUP BY 1",
      'orders_customer_id_idx',
    ],
  ])('%s uses %s', async (sql, index) => {
    const { sent, plan } = await explain(sql);
    expect(sent).not.toContain(' OFFSET 0');
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan on (customers|orders|consent)/);
  });

  test('the filter is asked as the relation is scanned', async () => {
    const { plan } = await explain(`SELECT id, j.a FROM customers, ${documents} AS j (a int) WHERE city = 'Berlin'`);
    expect(plan).toMatch(/Scan .*on customers.*\n.*Filter: .*CASE WHEN .*SubPlan/);
    expect(plan).not.toContain('Semi Join');
  });
});

test('a parameter finds its row by the key', async () => {
  const visitor = await shop.as('mailer');
  const sent = await visitor.guarded("SELECT email FROM customers WHERE id = $1 AND email ~ 'u'");
  await visitor.close();
  const { rows } = await shop.database
    .query(`PREPARE find (int8) AS ${sent}; EXPLAIN (COSTS OFF) EXECUTE find(4711)`)
    .then((result) => (Array.isArray(result) ? result[1] : result));
  expect(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n')).toContain('customers_pkey');
});

/** The time is reckoned from a parameter, by which nothing is filtered away: both are planned alike. */
test.each([
  ['now() - $2::interval', "'7 days'"],
  ["now() - $2 * interval '1 day'", '7'],
  ['now() - make_interval(days => $2)', '7'],
  ["now() - ($2 || ' days')::interval", "'7'"],
  ["$2::date + interval '1 month'", "'2026-01-01'"],
  ["(now() AT TIME ZONE 'UTC') - $2::interval", "'7 days'"],
])('rows of one customer since %s are found by an index as they are directly', async (since, value) => {
  const sql = `SELECT id FROM orders WHERE customer_id = $1 AND placed_at > ${since}`;
  const visitor = await shop.as('mailer');
  const sent = [await visitor.guarded(sql), await visitor.guarded(`${sql} AND id::text ~ '1'`)];
  await visitor.close();
  const indexes = async (text: string) => {
    const found: unknown[] = [];
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const results = (await shop.database.query(
        `SET plan_cache_mode = ${mode}; PREPARE since AS ${text}; EXPLAIN (COSTS OFF) EXECUTE since (4711, ${value});
          DEALLOCATE since; RESET plan_cache_mode`,
      )) as unknown as { rows: Record<string, string>[] }[];
      const plan = (results[2]?.rows ?? []).map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toMatch(/Seq Scan on (customers|orders|consent)/);
      found.push(/orders_\w+_idx/.exec(plan)?.[0]);
    }
    return found;
  };
  const directly = await indexes(sql);
  expect(directly).toContain('orders_customer_id_idx');
  expect(sent.map((text) => text.includes(' OFFSET 0'))).toEqual([false, true]);
  for (const text of sent) expect(await indexes(text)).toEqual(directly);
});

test('who sees all rows has no filter to pay for', async () => {
  const { plan } = await explain("SELECT email FROM customers WHERE id = 4711 AND email ~ 'u'", 'storefront');
  expect(plan).toContain('customers_pkey');
  expect(plan).not.toContain('consent');
});

test('a write finds its row by the key', async () => {
  const { plan } = await explain('UPDATE customers SET balance = balance + 1 WHERE id = 4711', 'storefront');
  expect(plan).toContain('customers_pkey');
});

test('a statement through a guard is planned as one that a person would write', async () => {
  // Without what they are called: `-> Index Scan using customers_pkey on customers c`.
  const steps = (plan: string) => plan.match(/^ *-> .*? on \w+|^\w[\w ]+/gm);
  const { sent, plan } = await explain('SELECT email FROM customers WHERE id = 4711');
  const consents =
    "EXISTS (SELECT FROM consent n WHERE n.customer_id = c.id AND n.purpose = 'marketing' AND n.state = 'given')";
  const written = `SELECT email FROM customers c WHERE id = 4711 AND city <> 'Paris' AND ${consents}`;
  const { rows } = await shop.database.query(`EXPLAIN (COSTS OFF) ${written}`);
  const byHand = rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
  expect(steps(plan)).toEqual(steps(byHand));
  expect(steps(plan)?.length).toBeGreaterThan(2);
  // Nothing is worked out that nobody asked for.
  expect(sent).not.toMatch(/"name"|"dob"/);
});

describe('writes of many rows by a purpose that does not see all of them', () => {
  beforeAll(() => shop.reload(writingAddresses()));
  afterAll(() => shop.reload(shopPolicy()));

  const documents = `jsonb_to_recordset('[{"a": 4711, "b": "x"}, {"a": 5}]') AS j (a int8, b text)`;
  test.each([
    `UPDATE customers c SET city = j.b FROM ${documents} WHERE c.id = j.a`,
    "UPDATE customers c SET city = v.b FROM (VALUES (4711, 'x'), (5, 'y')) AS v (a, b) WHERE c.id = v.a",
    "UPDATE customers SET city = u.b FROM unnest('{4711,5}'::int8[], '{x,y}'::text[]) AS u (a, b) WHERE id = u.a",
    `WITH j AS (SELECT * FROM ${documents}) UPDATE customers c SET city = j.b FROM j WHERE c.id = j.a`,
    `MERGE INTO customers c USING ${documents} ON c.id = j.a WHEN MATCHED THEN UPDATE SET city = j.b`,
    `MERGE INTO customers c USING (VALUES (4711, 'x'), (5, 'y')) AS j (a, b) ON c.id = j.a WHEN MATCHED THEN UPDATE SET city = j.b WHEN NOT MATCHED THEN INSERT (id, city) VALUES (j.a, j.b)`,
    `INSERT INTO orders (id, customer_id) SELECT j.a, j.a FROM customers c JOIN ${documents} ON c.id = j.a`,
    `SELECT c.id FROM customers c JOIN ${documents} ON c.id = j.a ORDER BY c.id FOR UPDATE OF c SKIP LOCKED`,
  ])('%s finds them by their keys', async (sql) => {
    const { sent, plan } = await explain(sql);
    expect(sent).not.toContain(' OFFSET 0');
    expect(plan).toContain('customers_pkey');
    expect(plan).not.toMatch(/Seq Scan on (customers|consent)/);
  });

  test('DELETE … USING', async () => {
    const { plan } = await explain(
      `DELETE FROM order_items i USING ${documents} WHERE i.order_id = j.a AND i.order_id = 4711`,
    );
    expect(plan).toContain('orders_pkey');
  });
});
