import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop, shopPolicy, type Visitor } from '../shop.js';

/** `old.customers` is protected as `customers` are, `open.customers` is not. */
const tables = `
  CREATE SCHEMA old;
  CREATE SCHEMA open;
  CREATE TABLE old.customers (LIKE public.customers INCLUDING ALL);
  CREATE TABLE open.customers (id bigint PRIMARY KEY, city text, ssn text);
  INSERT INTO old.customers SELECT id, 'Old ' || id, 'old' || id || '@example.com', 'OLDSSN-' || id, dob, city FROM public.customers;
  INSERT INTO open.customers SELECT id, 'open ' || city, 'open' FROM public.customers WHERE id < 8;
`;

let shop: Shop;
let storefront: Visitor;
let mailer: Visitor;
let direct: pg.Client;

beforeAll(async () => {
  shop = await openShop({ policy: shopPolicy(['old']) });
  await shop.database.query(tables);
  storefront = await shop.as('storefront');
  mailer = await shop.as('mailer');
  direct = new pg.Client({ connectionString: shop.database.url });
  await direct.connect();
});

afterAll(async () => {
  await direct.end();
  await storefront.close();
  await mailer.close();
  await shop.close();
});

const schemas = ['public', 'old', 'open'] as const;
const pairs = schemas.flatMap((one) => schemas.filter((other) => other !== one).map((other) => [one, other] as const));

/** A statement about two relations: `A` and `B` where they are named, `FROM A` and `FROM B` where they stand. */
const statements = [
  'SELECT * FROM [A], [B] WHERE A.id = B.id ORDER BY A.id',
  'SELECT A.*, B.city FROM [A] JOIN [B] ON A.id = B.id AND B.city IS NOT NULL ORDER BY B.id',
  'SELECT A.id, B.id AS other FROM [A] LEFT JOIN [B] ON A.id = B.id + 1 ORDER BY 1, 2',
  'SELECT count(*), A.city FROM [A] JOIN [B] USING (id) GROUP BY A.city ORDER BY 2',
  'SELECT A.city, A.id FROM [A], [B] WHERE A.id = B.id GROUP BY A.id, A.city ORDER BY A.id',
  'SELECT A.id, x.n FROM [A], [B], LATERAL (SELECT A.id + B.id AS n) x WHERE A.id = B.id ORDER BY 1',
  'SELECT A.ssn, B.ssn FROM [A], [B] WHERE A.id = B.id ORDER BY A.id',
  'SELECT A.ctid = B.ctid FROM [A], [B] WHERE A.id = B.id AND A.id = 1',
  'SELECT (SELECT max(B.id) FROM [B] WHERE B.id <= A.id) FROM [A] ORDER BY A.id',
  'SELECT p.sku FROM products p WHERE EXISTS (SELECT 1 FROM [A], [B] WHERE A.id = B.id AND 1 / A.id >= 0) ORDER BY 1',
  'SELECT id FROM [A] CROSS JOIN (SELECT 1) x JOIN [B] USING (id) ORDER BY 1',
  'SELECT A.id FROM [A], (products p JOIN [B] ON B.id = 1) WHERE A.id = 2 ORDER BY 1 LIMIT 1',
];

const qualified = (statement: string, one: string, other: string) =>
  statement
    .replaceAll(/\bA\./g, `${one}.customers.`)
    .replaceAll(/\bB\./g, `${other}.customers.`)
    .replace('[A]', `${one}.customers`)
    .replace('[B]', `${other}.customers`);

const aliased = (statement: string, one: string, other: string) =>
  statement
    .replaceAll(/\bA\./g, 'first.')
    .replaceAll(/\bB\./g, 'second.')
    .replace('[A]', `${one}.customers AS first`)
    .replace('[B]', `${other}.customers AS second`);

interface Told {
  readonly rows: unknown;
  /** Name, type, and which column of which relation it is. */
  readonly columns: unknown;
}

async function told(visitor: Visitor, sql: string): Promise<Told> {
  const { rows, fields } = await direct.query({ text: await visitor.guarded(sql), rowMode: 'array' });
  return {
    rows,
    columns: fields.map(({ name, dataTypeID, tableID, columnID }) => ({ name, dataTypeID, tableID, columnID })),
  };
}

describe.each(pairs)('%s.customers beside %s.customers', (one, other) => {
  test.each(statements)('%s', async (statement) => {
    for (const visitor of [storefront, mailer]) {
      if (visitor === mailer && statement.includes('ssn')) continue;
      const expected = await told(visitor, aliased(statement, one, other));
      expect(await told(visitor, qualified(statement, one, other))).toEqual(expected);
    }
  });

  test('a name without a schema means neither', async () => {
    const from = `FROM ${one}.customers, ${other}.customers`;
    for (const sql of [
      `SELECT customers.id ${from}`,
      `SELECT customers.* ${from}`,
      `SELECT customers ${from}`,
      `SELECT 1 ${from} WHERE EXISTS (SELECT customers.ssn)`,
      `SELECT 1 ${from}, LATERAL (SELECT customers.ssn) x`,
    ]) {
      const { sqlstate, message } = await storefront.refusal(sql);
      expect([sqlstate, message]).toEqual(['42501', '`customers` could mean more than one relation']);
    }
  });
});

