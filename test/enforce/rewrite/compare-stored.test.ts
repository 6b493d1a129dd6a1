import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Treatment } from '../../../src/policy/index.js';
import { openShop, type Shop, shopPolicy, type Visitor } from '../shop.js';
import { plan } from '../small-view.js';

/** An analyst sees customers and their orders under pseudonyms: integers that are permuted. */
const readsStored = (sql: string, parameterTypes: readonly number[] = []) =>
  plan(sql, 'analyst', { parameterTypes }).text.includes('damask_s_');

describe('what is stored is compared in', () => {
  test.each([
    'SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT count(*) FROM customers c, orders o WHERE c.id = o.customer_id AND o.total > 5',
    'SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.customer_id IS NULL',
    'SELECT count(*) FROM customers c FULL JOIN orders ON c.id = customer_id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id IS NOT DISTINCT FROM c.id',
    'SELECT 1 FROM customers c JOIN customers d ON c.id <> d.id',
    'SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)',
    'SELECT 1 FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers WHERE id NOT IN (SELECT o.customer_id FROM orders o WHERE total > 5)',
    'SELECT 1 FROM customers WHERE id = ANY (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers WHERE id <> ALL (SELECT customer_id FROM orders)',
    'SELECT c.city, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) FROM customers c',
    'SELECT c.city, x.n FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) x',
    'SELECT city, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY city',
    'WITH o AS (SELECT 1 FROM customers c JOIN orders o ON c.id = o.customer_id) SELECT count(1) FROM o',
    'SELECT 1 FROM public.customers JOIN public.orders ON public.orders.customer_id = public.customers.id',
    'SELECT city FROM customers WHERE id = 5',
    'SELECT city FROM customers WHERE 5 = id',
    "SELECT city FROM customers WHERE id <> '5' OR id IN (-7, 8.0)",
    "SELECT city FROM customers WHERE id = '5'::bigint AND city = 'x'",
    'SELECT city FROM customers WHERE id = $1',
    'SELECT city FROM customers WHERE id IN ($1, $2)',
    'SELECT city FROM customers WHERE id NOT IN ($1, $2)',
    'SELECT city FROM customers WHERE id = ANY ($1)',
    'SELECT city FROM customers WHERE id <> ALL ($1)',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(true);
  });
});

describe('masks are compared in', () => {
  test.each([
    // Other masks, or none.
    'SELECT 1 FROM customers c JOIN orders o ON c.id = o.id',
    'SELECT 1 FROM customers c JOIN customers d ON c.email = d.email',
    'SELECT 1 FROM customers c JOIN products p ON c.id = length(p.sku)',
    "SELECT 1 FROM customers WHERE email = 'a@example.com'",
    // No equality of the two.
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id < c.id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id + 1',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = COALESCE(c.id, 1)',
    'SELECT 1 FROM customers WHERE id BETWEEN 5 AND 5',
    'SELECT 1 FROM customers WHERE id > 5',
    'SELECT 1 FROM customers WHERE id = 5 + 1',
    'SELECT 1 FROM customers WHERE id = NULL',
    'SELECT 1 FROM customers WHERE id = length(city)',
    'SELECT 1 FROM customers WHERE id IN (5, length(city))',
    "SELECT 1 FROM customers WHERE id = '5'::numeric",
    "SELECT 1 FROM customers WHERE id = ANY ('{5}')",
    'SELECT 1 FROM customers WHERE id = ANY (ARRAY[5])',
    'SELECT 1 FROM customers WHERE id <> ANY (SELECT 5)',
    // What a query gives, it gives of masks.
    'SELECT 1 FROM customers WHERE id IN (SELECT max(customer_id) FROM orders)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders GROUP BY customer_id)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders ORDER BY customer_id LIMIT 1)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders UNION SELECT 5)',
    'SELECT 1 FROM customers WHERE id < ANY (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers c JOIN (SELECT customer_id FROM orders) o ON o.customer_id = c.id',
    'WITH o AS (SELECT customer_id FROM orders) SELECT 1 FROM customers c JOIN o ON o.customer_id = c.id',
    // Only what is grouped by may be named.
    'SELECT c.id = o.customer_id FROM customers c, orders o GROUP BY c.id, o.customer_id',
    'SELECT 1 FROM customers c, orders o GROUP BY c.id, o.customer_id HAVING c.id = o.customer_id',
    'SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id), count(*) FROM customers c GROUP BY c.id',
    // A name that may be both sides'.
    'SELECT 1 FROM customers c FULL JOIN customers d USING (id) WHERE id = 5',
    'SELECT 1 FROM customers AS c (id, customer_id) JOIN orders o ON o.customer_id = c.id',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(false);
  });

  test('a parameter of another type, or one that stands twice', () => {
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1', [23])).toBe(false);
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1 OR balance = $1')).toBe(false);
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1 OR balance = $1', [20])).toBe(true);
  });
});

