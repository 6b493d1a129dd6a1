import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayError } from '../../src/errors/index.js';
import { openShop, type Shop, type Visitor } from './shop.js';

/* Of a name that is not there the gate says what PostgreSQL says, and where: drivers and consoles show the place. */

let shop: Shop;
let storefront: Visitor;
beforeAll(async () => {
  shop = await openShop();
  await shop.database.query('CREATE VIEW over_view AS SELECT id, city FROM customers WHERE length(city) > 0');
  storefront = await shop.as('storefront');
  await storefront.session.refresh();
});
afterAll(async () => {
  await storefront.close();
  await shop.close();
});

async function directly(sql: string): Promise<pg.DatabaseError> {
  const fault = await shop.database.query(sql).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(fault instanceof pg.DatabaseError)) throw new Error(`nothing is wrong: ${sql}`);
  return fault;
}

/** Asked twice: at first the catalog is loaded anew. */
async function told(sql: string): Promise<GatewayError> {
  return await storefront.refusal(sql);
}

const said = (error: GatewayError) => ({
  code: error.sqlstate,
  message: error.message,
  position: error.position === undefined ? undefined : String(error.position),
  hint: error.hint,
});

describe('all that PostgreSQL says', () => {
  test.each([
    'SELECT * FROM nosuch',
    'SELECT  1, t.b FROM customers c, public.nosuch t',
    'SELECT * FROM customers JOIN nosuch ON true',
    'SELECT * FROM customers WHERE id = (SELECT max(a) FROM nosuch)',
    "SELECT 'ü€𝄞', * FROM NoSuch",
    'SELECT * FROM "No such"',
    'WITH x AS (SELECT 1) SELECT * FROM x, nosuch',
    'INSERT INTO nosuch VALUES (1)',
    'UPDATE nosuch SET a = 1',
    'DELETE FROM nosuch',
    'UPDATE customers SET city = (SELECT a FROM nosuch)',
    'MERGE INTO nosuch USING customers c ON true WHEN MATCHED THEN DELETE',
    'PREPARE p AS SELECT * FROM nosuch',
    'DECLARE c CURSOR WITH HOLD FOR SELECT * FROM nosuch',
    'SELECT 1; SELECT * FROM nosuch',
    'SELECT 1::nosuch FROM customers',
    "SELECT CAST('x' AS nosuch)",
    'UPDATE customers SET city = $$x$$, nosuch = 1',
    'INSERT INTO customers (id, nosuch) VALUES (1, 2)',
    'TRUNCATE nosuch',
    'COPY nosuch TO STDOUT',
  ])('%s', async (sql) => {
    const { code, message, position, hint } = await directly(sql);
    expect(said(await told(sql))).toEqual({ code, message, position, hint });
  });
});

describe('all but the types of what is given', () => {
  test.each([
    ['SELECT frob(1)', 'function frob does not exist'],
    ["SELECT 'ü', frob('a', id) FROM customers", 'function frob does not exist'],
    ['SELECT * FROM frob()', 'function frob does not exist'],
    ['SELECT id === 1 FROM customers', 'operator does not exist: ==='],
  ])('%s', async (sql, message) => {
    const { code, position, hint } = await directly(sql);
    expect(said(await told(sql))).toEqual({ code, message, position, hint });
  });
});

test('a function that is there, and takes something else, is told with its hint', async () => {
  const sql = 'SELECT length(id, 5) FROM customers';
  const { code, message, hint } = await directly(sql);
  const verdict = storefront.session.admit(sql, 'simple');
  if (verdict.kind !== 'forward') throw new Error(verdict.kind);
  const fields = new Map([
    ['C', code ?? ''],
    ['M', message],
    ['H', hint ?? ''],
  ]);
  expect([...storefront.session.scrub(fields, verdict.statement)]).toEqual([...fields]);
});

describe('no place is told', () => {
  test('of what stands in a long list, or behind one', async () => {
    const list = Array.from({ length: 2_000 }, (_, at) => at + 1).join(', ');
    const sql = `SELECT id FROM customers WHERE id IN (${list}) AND frob(id)`;
    expect(await told(sql)).toMatchObject({ sqlstate: '42883', position: undefined });
    const rows = Array.from({ length: 2_000 }, (_, at) => `(${at})`).join(', ');
    expect(await told(`INSERT INTO products (price) VALUES ${rows} RETURNING frob(price)`)).toMatchObject({
      sqlstate: '42883',
      position: undefined,
    });
  });

  test('of what a view of the store names', async () => {
    await shop.database.query('CREATE FUNCTION gone(text) RETURNS boolean LANGUAGE sql AS $$SELECT true$$');
    await shop.database.query('CREATE VIEW gone_view AS SELECT id FROM customers WHERE gone(city)');
    await storefront.session.refresh();
    const error = await told('SELECT id FROM gone_view');
    expect(error.position).toBeUndefined();
    expect(error.message).toMatch(/`public.gone` is not listed/);
  });
});
