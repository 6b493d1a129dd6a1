import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedShop } from '../../../src/cli/demo/seed.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
let counts: Awaited<ReturnType<typeof seedShop>>;
let statements = 0;

beforeAll(async () => {
  database = await createDatabase();
  counts = await seedShop((text, values) => {
    statements += 1;
    return database.query(text, values);
  });
});
afterAll(() => database.drop());

async function one(text: string): Promise<Record<string, unknown>> {
  return (await database.query(text)).rows[0];
}

test('the shop has thousands of customers from ten countries, and what belongs to them', async () => {
  expect(counts.customers).toBe(4_000);
  expect(await one('SELECT count(*)::int AS n, count(DISTINCT country)::int AS countries FROM customers')).toEqual({
    n: 4_000,
    countries: 10,
  });
  for (const table of ['orders', 'order_items', 'support_tickets', 'consents', 'products'] as const) {
    expect((await one(`SELECT count(*)::int AS n FROM ${table}`)).n).toBe(counts[table]);
    expect(counts[table]).toBeGreaterThan(50);
  }
});

test('seeding takes a handful of statements, not one a row', () => {
  expect(statements).toBeLessThan(20);
});

test('consents are given, refused, withdrawn, expired and missing, for both purposes', async () => {
  for (const purpose of ['marketing', 'analytics']) {
    const row = await one(`
      SELECT count(*) FILTER (WHERE state = 'given' AND (expires_at IS NULL OR expires_at > '2030-01-01'))::int AS given,
             count(*) FILTER (WHERE state = 'given' AND expires_at < '2026-01-01')::int AS expired,
             count(*) FILTER (WHERE state = 'refused')::int AS refused,
             count(*) FILTER (WHERE state = 'withdrawn')::int AS withdrawn,
             (SELECT count(*)::int FROM customers) - count(*)::int AS missing
      FROM consents WHERE purpose = '${purpose}'`);
    for (const count of Object.values(row)) expect(count).toBeGreaterThan(200);
    expect(Object.values(row).reduce((sum: number, count) => sum + (count as number), 0)).toBe(4_000);
  }
});

test('an order costs what its items cost', async () => {
  const { wrong } = await one(`
    SELECT count(*)::int AS wrong FROM orders o
    WHERE total <> (SELECT sum(quantity * price) FROM order_items i WHERE i.order_id = o.id)`);
  expect(wrong).toBe(0);
});

test('rows added later get ids of their own', async () => {
  const { id } = await one(
    `INSERT INTO customers (name, email, country) VALUES ('New', 'new@example.com', 'DE') RETURNING id::int`,
  );
  expect(id).toBe(4_001);
});

test('nobody in it is real: every mail domain is a reserved one', async () => {
  const { real } = await one(
    `SELECT count(*)::int AS real FROM customers WHERE email !~ '@(example[.](com|org|net)|[a-z]+[.]example)$'`,
  );
  expect(real).toBe(0);
});

test('free text holds personal data, as it does in life', async () => {
  const { n } = await one(`
    SELECT count(*)::int AS n FROM support_tickets t JOIN customers c ON c.id = t.customer_id
    WHERE position(c.phone IN t.body) > 0 OR position(c.email IN t.body) > 0 OR position(c.name IN t.body) > 0`);
  expect(n).toBeGreaterThan(100);
});
