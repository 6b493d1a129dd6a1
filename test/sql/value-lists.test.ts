import { describe, expect, test } from 'vitest';
import { findValueLists } from '../../src/sql/index.js';

const list = (value: (at: number) => string, count = 1_000) =>
  Array.from({ length: count }, (_, at) => value(at)).join(', ');
const find = (text: string, typeOf: (parameter: number) => number = () => 0) => findValueLists(text, typeOf);

describe('of a long list two values stay, or one of each kind', () => {
  test.each([
    [`SELECT 1 FROM t WHERE a IN (${list((at) => `-${at + 1}`)})`, 'SELECT 1 FROM t WHERE a IN (-1, -2)'],
    [
      `SELECT 1 FROM t WHERE a IN (-1, ${list(String)}, -7, 9999999999)`,
      'SELECT 1 FROM t WHERE a IN (-1, 0, 9999999999)',
    ],
    [`SELECT 1 FROM t WHERE a IN (${list(String)}) AND b = 1`, 'SELECT 1 FROM t WHERE a IN (0, 1) AND b = 1'],
    [
      `SELECT 1 FROM t WHERE a NOT in\n( ${list((at) => `'x''${at}'`)} )`,
      "SELECT 1 FROM t WHERE a NOT in\n( 'x''0', 'x''1' )",
    ],
    [`SELECT 'ü' WHERE a IN (${list((at) => String(at * 5_000_000))}, 1.5)`, "SELECT 'ü' WHERE a IN (0, 2150000000)"],
    [`SELECT 1 WHERE a IN (${list((at) => `$${at + 1}::INTEGER`)})`, 'SELECT 1 WHERE a IN ($1::INTEGER, $2::INTEGER)'],
    [
      `SELECT 1 WHERE a IN (${list((at) => `'${at}'::double precision `)}, 5::text[], 6)`,
      "SELECT 1 WHERE a IN ('0'::double precision, 5::text[], 6)",
    ],
    [
      `SELECT 1 WHERE a IN (${list((at) => `( '${at}'::int4 )`)}, (7), '8', ('9'::int4)) AND b IN ((1), (2))`,
      "SELECT 1 WHERE a IN ('0'::int4, 7, '8') AND b IN ((1), (2))",
    ],
    [`SELECT 1 WHERE a IN (${list((at) => `($${at + 2})`)}) OR b = $1`, 'SELECT 1 WHERE a IN ($2, $3) OR b = $1'],
    [`SELECT 1 WHERE a IN (${list((at) => `$${at + 2}`)}) OR b = $1`, 'SELECT 1 WHERE a IN ($2, $3) OR b = $1'],
    [
      `SELECT 1 WHERE a IN (${list(String)}) AND c IN (1, 2) AND b IN (${list((at) => `'${at}'`)})`,
      "SELECT 1 WHERE a IN (0, 1) AND c IN (1, 2) AND b IN ('0', '1')",
    ],
    [`SELECT 1 WHERE a IN (SELECT 1 WHERE b IN (${list(String)}))`, 'SELECT 1 WHERE a IN (SELECT 1 WHERE b IN (0, 1))'],
  ])('%#', (text, reduced) => {
    const found = find(text);
    expect(found?.reduced).toBe(reduced);
    for (const { places, kept, written } of found?.lists ?? []) {
      expect(places.map((place, at) => reduced.slice(place, place + (kept[at]?.length ?? 0)))).toEqual(kept);
      expect(text.replace(/\(\s*('\d+'::int4|\d+|\$\d+)\s*\)/g, '$1')).toContain(written.replaceAll(', (', ', '));
    }
  });
});

test('parameters are of one kind where they are of one type', () => {
  const found = find(`SELECT 1 WHERE a IN (${list((at) => `$${at + 1}`)})`, (parameter) =>
    parameter % 2 === 0 ? 20 : 0,
  );
  expect(found?.reduced).toBe('SELECT 1 WHERE a IN ($1, $2)');
  const late = find(`SELECT 1 WHERE a IN (${list((at) => `$${at + 1}`)})`, (parameter) => (parameter === 700 ? 20 : 0));
  expect(late?.reduced).toBe('SELECT 1 WHERE a IN ($1, $700)');
});

test.each([
  `SELECT 1 WHERE a IN (${list(String, 999)})`,
  `SELECT 1 WHERE a IN (${list(String)}, 1 + 1)`,
  `SELECT 1 WHERE a IN (${list(String)}, $1)`,
  `SELECT 1 WHERE a IN (${list((at) => `- ${at + 1}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-${at}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-${at + 1}.5`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-${at + 1}::int8`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `- -${at + 1}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `+${at + 1}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `((${at}))`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `(${at})::int8`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-(${at + 1})`)})`,
  `SELECT 1 WHERE (a, b) IN (${list((at) => `(${at}, 1)`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `(${at}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-'${at + 1}'`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-$${at + 1}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `-/**/${at + 1}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `E'${at}'`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `$$${at}$$`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `b${at}`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `$${at + 1}`)}) OR b = $7`,
  `SELECT 1 WHERE a IN (${list(() => '$1')})`,
  `SELECT 1 WHERE a IN (${list((at) => `${at}::int::text`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `${at}::int /* x */`)})`,
  `SELECT 1 WHERE a IN (${list((at) => `${at}::varchar(5)`)})`,
  `SELECT f(${list(String)})`,
  `SELECT 1 WHERE a IN ${list(String)}`,
  `SELECT 1 WHERE a IN (${list(String)}`,
  `SELECT 1 WHERE "in" (${list(String)})`,
  `SELECT 'a IN (${list(String)})'`,
  `SELECT 1 /* a IN (${list(String)}) */`,
  `SELECT 1 WHERE a IN (${list(String, 70_001)})`,
])('what is no such list stays: %#', (text) => {
  expect(find(text)).toBeNull();
});
