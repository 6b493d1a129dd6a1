import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../oracle/random.js';
import { count, of, said, saidOfHidden, shufflePlanner } from './hidden-rows.js';
import { writingAddresses } from './rewrite/writing-addresses.js';
import { openShop, type Shop, type Visitor } from './shop.js';

/**
 * What raises above all scans, or for a row that is hidden, must be told alike of a city in which somebody hidden lives and of one in
 * which nobody does, of a hidden row's key and of one that is nowhere, in whatever order the planner puts things.
 */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: writingAddresses() });
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'n', 'u' || i || '@example.com', NULL, NULL, 'Berlin' || i % 50, NULL, 1, NULL FROM generate_series(100, 900) i;
    INSERT INTO consent SELECT i, 'marketing', 'given', NULL FROM generate_series(100, 900) i;
    INSERT INTO orders SELECT i, i, 5, '2026-01-01' FROM generate_series(100, 900) i;
    INSERT INTO order_items SELECT i, 'x', 5 FROM generate_series(100, 900) i;
    INSERT INTO customers VALUES (50, 'n', 'hidden@example.com', NULL, NULL, 'Oslo', NULL, 1, NULL);
    INSERT INTO consent VALUES (50, 'marketing', 'refused', NULL);
    INSERT INTO orders VALUES (50, 50, 5, '2026-01-01');
    INSERT INTO order_items VALUES (50, 'x', 5);
    INSERT INTO tickets VALUES (50, 50, 'x');
    CREATE INDEX ON customers (city);
    CREATE INDEX ON orders (customer_id);
    CREATE INDEX ON order_items (order_id);
    CREATE INDEX ON tickets (id);
    ANALYZE`);
  mailer = await shop.as('mailer');
});

afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

/** They raise whenever they are run. */
const raising = [
  `jsonb_to_recordset('[{"a": "x"}]') AS j (a int)`,
  `(SELECT * FROM jsonb_to_recordset('[{"a": "x"}]') AS k (a int) LIMIT 5) AS j`,
  `LATERAL (SELECT k.a FROM jsonb_to_recordset('[{"a": "x"}]') AS k (a int) WHERE k.a <> t.id) AS j`,
  `JSON_TABLE(jsonb '[{"a": "x"}]', '$[*]' COLUMNS (a int PATH '$.a' ERROR ON ERROR)) AS j`,
  `XMLTABLE('//a' PASSING '<a>x</a>' COLUMNS a int PATH '.') AS j`,
  'generate_series(1, 5, (SELECT 0 FROM products LIMIT 1)) AS j (a)',
  'ROWS FROM (generate_series(1, 2), generate_series(1, 5, (SELECT 0 FROM products LIMIT 1))) AS j (b, a)',
  '(VALUES (1), (1 / (SELECT 0 FROM products LIMIT 1))) AS j (a)',
  'generate_series(1, 1 / (t.id::int4 - t.id::int4)) AS j (a)',
  'jsonb_array_elements(to_jsonb(t.id)) AS j (a)',
];

/** The table, and a condition that a hidden row meets, or none. */
const found = [
  ['customers', "t.city = '@'"],
  ['customers', "t.city LIKE '@%'"],
  ['customers', 't.id = #'],
  ['orders', 't.id = #'],
  ['orders', 't.customer_id = #'],
  ['order_items', 't.order_id = #'],
  ['tickets', 't.id = #'],
] as const;

const beside = (random: Random): string => {
  const [table, row] = random.pick(found);
  // What is thought to find next to nothing is done first.
  const condition = random.chance(0.6) ? `${row} AND j.a IS NULL` : row;
  const source = random.pick(raising).replaceAll('t.id', table === 'order_items' ? 't.order_id' : 't.id');
  const key = table === 'order_items' ? 'order_id' : 'id';
  return random.pick([
    () => `SELECT count(*) FROM ${table} t, ${source} WHERE ${condition}`,
    () => `SELECT t.${key} FROM ${table} t CROSS JOIN ${source} WHERE ${condition} LIMIT 2`,
    () => `SELECT count(*) FROM ${table} t LEFT JOIN ${source} ON true WHERE ${condition}`,
    () => `SELECT count(*) FROM ${table} t JOIN ${source} ON ${condition}`,
    () => `SELECT count(*) FROM orders o JOIN ${table} t ON t.${key} = o.id, ${source} WHERE ${condition}`,
    () => `SELECT count(*) FROM ${table} t LEFT JOIN orders o ON o.id = t.${key}, ${source} WHERE ${condition}`,
    () => `SELECT (SELECT count(*) FROM ${source}) FROM ${table} t WHERE ${row}`,
    () => `SELECT (SELECT max(${key}) FROM ${table} t, ${source} WHERE ${condition})`,
    () => `SELECT count(*) FROM (SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition} OFFSET 1) s`,
    () => `WITH s AS (SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition}) SELECT count(*) FROM s`,
    () =>
      `WITH s AS MATERIALIZED (SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition}) SELECT * FROM s a, s b`,
    () => `SELECT 1 FROM ${table} t WHERE ${row} AND EXISTS (SELECT 1 FROM ${source})`,
    () => `SELECT 1 FROM products WHERE EXISTS (SELECT 1 FROM ${table} t, ${source} WHERE ${condition})`,
    () => `SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition} UNION ALL SELECT 1`,
    () => `SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition} EXCEPT SELECT 1`,
    () => `SELECT t.${key} FROM ${table} t, ${source} WHERE ${condition} FOR UPDATE OF t SKIP LOCKED`,
  ])();
};

/** What is worked out of a hidden row raises. */
const sorted = (random: Random): string => {
  const [table, key] = random.pick([
    ['customers', 'id'],
    ['orders', 'id'],
    ['orders', 'customer_id'],
    ['order_items', 'order_id'],
    ['tickets', 'id'],
  ] as const);
  const by = `1 / (t.${key} - #)`;
  const from = random.pick([
    () => `${table} t`,
    () => `${table} t JOIN orders o ON o.id = t.${key}`,
    () => `${table} t LEFT JOIN customers o ON o.id = t.${key}`,
    () => `products p RIGHT JOIN ${table} t ON p.price = t.${key}`,
    () => `${table} t, generate_series(1, 2) g`,
    () => `(SELECT * FROM ${table}) t`,
  ])();
  return random.pick([
    () => `SELECT t.${key} FROM ${from} ORDER BY ${by}, 1 LIMIT 3`,
    () => `SELECT ${by} AS n FROM ${from} ORDER BY n, t.${key} LIMIT 3`,
    () => `SELECT ${by}, count(*) FROM ${from} GROUP BY 1 ORDER BY 1, 2`,
    () => `SELECT count(*) FROM ${from} GROUP BY ${by}, t.${key} ORDER BY 1 LIMIT 3`,
    () => `SELECT count(*) FROM ${from} GROUP BY GROUPING SETS ((${by}), ()) ORDER BY 1 LIMIT 3`,
    () => `SELECT DISTINCT ${by} FROM ${from} ORDER BY 1`,
    () => `SELECT DISTINCT ON (${by}) t.${key} FROM ${from} ORDER BY ${by}, 1`,
    () => `SELECT t.${key}, rank() OVER (ORDER BY ${by}) FROM ${from} ORDER BY 1 LIMIT 3`,
    () => `SELECT t.${key}, count(*) OVER (PARTITION BY ${by}) FROM ${from} ORDER BY 1 LIMIT 3`,
    () => `SELECT count(DISTINCT ${by}) FROM ${from}`,
    () => `SELECT max(t.${key} - t.${key}) FILTER (WHERE ${by} = 0) FROM ${from}`,
    () => `SELECT array_length(array_agg(t.${key} ORDER BY ${by}), 1) FROM ${from}`,
    () => `SELECT generate_series(1, 2), t.${key} FROM ${from} ORDER BY ${by}, 2, 1 LIMIT 3`,
    () => `SELECT t.${key} FROM ${from} ORDER BY (SELECT ${by}), 1 LIMIT 3`,
    () => `SELECT s.n FROM (SELECT ${by} AS n FROM ${from} ORDER BY 1) s ORDER BY 1 LIMIT 3`,
  ])();
};

