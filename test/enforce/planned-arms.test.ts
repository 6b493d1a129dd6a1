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

function sent(asker: keyof typeof purposes, sql: string, limits = { ...defaultStatementLimits, tokensMax }): string {
  const verdict = smallGate({ options: { limits } }).as(asker, purposes[asker]).admit(sql, 'simple');
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

test.each([
  [
    'where a cast has constants',
    `SELECT CASE ${arms(200, (at) => `WHEN id = 1 THEN ${at}::numeric(${(at % 9) + 1})`)} END FROM customers`,
  ],
  [
    'that compare what is made of them',
    `SELECT CASE ${arms(200, (at) => `WHEN id = lower(${at}) THEN 1`)} END FROM customers`,
  ],
  [
    'with two conditions',
    `SELECT CASE ${arms(200, (at) => `WHEN id = ${at} AND id = ${at} THEN 1`)} END FROM customers`,
  ],
  ['with numbers below zero', `SELECT CASE ${arms(200, (at) => `WHEN id = -${at + 1} THEN 1`)} END FROM customers`],
  ['of strings that go on', `SELECT CASE ${arms(200, (at) => `WHEN city = 'a'\n'${at}' THEN 1`)} END FROM customers`],
])('arms are not those that were looked for %s', (_, sql) => {
  const found = findValueArms(sql);
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