describe('no guard gives what is stored where columns are read without their names', () => {
  test.each([
    'SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT c.* FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT c FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT to_jsonb(o) FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c IS NOT NULL',
    'SELECT x FROM customers c, LATERAL (SELECT c.*) x JOIN orders o ON true WHERE o.customer_id = c.id',
    'SELECT j FROM (customers c JOIN orders o ON o.customer_id = c.id) j',
    'SELECT j.a FROM (customers c JOIN orders o ON o.customer_id = c.id) j (a)',
    'SELECT 1 FROM customers c NATURAL JOIN products p JOIN orders o ON o.customer_id = c.id',
    'SELECT count(*) FROM (TABLE customers) t, customers c JOIN orders o ON o.customer_id = c.id',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(false);
  });
});

test('what costs the gateway hashes, and the store text, is bounded', () => {
  const list = (count: number, item: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => item(at)).join();
  const inList = (items: string) => `SELECT 1 FROM customers WHERE id IN (${items})`;
  expect(readsStored(inList(list(100, String)))).toBe(true);
  expect(readsStored(inList(list(101, String)))).toBe(false);
  expect(readsStored(inList(list(10, (at) => `${at}::bigint`)))).toBe(true);
  expect(readsStored(inList(list(11, (at) => `${at}::bigint`)))).toBe(false);
  const many = plan(inList(list(1_000, (at) => `$${at + 1}`)), 'analyst').text;
  expect(many).toContain('damask_s_');
  expect(many.length).toBeLessThan(50_000);
});

test('nothing but the comparison reads what is stored', () => {
  const { text } = plan('SELECT c.id, o.customer_id FROM customers c JOIN orders o ON o.customer_id = c.id', 'analyst');
  const [name] = /damask_s_\w+/.exec(text) ?? [];
  expect(text.split(name ?? ' ').length).toBe(3);
  expect(text).toMatch(/^SELECT c\.id, o\.customer_id FROM /);
});

