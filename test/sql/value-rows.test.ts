import { describe, expect, test } from 'vitest';
import { findValueRows } from '../../src/sql/index.js';

const find = (text: string, typeOf: (parameter: number) => number = () => 0) => findValueRows(text, typeOf);

describe('rows of one kind are left out but for two', () => {
  test.each([
    ["INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'it''s')", "INSERT INTO t VALUES (1, 'a'), (2, 'b')"],
    ['INSERT INTO t VALUES(1),(2),(3) RETURNING 1', 'INSERT INTO t VALUES(1), (2) RETURNING 1'],
    ['insert into t values ( 1 ) ,\n\t( 2 ), (3)', 'insert into t values ( 1 ), ( 2 )'],
    [
      "INSERT INTO t VALUES (1), (NULL), (2), (null), (-3), (-4), (1.5), (99999999999), ('x')",
      "INSERT INTO t VALUES (1), (NULL), (-3), (1.5), ('x')",
    ],
    [
      'INSERT INTO t VALUES (TRUE, DEFAULT), (false, default), (true, default), (FALSE, default)',
      'INSERT INTO t VALUES (TRUE, DEFAULT), (false, default)',
    ],
    ['INSERT INTO t VALUES ($1, $2), ($3, $4), ($5, $6)', 'INSERT INTO t VALUES ($1, $2), ($3, $4)'],
    ["INSERT INTO t VALUES ('1'), ('2'), ('3'::text), ('4'::text)", "INSERT INTO t VALUES ('1'), ('3'::text)"],
    [
      'INSERT INTO t VALUES ($1::double precision, 1::s.t[]), ($2::double precision, 2::s.t[]), ($3::double precision, 3::s.t[])',
      'INSERT INTO t VALUES ($1::double precision, 1::s.t[]), ($2::double precision, 2::s.t[])',
    ],
    ["INSERT INTO t VALUES ('ü', 1), ('ä', 2), ('\u{1f600}', 3)", "INSERT INTO t VALUES ('ü', 1), ('ä', 2)"],
  ])('%s', (text, reduced) => {
    const found = find(text);
    expect(found?.reduced).toBe(reduced);
    expect(text.slice(0, found?.start) + text.slice(found?.end)).toBe(
      reduced.slice(0, found?.start) + reduced.slice(found?.keptEnd),
    );
    const [first] = found?.places ?? [];
    expect(reduced[first?.[0] ?? -1]).not.toMatch(/[\s(,]/);
  });
});

test('parameters are of a kind by their types', () => {
  const found = find('INSERT INTO t VALUES ($1), ($2), ($3), ($4)', (parameter) => (parameter > 2 ? 25 : 23));
  expect(found?.reduced).toBe('INSERT INTO t VALUES ($1), ($3)');
});

test.each([
  ['no rows', 'SELECT 1'],
  ['too few', 'INSERT INTO t VALUES (1), (2)'],
  ['none alike', "INSERT INTO t VALUES (1), ('a'), (NULL)"],
  ['an expression', 'INSERT INTO t VALUES (1), (2), (1 + 1)'],
  ['a name', 'INSERT INTO t VALUES (1), (2), (a)'],
  ['a call', 'INSERT INTO t VALUES (1), (2), (now())'],
  ['a query', 'INSERT INTO t VALUES (1), (2), ((SELECT 1))'],
  ['two parentheses', 'INSERT INTO t VALUES (1), (2), (((3)))'],
  ['a row in a row', 'INSERT INTO t VALUES (1), (2), ((3, 4))'],
  ['a parenthesis without an end', 'INSERT INTO t VALUES (1), (2), ((3)'],
  ['a cast behind a parenthesis', 'INSERT INTO t VALUES (1), (2), ((3)::int)'],
  ['a minus before a parenthesis', 'INSERT INTO t VALUES (1), (2), (-(3))'],
  ['several casts', "INSERT INTO t VALUES ('1'), ('2'), ('3'::text::int)"],
  [
    'a parameter that stands twice',
    'INSERT INTO t VALUES ($1::int, $2::text), ($3::int, $4::text), ($2::int, $1::text)',
  ],
  ['an escape', "INSERT INTO t VALUES ('a'), ('b'), (E'c')"],
  ['a backslash', "INSERT INTO t VALUES ('a'), ('b'), ('c\\'), ('d')"],
  ['a string that goes on', "INSERT INTO t VALUES ('a'), ('b'), ('c'\n'd')"],
  ['a string without an end', "INSERT INTO t VALUES ('a'), ('b'), ('c"],
  ['a comment', 'INSERT INTO t VALUES (1), (2), /* x */ (3)'],
  ['a comment in a row', 'INSERT INTO t VALUES (1), (2), (3 -- x\n)'],
  ['other digits', 'INSERT INTO t VALUES (1), (2), (0x10)'],
  ['digits in groups', 'INSERT INTO t VALUES (1), (2), (1_000)'],
  ['an exponent', 'INSERT INTO t VALUES (1), (2), (1e5)'],
  ['a bare point', 'INSERT INTO t VALUES (1), (2), (1.)'],
  ['minus nothing', 'INSERT INTO t VALUES (1), (2), (-0)'],
  ['two signs', 'INSERT INTO t VALUES (1), (2), (--3\n)'],
  ['junk after a parameter', 'INSERT INTO t VALUES ($1), ($2), ($3a)'],
  ['a parameter elsewhere', 'INSERT INTO t VALUES ($1), ($2), ($3) RETURNING $1'],
  ['nothing in a row', 'INSERT INTO t VALUES (1), (2), ()'],
  ['something after a comma', 'INSERT INTO t VALUES (1), (2), (3), x'],
  ['a row that is not closed', 'INSERT INTO t VALUES (1), (2), (3'],
  ['more values than there may be', `INSERT INTO t VALUES ${'(1),'.repeat(70_001)}(1)`],
  [
    'too many kinds',
    `INSERT INTO t VALUES ${Array.from({ length: 80 }, (_, at) => `(${Array.from({ length: 6 }, (_, bit) => ((at >> bit) & 1 ? '1' : 'NULL')).join()})`).join()}`,
  ],
])('%s stay as they are', (_, text) => {
  expect(find(text)).toBe(null);
});

test('in time that is linear', () => {
  const text = `INSERT INTO t VALUES ${Array.from({ length: 20_000 }, (_, at) => `(${at}, 'some text', NULL)`).join()}`;
  const before = process.cpuUsage();
  expect(find(text)?.reduced.length).toBeLessThan(80);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(300);
});
