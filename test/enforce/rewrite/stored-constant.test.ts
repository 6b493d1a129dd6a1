import { describe, expect, test } from 'vitest';
import type { OriginalValue } from '../../../src/enforce/relation/stored-comparison.js';
import { conjunctsOf } from '../../../src/enforce/rewrite/conjunction.js';
import { Edits } from '../../../src/enforce/rewrite/edits.js';
import { newContext } from '../../../src/enforce/rewrite/new-context.js';
import { placeConstants, storedArray, storedConstants } from '../../../src/enforce/rewrite/stored-constant.js';
import { as } from '../../../src/sql/index.js';
import { expressionOf, parsed, smallSpace } from '../small-view.js';

/** A mask that is seen through. */
const original: OriginalValue = {
  type: 'pg_catalog.int4',
  typeOid: 23,
  arrayOid: 1007,
  takesNumbers: true,
  ofConstant: ({ kind, text }) => (/^-?\d+$/.test(text) ? `<${kind} ${text}>` : null),
  ofSql: (sql) => `turned(${sql})`,
};

function context(sql: string, parameterTypes: readonly number[] = []) {
  const statement = parsed(`SELECT ${sql}`);
  const edits = new Edits(Buffer.from(`SELECT ${sql}`));
  return newContext({ view: smallSpace('analyst').view, statement, edits, parameterTypes, nonce: 'n' });
}

function told(sql: string, { types = [] as number[], of = original } = {}): readonly string[] | null {
  const written = / IN /.test(sql) ? sql : `x = ${sql}`;
  const [first] = conjunctsOf(expressionOf(written));
  const values = storedConstants(as(first, 'A_Expr')?.rexpr, of, context(written, types));
  return values?.map((value) => value.sql()) ?? null;
}

test('constants', () => {
  expect(told('5')).toEqual(['<number 5>']);
  expect(told('0')).toEqual(['<number 0>']);
  expect(told('-5')).toEqual(['<number -5>']);
  expect(told('3000000000')).toEqual(['<number 3000000000>']);
  expect(told("'12'")).toEqual(['<string 12>']);
});

test('the type itself reads what is not written plainly', () => {
  expect(told("'x''y'")).toEqual(["turned(CAST('x''y' AS pg_catalog.int4))"]);
  expect(told("E'\\\\1'")).toEqual(["turned(CAST(E'\\\\1' AS pg_catalog.int4))"]);
});

test('a list', () => {
  expect(told("x IN (1, '2')")).toEqual(['<number 1>', '<string 2>']);
  expect(told('x IN (1, y)')).toBeNull();
});

test('a cast to the type', () => {
  expect(told('5::int')).toEqual(['turned(CAST(5 AS "pg_catalog"."int4"))']);
  expect(told("CAST('5' AS integer)")).toEqual([`turned(CAST('5' AS "pg_catalog"."int4"))`]);
  expect(told('$1::int4', { types: [25] })).toEqual(['turned(CAST($1 AS "int4"))']);
});

describe('not told', () => {
  test.each(['NULL', 'true', 'x', '1 + 1', '5::bigint', 'x::int', "B'1'", '(SELECT 1)', '1e5', "'5'::int[]"])(
    '%s',
    (sql) => {
      expect(told(sql)).toBeNull();
    },
  );

  test('a number beside a type that compares with none', () => {
    expect(told('5', { of: { ...original, takesNumbers: false } })).toBeNull();
  });
});

describe('a parameter', () => {
  test('takes the type of the column where it stands once and was given none', () => {
    expect(told('$1')).toEqual(['turned(CAST($1 AS pg_catalog.int4))']);
    expect(told('$1 AND y = $1')).toBeNull();
  });

  test('that was given a type must have the column’s', () => {
    expect(told('$1', { types: [23] })).toEqual(['turned(CAST($1 AS pg_catalog.int4))']);
    expect(told('$1', { types: [20] })).toBeNull();
  });
});

describe('a list of parameters as one array', () => {
  /** Of what stands on the right of the first condition, when so many originals are made in SQL already. */
  function toldAsArray(sql: string, { types = [] as number[], already = 0 } = {}) {
    const here = context(sql, types);
    here.findings.originalsInSql = already;
    const [first] = conjunctsOf(expressionOf(sql));
    const array = storedArray(as(first, 'A_Expr')?.rexpr, original, here);
    return { array, made: here.findings.originalsInSql - already };
  }

  const given = 'CAST($1 AS pg_catalog.int4[])';
  const ofArray = `CASE WHEN ${given} IS NOT NULL THEN ARRAY(SELECT turned(v.c) FROM pg_catalog.unnest(${given}) AS v (c)) END`;
  const ofList = 'ARRAY(SELECT turned(v.c) FROM pg_catalog.unnest(CAST(ARRAY[$1, $2] AS pg_catalog.int4[])) AS v (c))';

  test('is made of an array that is given, and is null where that is', () => {
    expect(toldAsArray('x = ANY ($1)')).toEqual({ array: ofArray, made: 1 });
    expect(toldAsArray('x = ANY ($1) AND y = ANY ($1)', { types: [1007] })).toEqual({ array: ofArray, made: 1 });
  });

  test('is made of several that are given one by one', () => {
    expect(toldAsArray('x IN ($1, $2)')).toEqual({ array: ofList, made: 1 });
    expect(toldAsArray('x IN ($1, $2) AND y = $1', { types: [23, 23] })).toEqual({ array: ofList, made: 1 });
  });

  test.each([
    ['of a type that stands elsewhere too', 'x = ANY ($1) AND y = $1', []],
    ['of another type', 'x = ANY ($1)', [1016]],
    ['that is no array', 'x = ANY ($1)', [23]],
    ['of which one has another type', 'x IN ($1, $2)', [23, 20]],
    ['of which one is a constant', 'x IN ($1, 5)', [23]],
    ['that has one alone', 'x IN ($1)', [23]],
    ['that is a column', 'x = ANY (y)', []],
  ])('is not made of what is given %s', (_, sql, types) => {
    expect(toldAsArray(sql, { types })).toEqual({ array: null, made: 0 });
  });

  test('is made as long as the statement has made fewer than twenty', () => {
    for (const sql of ['x = ANY ($1)', 'x IN ($1, $2)']) {
      expect(toldAsArray(sql, { already: 19 }).made).toBe(1);
      expect(toldAsArray(sql, { already: 20 })).toEqual({ array: null, made: 0 });
    }
  });
});

test('a placeholder stands where the constant stood, in the tree and in the text', () => {
  const here = context('$1');
  const node = expressionOf('$1');
  const values = storedConstants(node, original, here) ?? [];
  expect(placeConstants(node, values, here)).toEqual({
    ColumnRef: { fields: [{ String: { sval: 'damask_e_n_0' } }] },
  });
  expect(here.edits.within(0, 9)).toEqual([{ start: 7, end: 9, text: 'damask_e_n_0' }]);
  expect(here.splices.apply('SELECT damask_e_n_0')).toBe('SELECT (turned(CAST($1 AS pg_catalog.int4)))');
});
