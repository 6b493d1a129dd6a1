import create from 'libpg-query/wasm/libpg-query.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { limitsSection } from '../../src/settings/sections/limits.js';
import {
  assertWithinLimits,
  cloneTree,
  defaultStatementLimits,
  loadParser,
  nestingOf,
  parse,
  print,
  sameTree,
  type TreeNode,
  wordsOf,
} from '../../src/sql/index.js';
import { ParserInstance } from '../../src/sql/parser-instance.js';
import { hostileTexts } from './hostile-texts.js';

beforeAll(() => loadParser());

const refusal = expect.objectContaining({ code: 'statement_too_complex' });
const within = (text: string) => assertWithinLimits(text, defaultStatementLimits);
const noLimits = { statementBytesMax: Infinity, nestingMax: Infinity, tokensMax: Infinity };

describe.each(Object.entries(hostileTexts))('%s', (_, textOf) => {
  test('are refused before the parser sees them, however often', () => {
    const text = textOf(2_000);
    for (let round = 0; round < 50; round += 1) expect(() => within(text)).toThrow(refusal);
    expect(() => parse(text)).toThrow(refusal);
    expect(parse('SELECT 1')).toHaveLength(1);
  });

  test('as many of them as are let through are parsed, printed, compared and copied', () => {
    let most = 1;
    for (let step = 2_048; step >= 1; step /= 2) {
      if (isWithin(textOf(most + step))) most += step;
    }
    const node = treeOf(textOf(most));
    if (node === null) return;
    const again = parse(print(node), noLimits)[0]?.node;
    expect(sameTree(again, node)).toBe(true);
    expect(sameTree(cloneTree(node), node)).toBe(true);
  });
});

function isWithin(text: string): boolean {
  try {
    within(text);
    return true;
  } catch {
    return false;
  }
}

/** Null when the text is no statement, or when PostgreSQL's own limit on nesting came first. */
function treeOf(text: string): TreeNode | null {
  try {
    return parse(text)[0]?.node ?? null;
  } catch {
    return null;
  }
}

test('a parser that broke in spite of the limits is replaced before the next statement', async () => {
  const text = `SELECT 1${'+1'.repeat(50_000)}`;
  for (let round = 0; round < 20; round += 1) {
    expect(() => parse(text, noLimits)).toThrow(refusal);
    expect(parse('SELECT 1')).toHaveLength(1);
    await loadParser();
    expect(parse('SELECT 1')).toHaveLength(1);
  }
});

test('the memory of the parser does not grow with the statements it has read or refused', async () => {
  const instance = new ParserInstance(await create());
  const longest = `SELECT ${'1,'.repeat(32_000)}1`;
  within(longest);
  const read = () => {
    expect(instance.parse(longest).kind).toBe('tree');
    expect(instance.parse(`${longest} FROM FROM`).kind).toBe('complaint');
  };
  read();
  const before = instance.memoryBytes;
  for (let round = 0; round < 10; round += 1) read();
  expect(instance.memoryBytes).toBe(before);
  expect(before).toBeLessThanOrEqual(256 * 1024 * 1024);
});

