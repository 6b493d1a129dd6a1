import { beforeAll, describe, expect, test } from 'vitest';
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
    const part = partOf(textOf(5_000), [], { ...defaultStatementLimits, tokensMax: 100 });
    const [statement] = part?.read.statements ?? [];
    expect(part?.read.text.length).toBeLessThan(200);
    expect(statement !== undefined && part?.isListed(statement)).toBe(true);
  });

  test('nothing is left out of a short text, one that is too long, or one that is none', () => {
    expect(partOf(textOf(10), [], defaultStatementLimits)).toBeNull();
    expect(partOf(textOf(5_000), [], { ...defaultStatementLimits, statementBytesMax: 10_000 })).toBeNull();
    expect(partOf(`${textOf(5_000)}\0`, [], defaultStatementLimits)).toBeNull();
  });
});

test('what can not be read is said of rows, and left to who reads all of it otherwise', () => {
  expect(() => partOfRows(`${kinds.rows[1](5_000)} x y z`, [], defaultStatementLimits)).toThrow('syntax error');
  expect(partOfLists(`${kinds.lists[1](5_000)} x y z`, [], defaultStatementLimits)).toBeNull();
  expect(partOfArms(`${kinds.arms[1](5_000)} x y z`, [], defaultStatementLimits)).toBeNull();
});
