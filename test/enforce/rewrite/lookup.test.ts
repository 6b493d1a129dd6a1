import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/policy/index.js';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicy } from '../shop-policy.js';
import { plan } from '../small-view.js';

/** Numbers are masked for the storefront, names for the mailer; both may be looked up. */
function lookingUp(perMinute = 1_000, columns = ['ssn', 'name', 'dob', 'city']): Policy {
  const policy = shopPolicy();
  const relations = policy.dataMap.relations.map((entry) => ({
    ...entry,
    columns: new Map(
      [...entry.columns].map(([name, field]) => [
        name,
        columns.includes(name) ? { ...field, lookup: 'exact' as const } : field,
      ]),
    ),
  }));
  const principals = new Map(
    [...policy.principals].map(([name, principal]) => [name, { ...principal, lookupsPerMinute: perMinute }]),
  );
  return { ...policy, dataMap: { ...policy.dataMap, relations }, principals };
}

const policy = lookingUp();
const lookups = (sql: string, asker: 'storefront' | 'mailer' = 'storefront', parameterTypes: number[] = []) =>
  plan(sql, asker, { policy, parameterTypes }).fields.lookups;

test.each([
  ["SELECT id FROM customers WHERE ssn = 'SSN-1'", 1],
  ["SELECT id FROM customers WHERE 'SSN-1' = ssn AND id > 5", 1],
  ['SELECT id FROM customers c WHERE c.ssn = $1 AND c.name IS NOT NULL', 1],
  ["SELECT id FROM customers WHERE ssn IN ('a', $1, 'c'::text)", 3],
  ["SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.ssn = 'a'", 1],
  ["SELECT 1 FROM customers a, customers b WHERE a.ssn = 'a' AND b.ssn = 'b'", 2],
  ["SELECT (SELECT name FROM customers WHERE ssn = 'a')", 1],
  ["SELECT 1 FROM customers WHERE ssn = 'a' UNION ALL SELECT 1 FROM customers WHERE ssn = 'b'", 2],
  ["UPDATE customers SET city = 'x' WHERE ssn = 'a'", 1],
  ["DELETE FROM order_items WHERE order_id IN (SELECT 1 FROM customers WHERE ssn = 'a')", 1],
] as const)('%s looks up %d', (sql, count) => {
  expect(lookups(sql)).toBe(count);
});

test.each([
  "SELECT id FROM customers WHERE ssn <> 'a'",
  "SELECT id FROM customers WHERE ssn > 'a'",
  "SELECT id FROM customers WHERE ssn LIKE 'a'",
  "SELECT id FROM customers WHERE NOT ssn = 'a'",
  "SELECT id FROM customers WHERE ssn = 'a' OR id = 5",
  "SELECT id FROM customers WHERE (ssn = 'a') = true",
  "SELECT id FROM customers WHERE (ssn = 'a') IS NOT FALSE",
  "SELECT id FROM customers WHERE ssn NOT IN ('a', 'b')",
  "SELECT id FROM customers WHERE ssn = 'a' || 'b'",
  'SELECT id FROM customers WHERE ssn = name',
  "SELECT id FROM customers WHERE ssn = ANY ('{a,b}')",
  'SELECT id FROM customers WHERE ssn = ANY ($1)',
  "SELECT id FROM customers WHERE (ssn, id) = ('a', 5)",
  "SELECT id FROM customers WHERE lower(ssn) = 'a'",
  "SELECT id FROM customers WHERE ssn IS NOT DISTINCT FROM 'a'",
  "SELECT CASE WHEN ssn = 'a' THEN 1 END FROM customers",
  "SELECT count(*) FILTER (WHERE ssn = 'a') FROM customers",
  "SELECT id FROM customers GROUP BY id, ssn HAVING ssn = 'a'",
  "SELECT 1 FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.ssn = 'a'",
  "SELECT 1 FROM orders o JOIN customers c ON c.ssn = 'a'",
  "SELECT 1 FROM (orders o JOIN customers c ON true) AS j WHERE ssn = 'a'",
  "SELECT 1 FROM (SELECT * FROM customers) c WHERE ssn = 'a'",
  "WITH c AS (SELECT * FROM customers) SELECT 1 FROM c WHERE ssn = 'a'",
  "SELECT 1 FROM customers c, LATERAL (SELECT 1 FROM orders WHERE c.ssn = 'a') AS o",
  "SELECT 1 FROM customers AS c(a, b, c, ssn) WHERE ssn = 'a'",
  "UPDATE orders SET total = 1 FROM customers c WHERE c.ssn = 'a'",
  "INSERT INTO customers (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'b' WHERE customers.ssn = 'a'",
  "UPDATE customers SET city = 'x' WHERE ssn = 'a' OR id = 5",
  "UPDATE customers SET city = 'x' RETURNING ssn = 'a'",
])('%s compares the mask', (sql) => {
  expect(lookups(sql)).toBe(0);
});

