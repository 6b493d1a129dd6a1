import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GateSession } from '../../src/enforce/index.js';
import { areListed } from '../../src/enforce/planned-lists.js';
import { limitsSection } from '../../src/settings/sections/limits.js';
import { defaultStatementLimits, findValueLists, loadParser, parse, sameTree } from '../../src/sql/index.js';
import { smallGate } from './small-gate.js';
import { plan } from './small-view.js';

beforeAll(loadParser);

const tokensMax = limitsSection.parse({}).statement_tokens;
const askers = { storefront: 'fulfilment', mailer: 'marketing', analyst: 'analytics' } as const;
type Asker = keyof typeof askers;

const open = (asker: Asker, limits = { ...defaultStatementLimits, tokensMax }) =>
  smallGate({ options: { limits } }).as(asker, askers[asker]);

function sent(session: GateSession, sql: string, types: readonly number[] = []): string {
  const verdict = session.admit(sql, sql.includes('$1') ? 'extended' : 'simple', types);
  if (verdict.kind !== 'forward') throw verdict.kind === 'refuse' ? verdict.error : new Error('it does not exist');
  return verdict.statement.bytes.toString('utf8');
}

const list = (value: (at: number) => string, count: number) =>
  Array.from({ length: count }, (_, at) => value(at)).join(', ');
const treeOf = (sql: string) => parse(sql)[0]?.node;

describe('ten thousand values are sent as they came', () => {
  test.each([
    ['numbers', `SELECT id, city FROM customers WHERE id IN (${list(String, 10_000)}) ORDER BY id`],
    ['numbers below zero', `SELECT id FROM customers WHERE id IN (${list((at) => `-${at + 1}`, 10_000)})`],
    [
      'numbers below zero beside what could fail',
      `SELECT id FROM customers WHERE id IN (-1, ${list(String, 10_000)}) AND 1 / id > 0`,
    ],
    ['numbers beside what could fail', `SELECT id FROM customers WHERE id IN (${list(String, 10_000)}) AND 1 / id > 0`],
    ['strings', `SELECT id FROM customers WHERE city NOT IN (${list((at) => `'it''s ${at}'`, 10_000)}) AND id > 5`],
    ['parameters', `SELECT id FROM customers WHERE id IN (${list((at) => `$${at + 1}`, 32_767)})`],
    [
      'parameters beside what could fail',
      `SELECT id FROM customers WHERE city IN (${list((at) => `$${at + 1}`, 10_000)}) AND 1 / id > 0`,
    ],
    [
      'of a join',
      `SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id AND o.id IN (${list(String, 10_000)}) WHERE c.id IN (${list(String, 10_000)})`,
    ],
    ['of what nobody protects', `SELECT title FROM products WHERE sku IN (${list((at) => `'ä${at}'`, 10_000)})`],
    ['of an UPDATE', `UPDATE customers SET city = 'x' WHERE id IN (${list(String, 10_000)})`],
    ['of a DELETE', `DELETE FROM products WHERE sku IN (${list((at) => `'${at}'`, 10_000)}) RETURNING sku`],
  ])('%s', (_, sql) => {
    for (const asker of ['storefront', 'mailer'] as const) {
      if (!sql.startsWith('SELECT') && asker !== 'storefront') continue;
      const got = sent(open(asker), sql);
      for (const [, written] of sql.matchAll(/\bIN (\([^()]*\))/g)) expect(got).toContain(written);
      expect(got.length).toBeLessThan(2 * sql.length + 10_000);
    }
  });
});

