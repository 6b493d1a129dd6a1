import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Treatment } from '../../../src/policy/index.js';
import { openShop, type Shop, shopPolicy, type Visitor } from '../shop.js';

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
