import { beforeAll, describe, expect, test } from 'vitest';
import type { GateSession } from '../../src/enforce/index.js';
import { areListed } from '../../src/enforce/planned-rows.js';
import { limitsSection } from '../../src/settings/sections/limits.js';
import { defaultStatementLimits, findValueRows, loadParser, parse, sameTree } from '../../src/sql/index.js';
import { Random } from '../oracle/random.js';
import { smallGate } from './small-gate.js';
import { plan } from './small-view.js';

beforeAll(loadParser);

const tokensMax = limitsSection.parse({}).statement_tokens;

const open = (limits = { ...defaultStatementLimits, tokensMax }) =>
  smallGate({ options: { limits } }).as('storefront', 'fulfilment');

function sent(session: GateSession, sql: string, types: readonly number[] = []): string {
  const verdict = session.admit(sql, types.length > 0 || sql.includes('$') ? 'extended' : 'simple', types);
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error('it does not exist');
  return verdict.statement.bytes.toString('utf8');
}

const rows = (count: number, row: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => row(at)).join(', ');

describe('many rows are sent as they came', () => {
  const session = () => open();

  test.each([
    [
      'of constants',
      `INSERT INTO products (sku, title, price) VALUES ${rows(3_000, (at) => `('sku${at}', 'it''s', ${at}.5)`)}`,
    ],
    [
      'with NULL and DEFAULT here and there',
      `INSERT INTO products AS p (sku, title, price) VALUES ${rows(3_000, (at) => `('sku${at}', ${at % 3 === 0 ? 'NULL' : "'x'"}, ${at % 5 === 0 ? 'DEFAULT' : at})`)} ON CONFLICT (sku) DO UPDATE SET title = excluded.title WHERE p.price > 5 RETURNING sku`,
    ],
    [
      'in a protected relation',
      `INSERT INTO customers (id, name, email) VALUES ${rows(2_000, (at) => `(${at}, 'Zoë ${at}', NULL)`)} RETURNING id, name`,
    ],
    ['without a list of columns', `INSERT INTO orders VALUES ${rows(3_000, (at) => `(${at}, ${at % 7}, ${at}.5)`)}`],
    [
      'that give what is masked',
      `INSERT INTO customers (id, name) VALUES ${rows(3_000, (at) => `(${at}, 'Zoë')`)} RETURNING id, ssn, customers.ssn AS "S", lower(ssn)`,
    ],
    ['without qualification', `INSERT INTO public.products (sku) VALUES ${rows(6_000, (at) => `('${at}')`)}`],
  ])('%s', (_, sql) => {
    const got = sent(session(), sql);
    const [start, end] = [sql.indexOf('VALUES'), sql.lastIndexOf(')', sql.search(/ ON CONFLICT| RETURNING|$/))];
    expect(got).toContain(sql.slice(start, end));
    const least = sql.replace(/VALUES .*?\)(?= ON CONFLICT| RETURNING|$)/s, 'VALUES (1), (2)').length;
    expect(got.length - sql.length).toBeLessThan(least + 5_000);
  });

  test('of parameters', () => {
    const columns = ['id', 'name', 'email', 'city', 'balance'];
    const list = (at: number) => `(${columns.map((_, column) => `$${at * columns.length + column + 1}`).join(', ')})`;
    const sql = `INSERT INTO customers (${columns.join(', ')}) VALUES ${rows(2_000, list)}`;
    expect(sent(session(), sql)).toBe(sql.replace('INTO customers', 'INTO "public".customers'));
    const types = Array.from({ length: 10_000 }, (_, at) => [20, 25, 1043, 25, 1700][at % 5] ?? 0);
    expect(sent(session(), sql, types)).toBe(sql.replace('INTO customers', 'INTO "public".customers'));
  });

  test('of casts in FROM, as SQLAlchemy inserts objects', () => {
    const values = (at: number) =>
      `($${at * 3 + 1}::BIGINT, $${at * 3 + 2}::VARCHAR, $${at * 3 + 3}::TIMESTAMP WITH TIME ZONE, ${at})`;
    const sql = `INSERT INTO customers (id, name, created_at) SELECT p0::BIGINT, p1::VARCHAR, p2::TIMESTAMP WITH TIME ZONE FROM (VALUES ${rows(2_000, values)}) AS imp_sen(p0, p1, p2, sen_counter) ORDER BY sen_counter RETURNING customers.id, customers.id AS id__1`;
    expect(sent(session(), sql)).toBe(sql.replace('INTO customers', 'INTO "public".customers'));
  });

  test('in parentheses, as pgJDBC writes the parameters of its simple protocol', () => {
    const values = (at: number) => `(('${at - 9}'::int8),('x''${at}'), (NULL), ('2024-01-01 00:00:00+00'))`;
    const sql = `INSERT INTO customers (id, name, email, created_at) VALUES ${rows(5_000, values)}`;
    expect(sent(session(), sql)).toBe(sql.replace('INTO customers', 'INTO "public".customers'));
  });

  test('that rows are updated by', () => {
    const sql = `UPDATE customers SET city = v.b FROM (VALUES ${rows(3_000, (at) => `(${at}, 'x${at}'::text)`)}) AS v (a, b) WHERE v.a = customers.id`;
    expect(sent(session(), sql)).toContain(sql.slice(sql.indexOf('VALUES'), sql.indexOf(' AS v')));
    // What the parameters are to be is asked before any row is: of all of them.
    const probed = `SELECT c.id FROM customers c JOIN (VALUES ${rows(2_500, (at) => `($${at * 2 + 1}::int8, $${at * 2 + 2}::text)`)}) AS v (a, b) ON v.a = c.id`;
    const mailer = smallGate({ options: { limits: { ...defaultStatementLimits, tokensMax } } }).as(
      'mailer',
      'marketing',
    );
    expect(() => sent(mailer, probed, Array(5_000).fill(25))).toThrow('more than 5000 words');
    expect(sent(mailer, probed)).toContain(probed.slice(probed.indexOf('VALUES'), probed.indexOf(' AS v')));
  });

  test('as they are sent when they are planned whole', () => {
    const random = new Random(11);
    const whole = open(defaultStatementLimits);
    for (let time = 0; time < 60; time += 1) {
      const value = () =>
        random.pick(["'x'", "'it''s'", 'NULL', 'DEFAULT', '12', '-3', '0', '1.50', '99999999999', 'true']);
      const table = random.pick([
        'products (sku, title, price)',
        'customers (id, name, city)',
        'public.orders (id, customer_id, total)',
        'public . orders',
      ]);
      const tail = random.pick([
        '',
        ' RETURNING *',
        ' ON CONFLICT DO NOTHING',
        table.startsWith('customers') ? ' RETURNING id, ssn' : ' RETURNING 1',
        " ON CONFLICT DO NOTHING RETURNING 7, 'x'",
      ]);
      const kinds = Array.from({ length: random.integer(1, 4) }, () => `(${value()}, ${value()},${value()} )`);
      const sql = `INSERT INTO ${table} VALUES ${rows(random.integer(200, 260), () => random.pick(kinds))}${tail}`;
      const expected = plan(sql, 'storefront').text;
      expect(sameTree(parse(sent(whole, sql))[0]?.node, parse(expected)[0]?.node), sql.slice(0, 200)).toBe(true);
    }
  });
});

