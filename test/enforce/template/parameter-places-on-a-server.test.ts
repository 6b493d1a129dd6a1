import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GateSession, PreparedForm } from '../../../src/enforce/index.js';
import { openShop, type Shop } from '../shop.js';

let shop: Shop;
let session: GateSession;
let client: pg.Client;
let count = 0;

beforeAll(async () => {
  shop = await openShop();
  const visitor = await shop.as('storefront');
  await visitor.close();
  session = visitor.session;
  client = new pg.Client({ connectionString: shop.database.url });
  await client.connect();
  for (const [name, value] of session.startupParameters)
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  await client.query(`
    CREATE TABLE things (a int2, b int4, c int8, d numeric(6, 2), e float8, t text, v varchar(3), w varchar);
    INSERT INTO things SELECT n % 7, n, n * 3, n / 4.0, n / 8.0, 't' || n % 5, 'v' || n % 3, '' FROM generate_series(-20, 20) n;
  `);
  await session.refresh();
});

afterAll(async () => {
  await client?.end();
  await shop?.close();
});

function formOf(sql: string): { readonly text: string; readonly form: PreparedForm | null } {
  const verdict = session.admit(sql, 'simple');
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error(verdict.kind);
  return { text: verdict.statement.bytes.toString(), form: verdict.statement.prepared ?? null };
}

/** What is answered, in whatever order; nothing of it stays. */
async function answer(run: () => Promise<pg.QueryResult>, after: string) {
  await client.query('BEGIN');
  try {
    const result = await run();
    const left = await client.query({ text: after, rowMode: 'array' });
    const rows = (of: pg.QueryResult) => of.rows.map((row) => JSON.stringify(row)).sort();
    return {
      rows: rows(result),
      count: result.rowCount,
      columns: result.fields.map(({ name, dataTypeID, dataTypeModifier, tableID, columnID }) => [
        name,
        dataTypeID,
        dataTypeModifier,
        tableID,
        columnID,
      ]),
      left: rows(left),
    };
  } catch (error) {
    return { sqlstate: (error as pg.DatabaseError).code };
  } finally {
    await client.query('ROLLBACK');
  }
}

const plainly = (text: string) => () => client.query({ text, rowMode: 'array' });
const asPrepared = (form: PreparedForm, mode: string) => async () => {
  count += 1;
  const types = form.parameterTypes.map((oid) => (oid === 23 ? 'int4' : 'text')).join(', ');
  const values = form.values.map((value) => pg.escapeLiteral(value.toString())).join(', ');
  await client.query(`SET LOCAL plan_cache_mode = ${mode}`);
  await client.query(`PREPARE form_${count} (${types}) AS ${form.statement.bytes.toString()}`);
  return client.query({ text: `EXECUTE form_${count} (${values})`, rowMode: 'array' });
};

const whole = fc.oneof(
  fc.integer({ min: -30, max: 30 }),
  fc.constantFrom(32_767, 32_768, 2_147_483_647, -2_147_483_647, 99_999),
);
const written = whole.map(String);
const string = fc
  .oneof(fc.constantFrom('t1', 'v2', '', ' ', 'v2   ', 'abcd', 'abc ', 'é😀x', "'", '5', 'null'), fc.string())
  .map((value) => `'${value.replace(/[\\\0]/g, '').replaceAll("'", "''")}'`);
const wholes = fc.constantFrom('a', 'b', 'c', 'd', 'things.b', 'x.order_id');
const strings = fc.constantFrom('t', 'v', 'w', 'things.t', 'x.sku');
const operator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(wholes, operator, written).map((parts) => parts.join(' ')),
    fc.tuple(written, operator, wholes).map((parts) => parts.join(' ')),
    fc.tuple(strings, operator, string).map((parts) => parts.join(' ')),
    fc.tuple(wholes, written, written).map(([column, low, high]) => `${column} BETWEEN ${low} AND ${high}`),
    fc.tuple(strings, string, string).map(([column, low, high]) => `${column} NOT BETWEEN ${low} AND ${high}`),
    fc
      .tuple(wholes, fc.array(written, { minLength: 1, maxLength: 3 }))
      .map(([column, items]) => `${column} IN (${items.join()})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map(([left, and, right]) => `(${left} ${and} ${right})`),
    tie('condition').map((inner) => `NOT (${inner})`),
  ),
}));
const own = condition.filter((text) => !text.includes('x.'));
const inserted = fc.record({
  a: written,
  b: written,
  c: written,
  d: written,
  e: written,
  t: string,
  v: string,
  w: string,
});
const assigned = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), written).map((parts) => parts.join(' = ')),
  fc.tuple(fc.constantFrom('t', 'v', 'w'), string).map((parts) => parts.join(' = ')),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('+', '-'), written)
    .map(([name, sign, value]) => `${name} = ${name} ${sign} ${value}`),
);
const statement = fc.oneof(
  fc
    .tuple(fc.constantFrom('*', 'a, v, d', 'count(*), max(w)', 'things.c'), condition)
    .map(
      ([list, where]) =>
        `SELECT ${list} FROM things LEFT JOIN order_items AS x ON x.order_id = things.b WHERE ${where}`,
    ),
  own.map((where) => `SELECT a, count(t) FROM things WHERE ${where} GROUP BY a ORDER BY a`),
  fc.tuple(assigned, own).map(([set, where]) => `UPDATE things SET ${set} WHERE ${where} RETURNING *`),
  own.map((where) => `DELETE FROM things WHERE ${where}`),
  inserted.map(
    (row) => `INSERT INTO things (${Object.keys(row).join()}) VALUES (${Object.values(row).join(', ')}) RETURNING v, t`,
  ),
  fc.integer({ min: -3, max: 12 }).map((id) => `SELECT id, city FROM customers WHERE id = ${id}`),
);

test('a prepared form answers what the statement answers: rows, types, errors and what it leaves', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(
      statement,
      fc.constantFrom('auto', 'force_generic_plan', 'force_custom_plan'),
      async (sql, mode) => {
        const { text, form } = formOf(sql);
        if (form === null) return;
        offered += 1;
        const after = 'SELECT * FROM things';
        expect(await answer(asPrepared(form, mode), after), sql).toEqual(await answer(plainly(text), after));
      },
    ),
    { numRuns: 400 },
  );
  expect(offered).toBeGreaterThan(200);
}, 120_000);

test('statements that differ in constants have the same bytes to prepare, and values of their own', () => {
  const [one, other] = [5, 7].map((id) => formOf(`SELECT city FROM customers WHERE id = ${id}`).form);
  expect(one?.statement.bytes).toBe(other?.statement.bytes);
  expect([one, other].map((form) => form?.values.map(String))).toEqual([['5'], ['7']]);
  expect(one?.statement.prepared).toBeNull();
  expect(formOf("INSERT INTO things (t) VALUES ('it''s')").form?.values.map(String)).toEqual(["it's"]);
});

test('where the server finds an error is told in the client’s text', () => {
  const text = "SELECT city FROM customers WHERE id = 12345 AND 'é' = email AND name = 'x'";
  const form = formOf(text).form!;
  const sent = form.statement.bytes.toString();
  for (const word of ['$1', '$2', 'email AND', 'name = $']) {
    const placed = session.scrub(
      new Map([['P', String([...sent.slice(0, sent.indexOf(word))].length + 1)]]),
      form.statement,
    );
    const found = text.indexOf(word.replace('$1', '12345').replace('$2', "'é'").replace(' = $', ' = '));
    expect(placed.get('P')).toBe(String([...text.slice(0, found)].length + 1));
  }
});