test.each<[string, string]>([
  [
    'five thousand rows of five values',
    `INSERT INTO t VALUES ${Array(5_000).fill("(1, 'a', NULL, $1, 2.5)").join(', ')}`,
  ],
  ['a list of thirty thousand', `SELECT 1 FROM t WHERE a IN (${Array(30_000).fill('1').join(',')})`],
  ['three thousand conditions', `SELECT 1 FROM t WHERE a = 1${' OR a = 1 AND NOT b IS NULL'.repeat(3_000)}`],
  ['a thousand BETWEENs', `SELECT 1 FROM t WHERE a BETWEEN 1 AND 2${' OR a BETWEEN 1 AND 2'.repeat(1_000)}`],
  ['a case of two thousand arms', `SELECT CASE${' WHEN a + 1 = 2 THEN b || c'.repeat(2_000)} ELSE 1 END`],
  ['three hundred joins', `SELECT * FROM t${' LEFT JOIN t ON a = b AND c = d'.repeat(300)}`],
  ['nine hundred unions', `SELECT a, b${' UNION ALL SELECT a, b'.repeat(900)}`],
  ['a thousand statements', 'UPDATE t SET a = a + 1 WHERE b = 2;'.repeat(1_000)],
  ['four hundred parts of a string', `SELECT a${" || 'x'".repeat(400)}`],
  ['a string of a million characters', `SELECT '${'x'.repeat(1_000_000)}'`],
  ['a string full of quotes', `SELECT '${"''".repeat(100_000)}'`],
  ['a comment of a million stars', `/${'*'.repeat(1_000_000)}/ SELECT 1`],
  ['a hundred columns named like keywords', `SELECT ${Array(300).fill('1 AS case, t.end, t.or').join(', ')}`],
])('%s pass', (_, text) => {
  const before = process.cpuUsage();
  within(text);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
  expect(parse(text).length).toBeGreaterThan(0);
});

test('a statement of too many words is refused', () => {
  expect(() => within(`SELECT ${'1,'.repeat(100_000)}1`)).toThrow(refusal);
});

test('a comma is half a word', () => {
  const limits = { ...defaultStatementLimits, tokensMax: 6_000 };
  expect(() =>
    assertWithinLimits(`SELECT 1 FROM t WHERE a IN (${Array(3_990).fill('1').join(',')})`, limits),
  ).not.toThrow();
  expect(() => assertWithinLimits(`SELECT 1 FROM t WHERE a IN (${Array(4_010).fill('1').join(',')})`, limits)).toThrow(
    refusal,
  );
});

test.each<[string, string]>([
  ['two and a half thousand constants', `SELECT * FROM t WHERE a IN (${Array(2_500).fill('1').join(',')})`],
  [
    'two hundred columns of an ORM',
    `SELECT ${Array(200).fill('"t0"."column" AS "t0_column"').join(', ')} FROM "t" "t0"`,
  ],
  [
    'seven hundred columns of ten tables',
    `SELECT ${Array(700).fill('"t0"."column" AS "t0_column"').join(', ')} FROM "t" "t0"${' LEFT OUTER JOIN "u" "t1" ON "t0"."id" = "t1"."t_id"'.repeat(10)}`,
  ],
  [
    'an UPDATE of six hundred rows',
    `UPDATE t SET a = CASE id ${'WHEN 1 THEN 2 '.repeat(600)}END WHERE id IN (${Array(600).fill('1').join(',')})`,
  ],
  ['six hundred ORs', `SELECT * FROM t WHERE ${Array(600).fill("t.a = 'x'").join(' OR ')}`],
])('%s are within the default of an operator', (_, text) => {
  const { statement_tokens: tokensMax } = limitsSection.parse({});
  expect(() => assertWithinLimits(text, { ...defaultStatementLimits, tokensMax })).not.toThrow();
});

test('a statement that is too long is refused, by its bytes', () => {
  expect(() => within(`SELECT '${'x'.repeat(1_100_000)}'`)).toThrow(refusal);
  expect(() => within(`SELECT '${'é'.repeat(600_000)}'`)).toThrow(refusal);
});

test('a short text is let through unread', () => {
  expect(() => within(`SELECT ${'('.repeat(240)}`)).not.toThrow();
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

test('parentheses that nobody opened close nothing', () => {
  expect(nestingOf(')))]] END END')).toBeLessThan(20);
});

test('words are counted as they are bounded', () => {
  expect(wordsOf("SELECT a, 'b c' FROM t -- d")).toBe(5.5);
  const text = `SELECT ${Array(500).fill('a.b').join(', ')} FROM a`;
  const withTokens = (tokensMax: number) => () => assertWithinLimits(text, { ...defaultStatementLimits, tokensMax });
  expect(withTokens(wordsOf(text))).not.toThrow();
  expect(withTokens(wordsOf(text) - 1)).toThrow(refusal);
});
