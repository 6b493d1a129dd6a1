import { beforeAll, expect, test } from 'vitest';
import { assertWithinLimits, defaultStatementLimits, loadParser, nestingOf, parse } from '../../src/sql/index.js';

beforeAll(() => loadParser());

const refusal = { code: 'statement_too_complex' };
const within = (text: string) => assertWithinLimits(text, defaultStatementLimits);

test.each([
  ['operators', `SELECT ${'1+'.repeat(20_000)}1`],
  ['signs', `SELECT ${'- '.repeat(20_000)}1`],
  ['negations', `SELECT ${'not '.repeat(20_000)}true`],
  ['parentheses', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
  ['brackets', `SELECT ${'array['.repeat(5_000)}1${']'.repeat(5_000)}`],
  ['cases', `SELECT ${'case when true then '.repeat(5_000)}1${' end'.repeat(5_000)}`],
  ['unions', `SELECT 1 ${'union select 1 '.repeat(5_000)}`],
  ['joins', `SELECT 1 FROM a ${'join a on true '.repeat(5_000)}`],
  ['casts', `SELECT 1${'::int'.repeat(5_000)}`],
  ['subqueries', `SELECT ${'(select '.repeat(5_000)}1${')'.repeat(5_000)}`],
])('a chain of %s is refused before the parser sees it, again and again', (_, text) => {
  for (let round = 0; round < 250; round += 1) expect(() => parse(text)).toThrow(expect.objectContaining(refusal));
  expect(parse('SELECT 1')).toHaveLength(1);
});

test('comments that open within one another are refused at once', () => {
  const text = `SELECT ${'/*'.repeat(40_000)}${'*/'.repeat(40_000)}1`;
  const startMs = performance.now();
  expect(() => parse(text)).toThrow(expect.objectContaining(refusal));
  expect(performance.now() - startMs).toBeLessThan(2_000);
});

test('a banner of stars is a comment like any other', () => {
  expect(() => within(`/${'*'.repeat(5_000)}/ SELECT 1`)).not.toThrow();
});

test('a statement of too many words is refused', () => {
  expect(() => within(`SELECT ${'1,'.repeat(100_000)}1`)).toThrow(expect.objectContaining(refusal));
});

test('a statement that is too long is refused', () => {
  expect(() => within(`SELECT '${'x'.repeat(1_100_000)}'`)).toThrow(expect.objectContaining(refusal));
});

test('a thousand rows of ten values pass', () => {
  const row = `(${Array.from({ length: 10 }, (_, index) => `'v-${index}'`).join(',')})`;
  const text = `INSERT INTO t VALUES ${Array.from({ length: 1_000 }, () => row).join(',')}`;
  expect(parse(text)).toHaveLength(1);
});

test.each([
  `SELECT '${'+'.repeat(3_000)}'`,
  `SELECT E'\\'${'+'.repeat(3_000)}'`,
  `SELECT "${'-'.repeat(3_000)}"`,
  `SELECT $tag$${'((('.repeat(3_000)}$tag$`,
  `SELECT 1 -- ${'+'.repeat(3_000)}`,
  `SELECT /* ${'+ '.repeat(3_000)} /* nested */ */ 1`,
])('operators in strings, names and comments are not counted', (text) => {
  expect(nestingOf(text)).toBeLessThan(10);
});