test('rows in FROM are sent as they are when they are planned whole, whoever asks', () => {
  const random = new Random(12);
  const values = ["'x'", "'it''s'::text", 'NULL', '12', '-3', '1.50', "'7'::int8", '99999999999', "'2020-01-01'::date"];
  const froms = [
    (list: string) => `SELECT c.id FROM customers c JOIN (VALUES ${list}) AS v (a, b) ON c.city = 'Rome'`,
    (list: string) => `SELECT c.id, v.b FROM (VALUES ${list}) AS v (a, b), customers c WHERE 1 / c.id > 0`,
    (list: string) => `SELECT count(*) FROM customers c LEFT JOIN (VALUES ${list}) AS v (a, b) ON v.a IS NULL`,
    (list: string) => `UPDATE products SET title = 'x' FROM (VALUES ${list}) AS v (a, b) WHERE v.b IS NOT NULL`,
    (list: string) => `INSERT INTO products (sku) SELECT v.a::text FROM (VALUES ${list}) AS v (a, b) RETURNING sku`,
  ];
  for (const asker of ['storefront', 'mailer', 'analyst'] as const) {
    for (const make of froms.slice(0, asker === 'storefront' ? 5 : 3)) {
      for (let time = 0; time < 4; time += 1) {
        const kinds = Array.from(
          { length: random.integer(1, 3) },
          () => `(${random.pick(values)}, ${random.pick(values)})`,
        );
        const sql = make(rows(random.integer(250, 300), () => random.pick(kinds)));
        const gate = smallGate({ options: { limits: defaultStatementLimits } });
        const got = sent(gate.as(asker, asker === 'analyst' ? 'analytics' : null), sql);
        expect(sameTree(parse(got)[0]?.node, parse(plan(sql, asker).text)[0]?.node), sql.slice(0, 200)).toBe(true);
      }
    }
  }
});

