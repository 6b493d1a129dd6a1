import { beforeAll, expect, test } from 'vitest';
import { as, loadParser, parse } from '../../src/sql/index.js';

beforeAll(() => loadParser());

test('a text without statements has none', () => {
  for (const text of ['', ' \n', ';', ' ; ;', '-- x', '/* x */']) expect(parse(text)).toEqual([]);
});

test('a statement knows where it stands, in bytes', () => {
  const text = "SELECT 'é'; DELETE FROM t ;\n/* é */ SELECT 2 -- x";
  const bytes = Buffer.from(text);
  const parts = parse(text).map(({ start, end }) => bytes.subarray(start, end).toString());
  expect(parts).toEqual(["SELECT 'é'", 'DELETE FROM t ', 'SELECT 2 -- x']);
});

test('statements are wrapped nodes', () => {
  expect(as(parse('SELECT 1')[0]?.node, 'SelectStmt')).toBeDefined();
});

test('a text that holds NUL is refused as PostgreSQL refuses it, and not read up to it', () => {
  expect(() => parse('SELECT 1\0; DROP TABLE t')).toThrow(
    expect.objectContaining({
      code: 'syntax',
      sqlstate: '22021',
      message: 'invalid byte sequence for encoding "UTF8": 0x00',
    }),
  );
});

test('what looks like a parameter with something behind it is none in a string', () => {
  expect(parse('SELECT \'$1x\', $1 x, a$1x, "$1x" -- $1x')).toHaveLength(1);
});
