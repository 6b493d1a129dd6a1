import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '../../src/sql/index.js';

test.each([
  ['select 1', "SELECT 'x'"],
  ['SELECT a FROM t WHERE b = 1', "select  a\nfrom t -- x\nwhere b = 'secret'"],
  ['SELECT a FROM t WHERE b IN (1)', "SELECT a FROM t WHERE b IN (1, 2, $3, 'x')"],
  ['SELECT f(1, a, 2)', "SELECT f('x', 'y', a, E'z')"],
  ['SELECT 1;', 'SELECT 1'],
  ['SELECT $$x$$', 'SELECT /* y */ 1.5'],
])('%j and %j have the same', (left, right) => {
  expect(fingerprint(left)).toBe(fingerprint(right));
});

test.each([
  ['SELECT a', 'SELECT b'],
  ['SELECT a', 'SELECT "a"'],
  ['SELECT "a"', 'SELECT "A"'],
  ['SELECT a b', 'SELECT ab'],
  ['SELECT 1, a', 'SELECT a, 1'],
  ['SELECT 1, a', 'SELECT 1 a'],
  ['SELECT (1), (2)', 'SELECT (1)'],
  ['SELECT a, 1, b', 'SELECT a, b'],
  ['SELECT 1 + 1', 'SELECT 1 - 1'],
  ['SELECT 1; SELECT 2', 'SELECT 1'],
  ['', 'SELECT'],
])('%j and %j have not', (left, right) => {
  expect(fingerprint(left)).not.toBe(fingerprint(right));
});

test('any text has one, and no constant changes it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[0-9a-f]{16}$/.test(fingerprint(text))));
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, number) => {
      const literal = `'${text.replaceAll("'", "''")}'`;
      return (
        fingerprint(`SELECT a = ${literal} AND b < ${Math.abs(number)}`) === fingerprint("SELECT a = '' AND b < 0")
      );
    }),
  );
});

test('ten thousand texts have ten thousand', () => {
  const found = new Set(
    Array.from({ length: 10_000 }, (_, index) => fingerprint(`SELECT a${index.toString(36)} FROM t`)),
  );
  expect(found.size).toBe(10_000);
});

test('a deep text has one too', () => {
  expect(fingerprint(`SELECT ${'f('.repeat(100_000)}`)).toMatch(/^[0-9a-f]{16}$/);
});
