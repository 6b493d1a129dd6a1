import { beforeAll, describe, expect, test } from 'vitest';
import { inOneGo } from '../../../src/base/index.js';
import { partOfArms, partOfLists, partOfRows } from '../../../src/enforce/session/text-parts.js';
import { defaultStatementLimits, loadParser } from '../../../src/sql/index.js';

beforeAll(loadParser);

const many = (count: number, one: (at: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, at) => one(at)).join(separator);
const kinds = {
  rows: [partOfRows, (count: number) => `INSERT INTO products (sku) VALUES ${many(count, (at) => `('${at}')`)}`],
  lists: [partOfLists, (count: number) => `SELECT 1 FROM products WHERE sku IN (${many(count, (at) => `'${at}'`)})`],
  arms: [
    partOfArms,
    (count: number) => `SELECT CASE ${many(count, (at) => `WHEN sku = '${at}' THEN ${at}`, ' ')} END FROM products`,
  ],
} as const;

describe.each(Object.entries(kinds))('%s', (_, [partOf, textOf]) => {
  test('of a long text a few are read, and found where they were looked for', () => {
    const part = inOneGo(partOf(textOf(5_000), [], { ...defaultStatementLimits, tokensMax: 100 }));
    const [statement] = part?.read.statements ?? [];
    expect(part?.read.text.length).toBeLessThan(200);
    expect(statement !== undefined && part?.isListed(statement)).toBe(true);
  });

  test('nothing is left out of a short text, one that is too long, or one that is none', () => {
    const isWhole = (text: string, limits = defaultStatementLimits) => inOneGo(partOf(text, [], limits)) === null;
    expect(isWhole(textOf(10))).toBe(true);
    expect(isWhole(textOf(5_000), { ...defaultStatementLimits, statementBytesMax: 10_000 })).toBe(true);
    expect(isWhole(`${textOf(5_000)}\0`)).toBe(true);
  });
});

test('what can not be read is said of rows, and left to who reads all of it otherwise', () => {
  expect(() => inOneGo(partOfRows(`${kinds.rows[1](5_000)} x y z`, [], defaultStatementLimits))).toThrow(
    'syntax error',
  );
  expect(inOneGo(partOfLists(`${kinds.lists[1](5_000)} x y z`, [], defaultStatementLimits))).toBeNull();
  expect(inOneGo(partOfArms(`${kinds.arms[1](5_000)} x y z`, [], defaultStatementLimits))).toBeNull();
});