const written = (random: Random): string => {
  const source = random.pick(raising.filter((one) => !one.includes('t.id')));
  const condition = `${random.pick(["t.city = '@'", 't.id = #', "t.city LIKE '@%'"])}${random.pick(['', ' AND j.a IS NULL'])}`;
  const both = random.pick([condition, `${condition} AND t.id = j.a`, `t.id = j.a AND ${condition}`]);
  return random.pick([
    () => `UPDATE customers t SET city = t.city FROM ${source} WHERE ${both}`,
    () => `UPDATE customers t SET city = t.city FROM ${source} JOIN products p ON p.price = j.a WHERE ${both}`,
    () => `WITH j AS (SELECT * FROM ${source}) UPDATE customers t SET city = t.city FROM j WHERE ${both} RETURNING 1`,
    () => `MERGE INTO customers t USING ${source} ON ${both} WHEN MATCHED THEN DO NOTHING`,
    () =>
      `INSERT INTO orders (id, customer_id) SELECT 1, 1 FROM customers t, ${source} WHERE ${condition} ON CONFLICT DO NOTHING`,
  ])();
};

test('the store would tell, if it were not for where the filter is', async () => {
  const asked = `SELECT count(*) FROM customers t, ${raising[0]} WHERE t.city = '@'`;
  const bare = (sent: string) => sent.replace(/CASE WHEN (EXISTS \(.*\)) THEN true ELSE false END/, '$1');
  const sent = await mailer.guarded(of(asked, 'Oslo', 50));
  expect(bare(sent)).not.toBe(sent);
  const tells = (city: string) =>
    shop.database.query(`SET join_collapse_limit = 1; SET enable_hashjoin = off; SET enable_mergejoin = off;
      ${bare(sent).replace('Oslo', city)}`);
  await expect(tells('Berlin5')).rejects.toThrow('invalid input syntax');
});

test.each([
  ['beside', beside, 350],
  ['sorted', sorted, 250],
  ['written', written, 150],
] as const)('nothing is told of hidden rows: %s', { timeout: 120_000 }, async (_, make, rounds) => {
  const random = new Random(43);
  const kinds = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    await shufflePlanner(mailer, random, round);
    const sql = make(random);
    count(kinds, await saidOfHidden(mailer, sql));
    // Of rows that are seen it is told: else nothing was asked.
    if (round % 10 === 0) await said(mailer, of(sql, 'Berlin5', 105));
  }
  expect(kinds.get('rows') ?? 0).toBeGreaterThan(rounds / 3);
});
