import { beforeAll, describe, expect, test } from 'vitest';
import { areListed } from '../../src/enforce/planned-arms.js';
import { limitsSection } from '../../src/settings/sections/limits.js';
import { defaultStatementLimits, findValueArms, loadParser, parse, sameTree } from '../../src/sql/index.js';
import { Random } from '../oracle/random.js';
import { smallGate } from './small-gate.js';
import { plan, type SmallAsker } from './small-view.js';

beforeAll(loadParser);

const tokensMax = limitsSection.parse({}).statement_tokens;
const purposes = { storefront: 'fulfilment', mailer: 'marketing', analyst: 'analytics' } as const;

function sent(
  asker: keyof typeof purposes,
  sql: string,
  limits = { ...defaultStatementLimits, tokensMax },
  types: readonly number[] = [],
): string {
  const session = smallGate({ options: { limits } }).as(asker, purposes[asker]);
  const verdict = session.admit(sql, types.length > 0 ? 'extended' : 'simple', types);
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error('it does not exist');
  return verdict.statement.bytes.toString('utf8');
}

const arms = (count: number, arm: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => arm(at)).join(' ');

describe('many rows are written in one UPDATE', () => {
  const many = arms(2_000, (at) => `WHEN ("customers"."id" = ${at}) THEN 'Zoë ${at}'`);
  const ids = Array.from({ length: 2_000 }, (_, at) => at).join(', ');

  test('as Django’s bulk_update does', () => {
    const balances = arms(2_000, (at) => `WHEN ("customers"."id" = ${at}) THEN ${at % 3 === 0 ? 'NULL' : `${at}.50`}`);
    const sql = `UPDATE "customers" SET "city" = (CASE ${many} ELSE NULL END)::text, "balance" = (CASE ${balances} ELSE NULL END)::numeric(12, 2) WHERE "customers"."id" IN (${ids})`;
    const got = sent('storefront', sql);
    expect(got).toContain(many);
    expect(got).toContain(balances);
    expect(got).toContain(ids);
  });

  test('with parameters, of which others stand beside them', () => {
    const given = arms(2_000, (at) => `WHEN ("customers"."id" = $${2 * at + 1}) THEN $${2 * at + 2}`);
    const sql = `UPDATE "customers" SET "city" = (CASE ${given} ELSE NULL END)::text WHERE "customers"."id" IN ($4001, $4002) AND notes <> $4003`;
    expect(sent('storefront', sql)).toContain(given);
    expect(() => sent('storefront', sql.replace('$4003', '$8'))).toThrow(/more than 5000 words/);
    // PREPARE says of each of what type it is.
    expect(() => sent('storefront', `PREPARE p AS ${sql}`)).toThrow(/more than 5000 words/);
  });

  test('with numbers below zero, and by two columns', () => {
    const numbers = arms(2_000, (at) => `WHEN id = ${at} THEN -${at + 1}`);
    const pairs = arms(2_000, (at) => `WHEN (id = ${at} AND city = 'x${at}') THEN 'a'`);
    const sql = `UPDATE customers SET balance = CASE ${numbers} END, city = CASE ${pairs} ELSE city END`;
    const got = sent('storefront', sql);
    expect(got).toContain(numbers);
    expect(got).toContain(pairs);
  });

  test('by the value of a column, in another place than the first', () => {
    const simple = arms(2_000, (at) => `WHEN ${at} THEN 'x'`);
    expect(sent('storefront', `UPDATE customers SET city = CASE id ${simple} END`)).toContain(`CASE id ${simple} END`);
  });
});

test('arms are sent as they are when they are planned whole, whoever asks', () => {
  const random = new Random(14);
  const values = ["'x'", "'it''s'::text", 'NULL', '12', '1.50', "'7'::int8", '99999999999', 'id', "'2020-01-01'::date"];
  const conditions = [
    'id = ',
    'city <> ',
    'customers.id > ',
    '(("customers"."city")) = ',
    'email = ',
    'ssn = ',
    'id + 1 = ',
  ];
  const texts = [
    (list: string) => `SELECT id, CASE ${list} END AS x FROM customers WHERE city = 'Rome' ORDER BY id`,
    (list: string) => `SELECT id FROM customers WHERE CASE ${list} ELSE NULL END IS NULL`,
    (list: string) => `UPDATE products SET title = (CASE ${list} END)::text FROM customers WHERE sku = 'é'`,
    (list: string) =>
      `UPDATE customers SET city = CASE ${list} ELSE city END, notes = (CASE ${list} END)::text WHERE id < 5`,
  ];
  let admitted = 0;
  for (const asker of ['storefront', 'mailer', 'analyst'] as const satisfies readonly SmallAsker[]) {
    for (const make of texts) {
      for (let time = 0; time < 5; time += 1) {
        const kinds = Array.from(
          { length: random.integer(1, 3) },
          () => [random.pick(conditions), random.pick(values)] as const,
        );
        const value = () => random.pick(["'a'", '1', "'b c'", '70000']);
        const literal = random.integer(1, 10) > 3 ? value() : null;
        const arm = () => {
          const [condition, result] = random.pick(kinds);
          return `WHEN ${condition}${literal ?? value()} THEN ${result}`;
        };
        const sql = make(arms(random.integer(150, 200), arm));
        const whole = attempt(() => plan(sql, asker).text);
        const got = attempt(() => sent(asker, sql, defaultStatementLimits));
        if (typeof whole !== 'string' || typeof got !== 'string') {
          expect([typeof got, sql.slice(0, 200)]).toEqual([typeof whole, sql.slice(0, 200)]);
          continue;
        }
        admitted += 1;
        expect(sameTree(read(got), read(whole)), sql.slice(0, 300)).toBe(true);
      }
    }
  }
  expect(admitted).toBeGreaterThan(20);
});