test('what is sent is what planning the whole text gives', () => {
  const place = fc.constantFrom(
    (values: string) => `SELECT id FROM customers WHERE id IN (${values})`,
    (values: string) => `SELECT id FROM customers WHERE id NOT IN (${values}) AND 1 / id > 0`,
    (values: string) => `SELECT id FROM customers WHERE id IN (${values}) AND id / 2 > 0 AND id IN (1, 2)`,
    (values: string) => `SELECT id, id IN (${values}) FROM orders ORDER BY total IN (${values})`,
    (values: string) =>
      `SELECT count(*) FROM products p JOIN customers c ON c.id IN (${values}) WHERE p.price IN (1, 2, 3)`,
    (values: string) =>
      `SELECT 1 FROM (SELECT id FROM customers WHERE id IN (${values})) x WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = x.id AND total IN (${values}))`,
  );
  const value = fc.constantFrom(
    (at: number) => String(at),
    (at: number) => `${at % 9}.5`,
    (at: number) => (at % 400 === 7 ? '99999999999' : String(at)),
    (at: number) => (at % 3 === 1 ? `-${at}` : String(at)),
    (at: number) => `-${at + 1}`,
    (at: number) => `(${at + 1})`,
    (at: number) => `( '${at % 7 === 3 ? -at : at}'::int4)`,
  );
  fc.assert(
    fc.property(
      place,
      value,
      fc.integer({ min: 1_000, max: 1_100 }),
      fc.constantFrom('mailer', 'analyst', 'storefront'),
      (make, one, count, asker) => {
        const sql = make(list(one, count));
        expect(findValueLists(sql, () => 0)).not.toBeNull();
        const whole = plan(sql, asker as Asker).text;
        expect(sameTree(treeOf(sent(open(asker as Asker, defaultStatementLimits), sql)), treeOf(whole))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test.each([
  ['comments that seem to end the list', (at: number) => `${at} /* ) OR true OR id IN (1 */`],
  ['comments to the end of a line', (at: number) => `${at} -- ) OR true\n`],
  ['strings that seem to hold more', (at: number) => `'${at}), (''x'' /* , $1'`],
  ['numbers of two kinds', (at: number) => (at === 900 ? '1.5' : String(at))],
])('a list with %s is what the whole text says', (_, value) => {
  for (const asker of ['storefront', 'mailer'] as const) {
    for (const more of ['', ' AND 1 / id > 0', ' -- the end', ` AND city <> '), (1'`]) {
      const sql = `SELECT id FROM customers WHERE city IN (${list(value, 1_200)})${more}`;
      expect(findValueLists(sql, () => 0)).not.toBeNull();
      expect(sameTree(treeOf(sent(open(asker, defaultStatementLimits), sql)), treeOf(plan(sql, asker).text))).toBe(
        true,
      );
    }
  }
});

test.each([
  ['parameters', (at: number) => `$${at + 1}::BIGINT`, (at: number) => `$${at + 1}::VARCHAR`],
  ['strings', (at: number) => `'${at}'::bigint`, (at: number) => `'x${at}'::text`],
])('a list of %s with casts is what the whole text says', (_, number, word) => {
  for (const [asker, condition] of [
    ['storefront', `id IN (${list(number, 1_200)})`],
    ['storefront', `city NOT IN (${list(word, 1_200)}) AND id > 5`],
    ['mailer', `id IN (${list(number, 1_200)})`],
    ['mailer', `id IN (${list(number, 1_200)}) AND 1 / id > 0`],
    ['analyst', `city IN (${list(word, 1_200)})`],
    ['mailer', `id IN (${list((at) => `${number(at)} IS NULL`, 1_200)})`.replace('id', 'true')],
  ] as const) {
    const sql = `SELECT id FROM customers WHERE ${condition}`;
    expect(sameTree(treeOf(sent(open(asker, defaultStatementLimits), sql)), treeOf(plan(sql, asker).text))).toBe(true);
  }
  // In a client's text there may be thousands of them, of whatever width.
  expect(sent(open('mailer'), `SELECT id FROM customers WHERE id IN (${list(number, 10_000)})`)).toContain(
    number(9_998),
  );
});

test('a number that becomes a wider one in its cast is asked nothing of beforehand', () => {
  const sql = `SELECT id FROM customers WHERE id IN (${list((at) => `$${at + 1}::BIGINT`, 3_000)})`;
  const types = Array.from({ length: 3_000 }, (_, at) => (at < 100 ? 21 : 23));
  const verdict = open('mailer').admit(sql, 'extended', types);
  expect(verdict.kind).toBe('forward');
});

test('what hangs on the values, or counts them, is read whole', () => {
  const many = `SELECT id FROM customers WHERE id IN (${list(String, 10_000)}) GROUP BY 1, id IN (0, 1)`;
  expect(sent(open('storefront'), many)).toContain('9999');
});

describe('masks are compared with thousands of values', () => {
  const masked = (values: string) => `SELECT city FROM customers WHERE id IN (${values}) AND dob > '1980-01-01'`;

  test('as masks, where each would have to be turned back here', () => {
    for (const count of [1_000, 10_000]) {
      const got = sent(open('analyst'), masked(list(String, count)));
      expect(got).toContain(`IN (${list(String, count)})`);
    }
    const whole = plan(masked(list(String, 1_000)), 'analyst').text;
    const got = sent(open('analyst', defaultStatementLimits), masked(list(String, 1_000)));
    expect(sameTree(treeOf(got), treeOf(whole))).toBe(true);
  });

  test('by what is stored, where the server turns each back', () => {
    const values = list((at) => `$${at + 1}`, 32_767);
    expect(sent(open('analyst'), masked(values))).toContain(`unnest(CAST(ARRAY[${values}] AS pg_catalog.int8[]))`);
    const few = masked(list((at) => `$${at + 1}`, 1_000));
    const got = sent(open('analyst', defaultStatementLimits), few);
    expect(sameTree(treeOf(got), treeOf(plan(few, 'analyst').text))).toBe(true);
  });

  test('as masks, where they have casts', () => {
    const values = list((at) => `$${at + 1}::bigint`, 10_000);
    expect(sent(open('analyst'), masked(values))).toContain(`IN (${values})`);
  });
});

test('a mistake is told of the whole text', () => {
  const sql = `SELECT id FROM customers WHERE id IN (${list(String, 2_000)}) AND AND`;
  const verdict = open('storefront').admit(sql, 'simple');
  expect(verdict).toMatchObject({ kind: 'refuse', error: { sqlstate: '42601' } });
  if (verdict.kind === 'refuse') expect(verdict.error).toMatchObject({ position: sql.length - 2 });
});

test('values that are not all that the parser finds there are no list', () => {
  const found = findValueLists(`SELECT 1 WHERE 1 IN (${list(String, 1_000)})`, () => 0);
  if (found === null) throw new Error('no list');
  const [statement] = parse(found.reduced);
  const [moved] = parse(` ${found.reduced}`);
  const [longer] = parse(found.reduced.replace(')', ', 7)'));
  if (!statement || !moved || !longer) throw new Error('no statement');
  expect(areListed(statement, found)).toBe(true);
  expect(areListed(moved, found)).toBe(false);
  expect(areListed(longer, found)).toBe(false);
});