test('a relation that is written is compared as it stands', () => {
  const { rules, ...policy } = shopPolicy();
  const writing = { ...policy, rules: rules.map((rule) => ({ ...rule, write: ['system', 'user.payment'] })) };
  const textOf = (sql: string) => plan(sql, 'analyst', { policy: writing }).text;
  expect(textOf('UPDATE orders SET placed_at = now() WHERE customer_id = 5')).toMatch(
    /WHERE "?customer_id"? = \(\d+\)/,
  );
  expect(textOf('UPDATE orders o SET placed_at = now() FROM customers c WHERE c.id = o.customer_id')).toMatch(
    /"c"\."?damask_s_n?\w+"? = "?o"?\."?customer_id"?/,
  );
  expect(
    textOf("UPDATE orders SET placed_at = now() WHERE customer_id IN (SELECT id FROM customers WHERE city = 'x')"),
  ).toMatch(/"?customer_id"? IN \(SELECT "customers"\."?damask_s_/);
});

describe('in a store', () => {
  let shop: Shop;
  let analyst: Visitor;

  beforeAll(async () => {
    shop = await openShop();
    await shop.database.query(`
      INSERT INTO customers SELECT i, 'Name ' || i, 'u' || i || '@example.com', 's', '1990-01-01', 'Berlin', 'n', 1, '2026-01-01'
        FROM generate_series(-20000, -100) i;
      INSERT INTO orders SELECT -i, i, 5, '2026-01-01' FROM generate_series(-20000, -100) i;
      CREATE INDEX ON orders (customer_id);
      ANALYZE`);
    analyst = await shop.as('analyst', 'analytics');
  });

  afterAll(async () => {
    await analyst?.close();
    await shop?.close();
  });

  const planOf = async (sql: string) => (await analyst.explain(sql)).join('\n');

  test('a join of pseudonyms is hashed or merged, and masks nobody', async () => {
    const found = await planOf('SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id');
    expect(found).toMatch(/(Hash|Merge) Cond: \(.*customer_id = .*id\)/);
    expect(found).not.toMatch(/sha256|SubPlan/);
  });

  test('rows are found by the pseudonym that a client was given, by the index of what is stored', async () => {
    const [[pseudonym]] = (await analyst.ask('SELECT customer_id FROM orders WHERE id = 777')) as [[string]];
    const joined = `SELECT c.city, o.placed_at FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = ${pseudonym}`;
    expect(await analyst.ask(joined)).toHaveLength(1);
    for (const condition of [
      `c.id = ${pseudonym}`,
      `c.id = '${pseudonym}'`,
      `c.id = ' ${pseudonym}'`,
      `c.id IN (${pseudonym}, 5)`,
    ]) {
      const sql = `SELECT o.placed_at FROM customers c JOIN orders o ON o.customer_id = c.id WHERE ${condition}`;
      const found = await planOf(sql);
      expect(found).toMatch(/customers_pkey/);
      expect(found).toMatch(/orders_customer_id_idx/);
      expect(found).not.toMatch(/Seq Scan on (customers|orders)/);
      expect(await analyst.ask(sql)).toHaveLength(1);
    }
    // A star shows whatever a guard gives: there, the condition alone goes in.
    const starred = `SELECT * FROM customers WHERE id = ${pseudonym}`;
    expect(await planOf(starred)).toMatch(/customers_pkey/);
    expect(await analyst.ask(starred)).toHaveLength(1);
    const fenced = `SELECT city FROM customers c WHERE c.id = ${pseudonym} AND city ~ 'B'`;
    expect(await planOf(fenced)).toMatch(/customers_pkey/);
    expect(await analyst.ask(fenced)).toEqual([['Berlin']]);
    const [[other]] = (await analyst.ask('SELECT customer_id FROM orders WHERE id = 778')) as [[string]];
    const found = (condition: string, ...values: unknown[]) =>
      analyst.ask(`SELECT count(*) FROM customers WHERE ${condition}`, values).then((rows) => Number(rows[0]?.[0]));
    const all = await found('id IS NOT NULL');
    expect(await found('id = $1', pseudonym)).toBe(1);
    expect(await found('id IN ($1, $2, $3)', pseudonym, other, '1')).toBe(2);
    expect(await found('id NOT IN ($1, $2)', pseudonym, other)).toBe(all - 2);
    expect(await found('id NOT IN ($1, $2)', pseudonym, null)).toBe(0);
    expect(await found('id = ANY ($1)', [pseudonym, other, null])).toBe(2);
    expect(await found('NOT id = ANY ($1)', null)).toBe(0);
    expect(await found('id <> ALL ($1)', [])).toBe(all);
    expect(await found("id = ANY ($1) AND city ~ 'B'", [pseudonym])).toBe(1);
    expect(await found("id IN ($1, $2) AND city ~ 'B'", pseudonym, other)).toBe(2);
  });

  test('texts under long pseudonyms are joined by what is stored, those under short ones are not', async () => {
    await shop.database.query('UPDATE customers SET name = email WHERE id < -19000');
    const { rules, ...policy } = shopPolicy();
    const under = (length: number) => ({
      ...policy,
      rules: rules.map((rule) => {
        const pseudonym = { kind: 'mask' as const, mask: { name: 'pseudonym', options: { length } } };
        const fields = [...rule.fields, ['user.contact.email', pseudonym], ['user.name', pseudonym]] as [
          string,
          Treatment,
        ][];
        return rule.name === 'demand' ? { ...rule, fields: new Map(fields) } : rule;
      }),
    });
    const joined = (left: string, right: string) =>
      `SELECT count(*) FROM customers c JOIN customers d ON ${left} = ${right}`;
    for (const [length, isHashed] of [
      [40, true],
      [16, false],
    ] as const) {
      shop.reload(under(length));
      const plan = await planOf(joined('c.email', 'd.name'));
      expect(/sha256/.test(plan)).toBe(!isHashed);
      const masked = await analyst.ask(joined("(c.email || '')", "(d.name || '')"));
      expect(await analyst.ask(joined('c.email', 'd.name'))).toEqual(masked);
      expect(Number(masked[0]?.[0])).toBeGreaterThan(900);
      const [[email]] = (await analyst.ask('SELECT email FROM customers WHERE id IS NOT NULL LIMIT 1')) as [[string]];
      expect(await analyst.ask('SELECT count(*) FROM customers WHERE email = $1', [email])).toEqual([['1']]);
    }
    shop.reload(shopPolicy());
  });

  test('a true value finds nobody', async () => {
    for (const id of ['-777', "'-777'", "' -777'", "'-777'::bigint", '-777.0']) {
      expect(await analyst.ask(`SELECT 1 FROM customers WHERE id = ${id}`)).toEqual([]);
      expect(
        await analyst.ask(`SELECT 1 FROM customers c JOIN orders o ON c.id = ${id} AND o.customer_id = c.id`),
      ).toEqual([]);
    }
    expect(await analyst.ask('SELECT 1 FROM customers WHERE id = $1', ['-777'])).toEqual([]);
  });

  test('what is no number raises what it would raise, and what is no value of the type is equal to none', async () => {
    await expect(analyst.ask("SELECT 1 FROM customers WHERE id = 'x'")).rejects.toMatchObject({ code: '22P02' });
    await expect(analyst.ask("SELECT 1 FROM customers WHERE id = '99999999999999999999'")).rejects.toMatchObject({
      code: '22003',
    });
    expect(await analyst.ask('SELECT count(*) FROM customers WHERE id <> 99999999999999999999')).toEqual(
      await analyst.ask('SELECT count(*) FROM customers WHERE id IS NOT NULL'),
    );
    expect(await analyst.ask('SELECT 1 FROM customers WHERE id = 1.5 OR NOT id <> 2.5')).toEqual([]);
  });

  test('no client can name what is stored', async () => {
    const sent = await analyst.guarded('SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id');
    const [name] = /damask_s_\w+/.exec(sent) ?? [];
    expect(name).toBeDefined();
    for (const sql of [
      `SELECT c.${name} FROM customers c JOIN orders o ON o.customer_id = c.id`,
      `SELECT ${name} FROM customers c JOIN orders o ON o.customer_id = c.id`,
      `SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE ${name}::text ~ '7'`,
      `SELECT "${name}" FROM customers c JOIN orders o ON o.customer_id = c.id`,
      `SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id JOIN orders p USING (${name})`,
    ]) {
      await expect(analyst.ask(sql)).rejects.toMatchObject({ code: '42703' });
    }
  });
});