test('what is seen as it is, is withheld, or may not be looked up, is not', () => {
  expect(lookups("SELECT 1 FROM customers WHERE city = 'x'")).toBe(0);
  expect(lookups("SELECT 1 FROM customers WHERE ssn = 'x'", 'mailer')).toBe(0);
  expect(plan("SELECT 1 FROM customers WHERE ssn = 'x'", 'storefront').fields.lookups).toBe(0);
});

test('what could raise because of a row is no lookup', () => {
  expect(lookups("SELECT 1 FROM customers WHERE ssn = '5'::pg_catalog.int8")).toBe(0);
  expect(lookups('SELECT 1 FROM customers WHERE ssn = $1', 'storefront', [20])).toBe(0);
});

describe('before a store', () => {
  let shop: Shop;
  let visitor: Visitor;
  beforeAll(async () => {
    shop = await openShop({ policy });
    visitor = await shop.as('mailer');
  });
  afterAll(async () => {
    await visitor.close();
    await shop.close();
  });

  test('rows are found by the true value, and shown masked', async () => {
    expect(await visitor.ask("SELECT id, name FROM customers WHERE name = 'Name 4'")).toEqual([['4', 'N.']]);
    expect(
      await visitor.ask('SELECT id FROM customers WHERE name IN ($1, $2) ORDER BY 1', ['Name 4', 'Name 7']),
    ).toEqual([['4'], ['7']]);
    expect(await visitor.ask("SELECT id FROM customers WHERE name = 'N.'")).toEqual([]);
  });

  test('not those of people who are not to be seen', async () => {
    expect(await visitor.ask("SELECT id FROM customers WHERE name = 'SECRET-3'")).toEqual([]);
    expect(await visitor.ask("SELECT id FROM customers WHERE name = 'SECRET-3' AND 1 / (id - 3) > 5")).toEqual([]);
  });

  test('a number whose mask can be turned back is compared by what is stored alone', async () => {
    const hashed = (given: Policy): Policy => ({
      ...given,
      rules: given.rules.map((rule) => ({
        ...rule,
        fields: new Map([
          ...rule.fields,
          ['user.unique_id', { kind: 'mask', mask: { name: 'hash_id', options: undefined } }],
        ]),
      })),
    });
    shop.reload(hashed(lookingUp(1_000, ['id', 'name'])));
    try {
      for (const more of ['', ' AND 10 / (length(city) - 4) > -20'])
        expect(await visitor.ask(`SELECT name FROM customers WHERE id IN (4, 1)${more} AND name = 'Name 4'`)).toEqual([
          ['N.'],
        ]);
    } finally {
      shop.reload(policy);
    }
  });

  test('an index serves', async () => {
    await shop.database.query('CREATE INDEX ON customers (name); ANALYZE customers');
    await visitor.session.refresh();
    const text = await visitor.guarded("SELECT id FROM customers WHERE name = 'Name 4' AND 1 / (id - 3) > -5");
    await shop.database.query('SET enable_seqscan = off');
    const { rows } = await shop.database.query(`EXPLAIN ${text}`);
    await shop.database.query('RESET enable_seqscan');
    expect(JSON.stringify(rows)).toMatch(/Index Cond: \(name = 'Name 4'::text\)/);
  });
});

test('each run counts against what the principal may look up in a minute', async () => {
  let now = Date.parse('2026-06-01');
  const counted: number[] = [];
  const shop = await openShop({
    policy: lookingUp(5),
    options: {
      clock: { now: () => now },
      observer: { planCache: () => {}, fields: () => {}, lookups: (_store, _purpose, count) => counted.push(count) },
    },
  });
  try {
    const visitor = await shop.as('mailer');
    const other = await shop.as('mailer');
    await visitor.ask("SELECT id FROM customers WHERE name IN ('a', 'b')");
    await other.ask("SELECT id FROM customers WHERE name = 'c'");
    expect(counted).toEqual([2, 1]);
    expect(await visitor.refusal("SELECT id FROM customers WHERE name IN ('a', 'b', 'c')")).toMatchObject({
      sqlstate: '53400',
    });
    expect(
      await visitor.refusal(
        "SELECT id FROM customers WHERE name IN ('a', 'b'); SELECT id FROM customers WHERE name = 'c'",
      ),
    ).toMatchObject({ sqlstate: '53400' });
    const verdict = visitor.session.admit('SELECT id FROM customers WHERE name = $1', 'extended');
    if (verdict.kind !== 'forward') throw new Error('not forwarded');
    for (const expected of [null, null, '53400']) {
      expect(visitor.session.recheck(verdict.statement)?.sqlstate ?? null).toBe(expected);
      if (expected === null) visitor.session.sent(verdict.statement);
    }
    await visitor.ask('SELECT id FROM customers WHERE id = 5');
    now += 60_000;
    await visitor.ask('PREPARE p AS SELECT id FROM customers WHERE name IN ($1, $2, $3)');
    await visitor.ask("EXECUTE p ('a', 'b', 'c')");
    expect(await visitor.refusal("EXECUTE p ('a', 'b', 'd')")).toMatchObject({ sqlstate: '53400' });
    await visitor.close();
    await other.close();
  } finally {
    await shop.close();
  }
});
