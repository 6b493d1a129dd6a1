import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../../src/policy/index.js';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { lookingUp } from './looking-up.js';

const policy = lookingUp();
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
  expect(await visitor.ask('SELECT id FROM customers WHERE name IN ($1, $2) ORDER BY 1', ['Name 4', 'Name 7'])).toEqual(
    [['4'], ['7']],
  );
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

test('beside joins, as mappers write them, what is found is what stands beside it', async () => {
  const orders = await visitor.ask('SELECT id FROM orders WHERE customer_id = 4 ORDER BY 1');
  expect(orders.length).toBeGreaterThan(1);
  const ask = (sql: string, values: unknown[] = ['Name 4']) => visitor.ask(`SELECT ${sql} ORDER BY 1`, values);
  for (const sql of [
    'o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.name = $1',
    'o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.name = $1',
    'o.id FROM order_items i RIGHT JOIN (orders o LEFT JOIN customers c ON c.id = o.customer_id) ON false WHERE c.name = $1',
    'o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND c.name = $1',
    'o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.name = $1 WHERE c.id IS NOT NULL',
    'o.id FROM public.orders o JOIN public.customers ON public.customers.id = o.customer_id WHERE public.customers.name = $1',
  ])
    expect([sql, await ask(sql)]).toEqual([sql, orders]);
  // What the other side keeps, it keeps.
  const all = await visitor.ask('SELECT id FROM orders ORDER BY 1');
  expect(await ask('o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.name = $1')).toEqual(all);
  expect(await ask('c.name, count(*) FROM orders o LEFT JOIN customers c ON c.name = $1 GROUP BY 1')).toEqual([
    ['N.', String(all.length)],
  ]);
  // Hidden people are not found, by whatever join.
  for (const sql of [
    'o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.name = $1',
    'o.id FROM orders o LEFT JOIN customers c ON true WHERE c.name = $1',
    'o.id FROM orders o JOIN customers c ON c.name = $1',
    '1 / (c.id - 3) FROM orders o LEFT JOIN customers c ON c.name = $1 WHERE c.id IS NOT NULL',
  ])
    expect([sql, await ask(sql, ['SECRET-3'])]).toEqual([sql, []]);
});

test('in ON CONFLICT DO UPDATE … WHERE, of the row that is there', async () => {
  const storefront = await shop.as('storefront');
  const { rows } = await shop.database.query('SELECT ssn FROM customers WHERE id IN (4, 7) ORDER BY id');
  const [ssn, other] = rows.map((row) => String(row.ssn));
  const upsert = (condition: string, values: unknown[]) =>
    storefront.ask(
      `INSERT INTO customers (id, name, created_at) VALUES (4, 'x', now()), (7, 'x', now()) ON CONFLICT (id) DO UPDATE SET city = 'Upserted' WHERE ${condition} RETURNING id`,
      values,
    );
  try {
    expect(await upsert('customers.ssn = $1 AND 1 = 1', [ssn])).toEqual([['4']]);
    expect(await upsert('customers.ssn IN ($1, $2)', [ssn, other])).toEqual([['4'], ['7']]);
    expect(await upsert('customers.ssn = $1', [ssn?.slice(-4)])).toEqual([]);
    expect(await upsert("customers.ssn = $1 || ''", [ssn])).toEqual([]);
    expect(await upsert('NOT (customers.ssn <> $1)', [ssn])).toEqual([]);
    await expect(upsert('excluded.ssn = $1', [ssn])).rejects.toThrow('`excluded.ssn` is not given');
  } finally {
    await storefront.close();
    await shop.database.query("UPDATE customers SET city = 'Rome' WHERE city = 'Upserted'");
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

test('nobody else’s operators or casts see the true value', async () => {
  await shop.database.query(`
    CREATE SCHEMA elsewhere;
    CREATE FUNCTION elsewhere.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
    CREATE OPERATOR elsewhere.= (LEFTARG = text, RIGHTARG = text, FUNCTION = elsewhere.same);
    CREATE FUNCTION elsewhere.spell(int) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'Name ' || $1::int8$$;
    CREATE CAST (int AS text) WITH FUNCTION elsewhere.spell(int);`);
  await visitor.session.refresh();
  await expect(visitor.ask('SELECT id FROM customers WHERE name = 4::text')).rejects.toMatchObject({ code: 'refused' });
  await visitor.ask('SET search_path = elsewhere, pg_catalog, public');
  for (const condition of ["name = 'x'", "'x' = name", "name IN ('x', 'y')"])
    await expect(visitor.ask(`SELECT id FROM customers WHERE ${condition}`)).rejects.toMatchObject({ code: 'refused' });
  await visitor.ask('RESET search_path');
});

test('one value is found, whatever the column’s collation takes for the same', async () => {
  await shop.database.query(`
    DO $$ DECLARE name regclass; BEGIN
      FOR name IN SELECT oid FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
      LOOP EXECUTE format('DROP %s %s CASCADE', CASE (SELECT relkind FROM pg_class WHERE oid = name) WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, name); END LOOP;
    END $$;
    CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    ALTER TABLE customers ALTER COLUMN name TYPE text COLLATE caseless, ALTER COLUMN ssn TYPE text COLLATE caseless`);
  await visitor.session.refresh();
  const ids = async (condition: string, values: unknown[] = []) =>
    await visitor.ask(`SELECT id FROM customers WHERE ${condition} ORDER BY 1`, values);
  expect((await shop.database.query("SELECT id FROM customers WHERE name = 'NAME 4'")).rowCount).toBe(1);
  for (const condition of ["name = 'NAME 4'", "'name 4' = name", "name IN ('NAME 4', 'name 7')"]) {
    expect(await ids(condition)).toEqual([]);
    expect(await ids(`${condition} AND 1 / (id - 3) > -5`)).toEqual([]);
  }
  expect(await ids('name = $1', ['NAME 4'])).toEqual([]);
  expect(await ids('name = $1', ['Name 4'])).toEqual([['4']]);
  expect(await ids("name IN ('Name 4', 'NAME 7') AND id > 0")).toEqual([['4']]);
  const { rows } = await shop.database.query('SELECT ssn FROM customers WHERE id = 4');
  const clerk = await shop.as('storefront');
  const written = (ssn: string) =>
    clerk.ask('UPDATE customers SET city = city WHERE ssn = $1 AND id > 0 RETURNING id', [ssn]);
  expect(await written(rows[0].ssn)).toEqual([['4']]);
  expect(await written(rows[0].ssn.toLowerCase())).toEqual([]);
  await clerk.close();
});
