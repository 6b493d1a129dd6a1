import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse, readTemplate, sameTree, type TextLiteral } from '../../src/sql/index.js';
import { randomSql } from './random-query.js';

beforeAll(() => loadParser());

const texts = (text: string) => readTemplate(text)?.literals.map((literal) => literal.text) ?? [];
const keyOf = (text: string) => readTemplate(text)?.key ?? text;

test.each([
  ['SELECT 1, 2.5, 3000000000', ['1', '2.5', '3000000000']],
  ["SELECT 'a', 'it''s', '', 'é'", ["'a'", "'it''s'", "''", "'é'"]],
  ['SELECT a-1, -2, - 3', ['1', '2', '3']],
  ["SELECT a='x'AND b>7", ["'x'", '7']],
  ['SELECT 1 -- 2\n/* 3 /* 4 */ */, 5', ['1', '5']],
  ['SELECT $1, "a 1", a1, $$2$$, $x$3$x$', []],
  ["SELECT E'a', e'a', B'1', X'1F', N'a', U&'a', u&'b'", []],
  ["SELECT 'a\\b', 'a'\n'b'", []],
  ['SELECT 1e5, 0x1F, 1_000, .5, 1., 007, 1x, a.5', []],
  ['SELECT -0, - 0, -1.5, -/**/2.5', []],
  ['SELECT', []],
])('the plain literals of %s', (text, literals) => {
  expect(texts(text)).toEqual(literals);
});

test('where a literal stands is known, also after characters beyond ASCII', () => {
  expect(readTemplate("SELECT 'ä😀', 5")?.literals).toEqual([
    { kind: 'string', text: "'ä😀'", start: 7 },
    { kind: 'integer', text: '5', start: 14 },
  ]);
});

describe('texts have the same key', () => {
  test.each([
    ['SELECT 1', 'SELECT 2147483647'],
    ["SELECT 'a'", "SELECT ''''"],
    ['SELECT 1.5', 'SELECT 2147483648'],
    ["SELECT 'a' FROM t WHERE b = 1", "SELECT '-- /*' FROM t WHERE b = 22"],
  ])('when they differ in the values of literals only: %s, %s', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  test.each([
    ['SELECT 1', 'SELECT 2147483648'],
    ['SELECT 1', 'SELECT 1.5'],
    ['SELECT 1', "SELECT '1'"],
    ['SELECT 1', 'SELECT 01'],
    ["SELECT 'a'", "SELECT 'a\\b'"],
    ["SELECT 'a'", "SELECT E'a'"],
    ['SELECT 1, 2', 'SELECT 1 , 2'],
    ['SELECT a-1', 'SELECT a-0'],
    ['SELECT 1', 'select 1'],
    ['SELECT 1 -- 5', 'SELECT 1 -- 6'],
  ])('not otherwise: %s, %s', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});

/** Other literals of the same kinds. */
const others = (literals: readonly TextLiteral[]): fc.Arbitrary<string[]> =>
  fc.tuple(
    ...literals.map(({ kind }) => {
      if (kind === 'integer') return fc.integer({ min: 1, max: 0x7fff_ffff }).map(String);
      if (kind === 'decimal') return fc.constantFrom('0.5', '12.75', '2147483648', '99999999999999999999');
      return fc.string({ unit: 'grapheme' }).map((value) => `'${value.replace(/[\\\0]/g, '').replaceAll("'", "''")}'`);
    }),
  );

/** Where a tree has constants; a negative one stands at its sign. In `localtime(2)` there is none. */
const constantPlaces = (text: string) => {
  const places = new Set<number>();
  const bytes = Buffer.from(text);
  JSON.stringify(parse(text), (key, value) => {
    if (key === 'A_Const') {
      const at = Number(value.location ?? 0);
      places.add(bytes[at] === 0x2d ? at + 1 + /^\s*/.exec(bytes.toString('latin1', at + 1))![0].length : at);
    }
    return value;
  });
  return places;
};

const replaced = (text: string, literals: readonly TextLiteral[], values: readonly string[]) => {
  let from = 0;
  let made = '';
  literals.forEach((literal, index) => {
    made += text.slice(from, literal.start) + values[index];
    from = literal.start + literal.text.length;
  });
  return made + text.slice(from);
};

/** The trees of two texts with constants of the same kinds in the same places. */
const withoutValues = (text: string) =>
  parse(text).map(({ node }) =>
    JSON.parse(
      JSON.stringify(node, (key, value) => {
        if (key === 'ival' && typeof value === 'object') return { ival: 'some' };
        if (key === 'fval' && typeof value === 'object') return { fval: 'some' };
        if (key === 'sval' && typeof value === 'object') return { sval: 'some' };
        return value;
      }),
    ),
  );

test('a text with other constants has the same key, and the same tree but for the values of constants', () => {
  const { statement } = randomSql(2);
  fc.assert(
    fc.property(
      statement.chain((text) => {
        const literals = readTemplate(text)?.literals ?? [];
        return fc.tuple(fc.constant(text), fc.constant(literals), others(literals));
      }),
      ([text, literals, drawn]) => {
        const places = constantPlaces(text);
        const values = literals.map((literal, index) =>
          places.has(Buffer.byteLength(text.slice(0, literal.start))) ? drawn[index]! : literal.text,
        );
        const other = replaced(text, literals, values);
        if (other === text) return;
        expect(keyOf(other)).toBe(keyOf(text));
        expect(texts(other)).toEqual(values);
        const [one, two] = [withoutValues(text), withoutValues(other)];
        expect(one).toHaveLength(two.length);
        one.forEach((node, index) => {
          expect(sameTree(node, two[index]), other).toBe(true);
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('a text of more words than can be let through has none, and is not looked at whole', () => {
  expect(readTemplate(`SELECT ${'1,'.repeat(60_000)}1`)).not.toBeNull();
  expect(readTemplate(`SELECT ${'1,'.repeat(70_000)}1`)).toBeNull();
});