test('in the condition of a join it means the one that stands there', async () => {
  const sql = (name: string) =>
    `SELECT p.sku FROM old.customers, (products p JOIN public.customers ON ${name}.id = 1) WHERE old.customers.id = 1 ORDER BY 1`;
  expect(await storefront.ask(sql('customers'))).toEqual(await storefront.ask(sql('public.customers')));
  expect(await storefront.ask(sql('customers').replace('customers.id', 'length(customers::text)'))).toEqual([]);
});

test('in a query within another, a name without a schema means what stands there', async () => {
  const inner = (query: string) =>
    `SELECT (${query}) FROM public.customers WHERE public.customers.id = 1`.replaceAll('[T]', 'old.customers');
  expect(await storefront.ask(inner('SELECT min(customers.ssn) FROM [T] WHERE customers.id = 4'))).toEqual([
    [expect.stringMatching(/SN-4$/)],
  ]);
  const row = String((await storefront.ask(inner('SELECT customers::text FROM [T] WHERE [T].id = 4')))[0]);
  expect(row).toMatch(/^\(4,"Old 4",/);
  expect(row).not.toContain('OLDSSN-4');
  expect(await storefront.ask(inner('SELECT [T].id FROM [T] WHERE customers.id = 4 FOR UPDATE OF customers'))).toEqual([
    ['4'],
  ]);
});

test('each query within another has names of its own', async () => {
  const [expected] = await storefront.ask(
    'SELECT count(*)::int FROM products, open.customers WHERE open.customers.id = 3',
  );
  expect(
    await storefront.ask(`SELECT old.customers.id,
        (SELECT count(*)::int FROM products, open.customers WHERE open.customers.id = old.customers.id)
      FROM public.customers, old.customers
      WHERE public.customers.id = old.customers.id AND old.customers.id = 3`),
  ).toEqual([['3', ...(expected as unknown[])]]);
});

test('what something further in hides is not taken for that', async () => {
  const capturing = [
    "SELECT 1 FROM old.customers WHERE EXISTS (SELECT 1 FROM products AS customers WHERE old.customers.ssn = 'x')",
    'SELECT 1 FROM old.customers WHERE EXISTS (SELECT old.customers.* FROM products AS customers)',
    "UPDATE customers SET city = 'x' WHERE EXISTS (SELECT 1 FROM open.customers AS customers WHERE public.customers.ssn = 'x')",
    "UPDATE customers SET city = 'x' WHERE EXISTS (WITH customers AS (SELECT 1 AS ssn) SELECT 1 FROM customers WHERE public.customers.city = 'x')",
  ];
  for (const sql of capturing)
    expect((await storefront.refusal(sql)).message).toMatch(/`customers` could mean more than one relation/);
});

test('the same one twice, or an alias that is taken, is refused by PostgreSQL', async () => {
  for (const from of [
    'public.customers, public.customers',
    'customers, old.customers, old.customers',
    'customers, old.customers, products AS customers',
    'products AS customers, old.customers',
  ])
    await expect(storefront.ask(`SELECT 1 FROM ${from}`)).rejects.toMatchObject({ code: '42712' });
});

test('the first one is what FOR UPDATE means', async () => {
  const sql = 'SELECT old.customers.id FROM old.customers, customers WHERE old.customers.id = customers.id AND false';
  expect((await storefront.refusal(`${sql} FOR UPDATE OF customers`)).message).toMatch(/more than one relation/);
  const named = sql.replace('= customers.id', '= public.customers.id');
  const guarded = await storefront.guarded(`${named} FOR UPDATE OF customers`);
  expect(guarded).toMatch(/"old"\."customers" AS damask_row.*? AS "customers",/s);
  expect(await storefront.ask(`${named} FOR UPDATE OF customers`)).toEqual([]);
});

test('what is written is told from what is read', async () => {
  const from = 'FROM old.customers WHERE customers.id = old.customers.id';
  expect((await storefront.refusal(`UPDATE customers SET city = 'x' ${from}`)).message).toMatch(
    /`customers` could mean more than one relation/,
  );
  const update = `UPDATE customers SET city = 'Oslo' FROM open.customers
    WHERE public.customers.id = open.customers.id AND public.customers.id = 2
    RETURNING public.customers.ssn, open.customers.ssn, public.customers.city`;
  expect(await storefront.ask(update)).toEqual([[expect.not.stringMatching(/^SSN-2$/), 'open', 'Oslo']]);
  expect(
    await storefront.ask(
      `DELETE FROM open.customers USING old.customers WHERE open.customers.id = old.customers.id AND old.customers.id = 7
       RETURNING open.customers.*`,
    ),
  ).toEqual([['7', expect.stringMatching(/^open /), 'open']]);
  expect(
    await storefront.ask(
      `MERGE INTO public.customers USING open.customers ON public.customers.id = open.customers.id AND open.customers.id = 3
       WHEN MATCHED THEN UPDATE SET city = 'Bonn' RETURNING public.customers.id, open.customers.id, public.customers.city`,
    ),
  ).toEqual([['3', '3', 'Bonn']]);
});