test('what may not be written is refused as ever, and what is odd is read whole', () => {
  const session = open();
  const bulk = (into: string, row: string, tail = '') => `INSERT INTO ${into} VALUES ${rows(2_000, () => row)}${tail}`;
  const refusals: readonly (readonly [string, RegExp])[] = [
    [bulk('customers (id, ssn)', "(1, 'x')"), /may not be written/],
    [bulk('nothing (id)', "(1, 'some text that is long enough')"), /does not exist/],
    [bulk('customers (id, name)', "(1, 'some text')", ' RETURNING leak(1)'), /leak/],
    [
      bulk('customers (id, name)', "(1, 'some text')", ' RETURNING (SELECT string_agg(ssn, NULL) FROM pg_stats)'),
      /does not exist/,
    ],
    [bulk('products (sku)', "('a' || 'b')"), /more than 5000 words/],
    [
      `${bulk('products (sku)', "('a')")}; ${bulk('customers (id, ssn)', "(1, 'x')")}`,
      /more than 5000 words|may not be written/,
    ],
    [`SELECT '${bulk('products (sku)', '(1)')}', ssn_of(1)`, /does not exist|ssn_of/],
    [`SELECT $$ ${bulk('products (sku)', '(1)')} $$, (SELECT 1 FROM nothing)`, /does not exist/],
    [`-- ${bulk('products (sku)', '(1)')}\nDELETE FROM customers`, /may not|not/],
  ];
  for (const [sql, why] of refusals) {
    let message = '';
    try {
      message = sent(session, sql);
    } catch (fault) {
      message = String(fault);
    }
    expect([sql.slice(0, 60), message.slice(0, 300)]).toEqual([sql.slice(0, 60), expect.stringMatching(why)]);
  }
});

test('rows are only where the parser finds them', () => {
  const found = (sql: string) => {
    const rows = findValueRows(sql, () => 0);
    const [statement] = rows === null ? [] : parse(rows.reduced);
    return rows !== null && statement !== undefined && areListed(statement, rows.reduced, rows);
  };
  const list = '(1, 2), (3, 4), (5, 6)';
  expect(found(`INSERT INTO t VALUES ${list}`)).toBe(true);
  expect(found(`INSERT INTO "ü" AS "ß" VALUES ('ö', 2), ('ä', 4), ('é', 6) RETURNING 'ñ'`)).toBe(true);
  expect(found(`WITH a AS (SELECT 1) INSERT INTO t VALUES ${list} RETURNING 1`)).toBe(true);
  const casts = '($1::int8, $2::varchar(5)), ($3::int8, $4::varchar(5)), ($5::int8, $6::varchar(5))';
  expect(found(`INSERT INTO t VALUES ${casts}`)).toBe(true);
  expect(found(`INSERT INTO t SELECT a::int, b FROM (VALUES ${casts}) AS v (a, b) ORDER BY a RETURNING 1`)).toBe(true);
  expect(found(`SELECT * FROM (VALUES ${list}) AS v`)).toBe(true);
  expect(found(`UPDATE t SET a = v.a FROM (VALUES ${list}) AS v (a, b) WHERE v.b = t.b`)).toBe(true);
  expect(found(`DELETE FROM t USING u, (VALUES ${list}) AS v (a, b) WHERE v.b = t.b`)).toBe(true);
  expect(found(`MERGE INTO t USING (VALUES ${list}) AS v (a, b) ON v.b = t.b WHEN MATCHED THEN DELETE`)).toBe(true);
  for (const sql of [
    `VALUES ${list}`,
    `SELECT (SELECT 1 FROM (VALUES ${list}) AS v)`,
    `SELECT * FROM (VALUES ${list} UNION SELECT 1, 2) AS v`,
    'INSERT INTO t VALUES (1::int and true), (2::int and true), (3::int and true)',
    "INSERT INTO t VALUES ('a'::text collate x), ('b'::text collate x), ('c'::text collate x)",
    'INSERT INTO t VALUES (-1::int), (-2::int), (-3::int)',
    'INSERT INTO t VALUES (1::int is null), (2::int is null), (3::int is null)',
    `INSERT INTO t SELECT 'VALUES ${list}'`,
    `INSERT INTO t SELECT 1 /* VALUES ${list} */`,
    `INSERT INTO t VALUES (7, 8) ON CONFLICT DO UPDATE SET a = 'values ${list}'`,
    `INSERT INTO t SELECT 1 AS "values ${list}"`,
    `INSERT INTO t VALUES ${list} UNION SELECT 1, 2`,
    `WITH a AS (INSERT INTO t VALUES ${list}) INSERT INTO u VALUES (7, 8), (9, 10)`,
    `INSERT INTO values (a, b) VALUES ${list}`,
    `DELETE FROM t WHERE (a, b) IN (VALUES ${list})`,
  ])
    expect([sql, found(sql)]).toEqual([sql, false]);
});