test('arms with parameters are sent as they are when they are planned whole, whoever asks', () => {
  const random = new Random(15);
  const columns = ['id', 'city', 'email', 'ssn', 'balance', 'customers.created_at', 'id + 1', 'lower(city)'];
  const casts = ['', '', '::int8', '::text', '::date', '::timestamptz', '::varchar(60)'];
  const results = ["'x'", 'NULL', '-5', 'id', 'email', ...casts.map((cast) => `?${cast}`)];
  const texts = [
    (list: string) => `SELECT id, CASE ${list} END AS x FROM customers WHERE city = 'Rome' ORDER BY id`,
    (list: string) => `SELECT id FROM customers WHERE CASE ${list} ELSE NULL END IS NULL AND city = ?`,
    (list: string) => `SELECT o.id FROM orders o JOIN customers USING (id) WHERE CASE ${list} ELSE NULL END = ?`,
    (list: string) => `UPDATE customers SET city = CASE ${list} ELSE city END WHERE id IN (?, ?)`,
    (list: string) => `DELETE FROM orders USING customers WHERE (CASE ${list} END) IS NOT NULL AND orders.id = ?`,
  ];
  let admitted = 0;
  let fenced = 0;
  for (const asker of ['storefront', 'mailer', 'analyst'] as const satisfies readonly SmallAsker[]) {
    for (const make of texts) {
      for (let time = 0; time < 3; time += 1) {
        const conditions = () => `${random.pick(columns)} ${random.pick(['=', '<', '<>'])} ?${random.pick(casts)}`;
        const kinds = Array.from({ length: random.integer(1, 2) }, () => {
          const [one, other] = [conditions(), conditions()];
          const when = random.pick([one, one, `${one} AND ${other}`, `(${one} OR NOT ${other})`]);
          return `WHEN ${when} THEN ${random.pick(results)}`;
        });
        const marked = make(arms(random.integer(130, 160), () => random.pick(kinds)));
        let count = 0;
        const sql = marked.replaceAll('?', () => `$${++count}`);
        const declared = random.pick([[0], [0], [25], [20], [20, 25], [20, 25, 1184]]);
        const types = Array.from({ length: count }, () => random.pick(declared));
        const whole = attempt(() => plan(sql, asker, { parameterTypes: types }).text);
        const got = attempt(() => sent(asker, sql, defaultStatementLimits, types));
        if (typeof whole !== 'string' || typeof got !== 'string') {
          expect([typeof got, sql.slice(0, 200)]).toEqual([typeof whole, sql.slice(0, 200)]);
          continue;
        }
        admitted += 1;
        if (/OFFSET 0|CASE WHEN EXISTS/.test(whole)) fenced += 1;
        expect(sameTree(read(got), read(whole)), sql.slice(0, 300)).toBe(true);
      }
    }
  }
  expect(admitted).toBeGreaterThan(15);
  expect(fenced).toBeGreaterThan(5);
});

test('arms of which each parameter is cast before any row is read are read one by one', () => {
  const given = arms(200, (at) => `WHEN id = $${at + 1}::int8 THEN 1`);
  const sql = `SELECT id FROM customers WHERE CASE ${given} END = 1`;
  const types = Array.from({ length: 200 }, () => 25);
  const got = sent('mailer', sql, defaultStatementLimits, types);
  expect(got).toContain('CAST($200 AS "int8") IS NULL');
  expect(sameTree(read(got), read(plan(sql, 'mailer', { parameterTypes: types }).text))).toBe(true);
});

test.each([
  [
    'where a cast has constants',
    `SELECT CASE ${arms(200, (at) => `WHEN id = 1 THEN ${at}::numeric(${(at % 9) + 1})`)} END FROM customers`,
  ],
  [
    'that compare what is made of them',
    `SELECT CASE ${arms(200, (at) => `WHEN id = lower(${at}) THEN 1`)} END FROM customers`,
  ],
  ['that take a number away', `SELECT CASE ${arms(200, (at) => `WHEN id -${at + 1} = 5 THEN 1`)} END FROM customers`],
  ['in two places', `SELECT CASE ${arms(200, (at) => `WHEN id IN (${at}, 1) THEN 1`)} END FROM customers`],
  [
    'that cast a parameter twice',
    `SELECT CASE ${arms(200, (at) => `WHEN id = $${at + 1}::text::int8 THEN 1`)} END FROM customers`,
  ],
  ['of strings that go on', `SELECT CASE ${arms(200, (at) => `WHEN city = 'a'\n'${at}' THEN 1`)} END FROM customers`],
])('arms are not those that were looked for %s', (_, sql) => {
  const found = findValueArms(sql, () => 0);
  const [statement] = parse(found?.reduced ?? '');
  expect(found !== null && statement !== undefined && areListed(statement, found)).toBe(false);
});

function read(sql: string) {
  return parse(sql, { ...defaultStatementLimits, tokensMax: 1_000_000 })[0]?.node;
}

function attempt<Result>(make: () => Result): Result | Error {
  try {
    return make();
  } catch (fault) {
    return fault as Error;
  }
}
