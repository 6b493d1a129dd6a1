import { expect, test } from 'vitest';
import {
  countColumns,
  counted,
  countOpened,
  countRelation,
  countStep,
  newSpent,
  SplicedLength,
} from '../../../src/enforce/rewrite/bounds.js';
import { unknownColumns } from '../../../src/enforce/rewrite/scope.js';
import { admit, refused, smallGate } from '../small-gate.js';
import { plan, refusal, smallContext } from '../small-view.js';

const tooComplex = expect.objectContaining({ code: 'statement_too_complex' });
const many = (count: number, text: (at: number) => string, between = ', ') =>
  Array.from({ length: count }, (_, at) => text(at)).join(between);

test('a statement has so many relations, columns, and characters of views', () => {
  const context = smallContext();
  for (let count = 0; count < 250; count += 1) countRelation(context);
  expect(() => countRelation(context)).toThrow(tooComplex);
  countColumns(99_999, context);
  expect(counted(null, context)).toBe(null);
  expect(counted(unknownColumns(['a']), context)).toHaveLength(1);
  expect(() => countColumns(1, context)).toThrow(tooComplex);
});

test('what is judged once more for each that it stands in is refused before the process is lost', () => {
  const spent = newSpent(100);
  const judge = (level: number): void => {
    countStep({ spent });
    if (level > 0) for (let times = 0; times < 2; times += 1) judge(level - 1);
  };
  judge(11);
  expect(() => judge(30)).toThrow(tooComplex);
  expect(spent.steps).toBeLessThan(10_000);
});

test('a single view of the store may be longer, one of the session may not', () => {
  const long = 'x'.repeat(50_000);
  const context = smallContext();
  countOpened(long, context, 'store');
  expect(() => countOpened('x', context, 'store')).toThrow(tooComplex);
  expect(() => countOpened(long, smallContext(), 'session')).toThrow(tooComplex);
  const few = smallContext();
  for (let count = 0; count < 4; count += 1) countOpened('x'.repeat(10_000), few, 'store');
  expect(() => countOpened('x', few, 'store')).toThrow(tooComplex);
});

test.each([
  ['relations that are read', (count: number) => `SELECT 1 FROM ${many(count, (at) => `products p${at}`)}`, 250],
  [
    'relations that are written',
    (count: number) =>
      `WITH ${many(count, (at) => `u${at} AS (UPDATE products SET price = 1 WHERE sku = 'a')`)} SELECT 1`,
    250,
  ],
  // A view, and what it reads.
  ['views', (count: number) => `SELECT 1 FROM ${many(count, (at) => `product_list p${at}`)}`, 125],
])('%s are counted', (_, text, max) => {
  expect(plan(text(max), 'storefront').text.length).toBeGreaterThan(0);
  expect(refusal(text(max + 1), 'storefront')).toContain('the statement reads more than 250 relations');
});

test.each([
  ['stars', (count: number) => `SELECT ${many(count, () => '*')} FROM ${many(100, (at) => `products p${at}`)}`],
  [
    'unions of a query of many columns',
    (count: number) =>
      `WITH w AS (SELECT * FROM ${many(100, (at) => `products p${at}`)}) ${many(count, () => 'SELECT * FROM w', ' UNION ALL ')}`,
  ],
  [
    'names for columns',
    (count: number) =>
      `WITH w AS (SELECT * FROM ${many(100, (at) => `products p${at}`)}) SELECT 1 FROM ${many(count, (at) => `w w${at}(x)`)}`,
  ],
])('columns that %s give are counted, each time', (_, text) => {
  expect(plan(text(20), 'storefront').text.length).toBeGreaterThan(0);
  expect(refusal(text(250), 'storefront')).toContain('the statement reads more than 100000 columns in all');
});

test('a star in RETURNING is not written out more often than PostgreSQL takes it', () => {
  const text = (count: number) => `UPDATE orders SET total = 1 WHERE id = 1 RETURNING ${many(count, () => '*')}`;
  expect(refusal(text(400), 'storefront')).not.toContain('54011');
  expect(refusal(text(420), 'storefront')).toContain('54011 target lists can have at most 1664 entries');
});

test('of masks and filters a text takes so many characters', () => {
  const length = new SplicedLength();
  length.add(1_999_999);
  length.add(1);
  expect(() => length.add(1)).toThrow(tooComplex);
});

test('that is so of all statements of a text together', () => {
  const session = smallGate().as('analyst', 'analytics');
  const text = (count: number) =>
    many(count, () => 'SELECT c.id, d.id, e.id, f.id FROM customers c, customers d, customers e, customers f', '; ');
  expect(admit(session, text(20)).bytes.length).toBeLessThan(2_000_000);
  expect(refused(session, text(160))).toMatchObject({
    sqlstate: '54001',
    message: 'the masks and filters of the statement are too long in all',
  });
});
