import { describe, expect, test } from 'vitest';
import { memberSql } from '../../../src/enforce/relation/member-sql.js';
import { maskedScalarSql } from '../../../src/enforce/relation/scalar-sql.js';
import { compileMask } from '../../../src/masks/index.js';
import { loadParser } from '../../../src/sql/index.js';
import { keys } from '../../masks/masked.js';
import { borrowedNames, plainSql } from './plain-sql.js';
import { planOf } from './plan-of-members.js';

await loadParser();

const made = (...plan: Parameters<typeof planOf>) => memberSql(planOf(...plan), keys);

function sqlOf(...plan: Parameters<typeof planOf>): string {
  const found = made(...plan);
  if (found.kind !== 'rebuilt') throw new Error(found.kind);
  return plainSql(found.sql('d'));
}

/** What a value is made anew by, as what it is: looked at once, and not where the planner would put it. */
function anew(
  depth: number,
  value: string,
  parts: { readonly object?: string; readonly array?: string; readonly scalar?: string },
): string {
  const { object = 'NULL', array = 'NULL', scalar = 'NULL' } = parts;
  return `(SELECT CAST(CASE WHEN m${depth}.v IS NULL THEN NULL WHEN jsonb_typeof(m${depth}.v) = 'object' THEN ${object} WHEN jsonb_typeof(m${depth}.v) = 'array' THEN ${array} ELSE ${scalar} END AS jsonb) FROM (SELECT ${value} AS v OFFSET 0) AS m${depth})`;
}

const object = (depth: number, from: string) =>
  `(SELECT COALESCE(jsonb_object_agg(o${depth}.k, o${depth}.v), '{}') FROM ${from} AS o${depth}(k, v) WHERE o${depth}.v IS NOT NULL)`;
const members = (depth: number, choice: string) =>
  object(depth, `(SELECT e${depth}.key, ${choice} FROM jsonb_each(m${depth - 1}.v) AS e${depth}(key, value))`);
const elements = (depth: number, choice: string) =>
  `(SELECT COALESCE(jsonb_agg(o${depth}.v ORDER BY o${depth}.n), '[]') FROM (SELECT e${depth}.n, ${choice} FROM jsonb_array_elements(m${depth - 1}.v) WITH ORDINALITY AS e${depth}(value, n)) AS o${depth}(n, v) WHERE o${depth}.v IS NOT NULL)`;

test('a document of which all passes, or nothing, is left alone', () => {
  expect(made({}, 'pass')).toEqual({ kind: 'whole' });
  expect(made({ 'd.a': 'pass', 'd.b[*].c': 'pass' }, 'pass')).toEqual({ kind: 'whole' });
  expect(made({})).toEqual({ kind: 'nothing' });
  expect(made({ 'd.a': 'withhold' })).toEqual({ kind: 'nothing' });
});

test('of what is withheld, the members that are named come out', () => {
  expect(sqlOf({ 'd.a': 'pass', 'd.b': 'withhold', "d['it\\'s']": 'pass' })).toBe(
    anew(1, 'd', {
      object: object(2, "(VALUES ('a', (m1.v -> 'a')), ('it''s', (m1.v -> 'it''s')))"),
      array: "'[]'",
    }),
  );
});

test('of what passes, the members that are named stay behind', () => {
  expect(sqlOf({ 'd.a': 'withhold' }, 'pass')).toBe(
    anew(1, 'd', {
      object: members(2, `CASE WHEN e2.key = 'a' COLLATE "C" THEN NULL ELSE e2.value END`),
      array: elements(2, 'e2.value'),
      scalar: 'm1.v',
    }),
  );
});

describe('elements', () => {
  test('are counted from one by the store', () => {
    expect(sqlOf({ 'd.a[1]': 'pass' })).toBe(
      anew(1, 'd', {
        object: object(
          2,
          `(VALUES ('a', ${anew(2, "(m1.v -> 'a')", {
            object: "'{}'",
            array: elements(3, 'CASE WHEN e3.n = 2::int8 THEN e3.value ELSE NULL END'),
          })}))`,
        ),
        array: "'[]'",
      }),
    );
  });

  test('each of them, and their members', () => {
    const element = anew(3, 'e3.value', { object: object(4, "(VALUES ('b', (m3.v -> 'b')))"), array: "'[]'" });
    expect(sqlOf({ 'd.a[*].b': 'pass' })).toBe(
      anew(1, 'd', {
        object: object(
          2,
          `(VALUES ('a', ${anew(2, "(m1.v -> 'a')", { object: "'{}'", array: elements(3, element) })}))`,
        ),
        array: "'[]'",
      }),
    );
  });

  test('all but one', () => {
    expect(sqlOf({ 'd[0]': 'withhold' }, 'pass')).toContain(
      elements(2, 'CASE WHEN e2.n = 1::int8 THEN NULL ELSE e2.value END'),
    );
  });
});

describe('a mask', () => {
  const mask = compileMask({ name: 'initial', options: undefined });
  const scalar = (value: string, row: string) =>
    'issue' in mask ? '' : plainSql(maskedScalarSql(mask, value, `damask_${row}`, keys));

  test('is of scalars, and in arrays of arrays so deep', () => {
    const level = (depth: number, value: string, left: number): string =>
      anew(depth, value, {
        ...(left > 0 ? { array: elements(depth + 1, level(depth + 1, `e${depth + 1}.value`, left - 1)) } : {}),
        scalar: scalar(`m${depth}.v`, `m${depth + 1}`),
      });
    expect(sqlOf({ 'd.a': { mask: 'initial' } })).toBe(
      anew(1, 'd', { object: object(2, `(VALUES ('a', ${level(2, "(m1.v -> 'a')", 4)}))`), array: "'[]'" }),
    );
  });

  test('of what has members of its own is of scalars alone, and the members are as they are', () => {
    const sql = sqlOf({ 'd.a': { mask: 'initial' }, 'd.a.b': 'pass' });
    expect(sql).toContain(object(3, "(VALUES ('b', (m2.v -> 'b')))"));
    expect(sql).toContain(`ELSE ${scalar('m2.v', 'm3')} END`);
  });
});

test('names that no jsonb has are none', () => {
  expect(sqlOf({ "d['a\\u0000b']": 'pass', 'd.c': 'pass' })).toContain("(VALUES ('c', (m1.v -> 'c')))");
});

test('what is not named is told from every name that is', () => {
  const [short, long] = [sqlOf({ 'd.a': 'withhold' }, 'pass'), sqlOf({ 'd.a': 'withhold', 'd._': 'withhold' }, 'pass')];
  expect(short).toContain('ELSE e2.value END');
  expect(long).toContain('ELSE e2.value END');
  expect(made({ 'd.a': 'pass', 'd.a_': 'withhold', 'd.a__': 'withhold' }, 'pass').kind).toBe('rebuilt');
});

test('no name in it is one that a client could take', () => {
  const found = made(
    { 'd.a': 'withhold', 'd.b[1].c': { mask: 'redact' }, 'd.b[*]': 'pass', 'd.e[*].f': { mask: 'prefix', options: 2 } },
    'pass',
  );
  const sql = found.kind === 'rebuilt' ? found.sql('d') : '';
  // PostgreSQL reads the least bigint as a minus and a number.
  expect(borrowedNames(sql).filter((name) => name !== '-')).toEqual([]);
});
