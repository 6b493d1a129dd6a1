import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOf } from '../../../src/enforce/forwardable.js';
import type { ShownFields } from '../../../src/enforce/shown-fields.js';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { lookingUp } from './looking-up.js';

let shop: Shop;
const visitors = new Map<string, Visitor>();
beforeAll(async () => {
  shop = await openShop({ policy: lookingUp(1_000, ['ssn', 'name', 'dob', 'id']) });
  visitors.set('storefront', await shop.as('storefront'));
  visitors.set('analyst', await shop.as('analyst', 'analytics'));
});
afterAll(async () => {
  for (const visitor of visitors.values()) await visitor.close();
  await shop.close();
});

function fieldsOf(sql: string, asker: string, parameterTypes: readonly number[] = []): Partial<ShownFields> {
  const verdict = visitors.get(asker)?.session.admit(sql, 'extended', parameterTypes);
  if (verdict?.kind !== 'forward') throw verdict?.kind === 'refuse' ? verdict.error : new Error('it is not there');
  return recordOf(verdict.statement)?.fields ?? {};
}

const counted = (condition: string, asker = 'storefront', parameterTypes: readonly number[] = []) =>
  fieldsOf(`SELECT 1 FROM customers WHERE ${condition}`, asker, parameterTypes);

const text = 25;
const texts = 1009;
const varchars = 1015;
const floats = 1022;

describe('what stands in the text is counted', () => {
  test.each([
    ["ssn = 'a'", 1],
    ["ssn IN ('a', 'b')", 2],
    ["ssn = ANY ('{}')", 1],
    ["ssn = ANY ('{a,b}')", 2],
    ['ssn = ANY (\'{"a,b",c}\')', 3],
    ["ssn = ANY ('{a,b}'::text[])", 2],
    ["ssn = ANY (CAST('{a,b}' AS varchar[]))", 2],
    ["ssn = ANY (ARRAY['a', 'b', NULL])", 3],
    ["ssn = ANY (ARRAY['a', 'b']::text[])", 2],
    ["ssn = ANY (ARRAY['a', 'b']::character varying[])", 2],
    ["ssn = SOME (ARRAY['a'])", 1],
    ["ssn = ANY (ARRAY['a'::text, 'b'::varchar])", 0],
    ["ssn = ANY (ARRAY['{a,b}'::_text])", 0],
    ["ssn = ANY (ARRAY[ARRAY['a', 'b']])", 0],
    ["ssn = ANY ('{a,b}'::text)", 0],
    ["ssn = ANY ('{a,b}'::_text)", 0],
    ["ssn = ANY ('{a,b}'::varchar(1)[])", 0],
    ["ssn = ANY ('{a,b}'::name[])", 0],
    ["ssn = ANY ('{a,b}'::text[][])", 0],
    ["ssn = ANY (string_to_array('a', ','))", 0],
    ["ssn = ANY ('{a}' || '{b}')", 0],
    ["ssn = ANY (ARRAY(SELECT 'a'))", 0],
    ["ssn = ANY (SELECT 'a')", 0],
    ['ssn = ANY (ARRAY[name])', 0],
    ["'{a}' = ANY (ssn)", 0],
  ])('%s: %d', (condition, count) => {
    expect(counted(condition).lookups).toBe(count);
    expect(counted(condition).lookupArrays).toBeUndefined();
  });
});

describe('an array that is a parameter is for the Bind to count', () => {
  test.each([
    ['ssn = ANY ($1)', []],
    ['ssn = ANY ($1)', [texts]],
    ['ssn = ANY ($1)', [varchars]],
    ['ssn = ANY ($1::text[])', []],
    ['ssn = ANY ($1::varchar[])', [0]],
  ])('%s as %j', (condition, types) => {
    expect(counted(condition, 'storefront', types)).toMatchObject({ lookups: 0, lookupArrays: [1] });
  });

  test.each([
    ['of what type it is, is not known', 'ssn = ANY ($1) AND $1 IS NOT NULL', []],
    ['it is cast when it runs', 'ssn = ANY ($1::text[])', [text]],
    ['it is cast, as an array of something else', 'ssn = ANY ($1::text[])', [varchars]],
    ['it is no array', 'ssn = ANY ($1)', [text]],
    ['it is of numbers', 'ssn = ANY ($1)', [floats]],
    ['it is of a type that nobody knows', 'ssn = ANY ($1)', [999_999]],
    ['it is in an array', 'ssn = ANY (ARRAY[$1])', [texts]],
    ['it is in an array with a cast', 'ssn = ANY (ARRAY[$1]::text[])', [text]],
  ])('not where %s', (_, condition, types) => {
    expect(counted(condition, 'storefront', types)).toMatchObject({ lookups: 0 });
    expect(counted(condition, 'storefront', types).lookupArrays).toBeUndefined();
  });

  test('not where EXECUTE gives it', () => {
    const sql = 'PREPARE p (text[]) AS SELECT 1 FROM customers WHERE ssn = ANY ($1)';
    expect(fieldsOf(sql, 'storefront').lookupArrays).toBeUndefined();
    const explain = 'EXPLAIN SELECT 1 FROM customers WHERE ssn = ANY ($1)';
    expect(fieldsOf(explain, 'storefront').lookupArrays).toBeUndefined();
  });

  test('in what an UPDATE finds, too', () => {
    const sql = "UPDATE customers SET city = 'x' WHERE ssn = ANY ($1)";
    expect(fieldsOf(sql, 'storefront').lookupArrays).toEqual([1]);
  });
});

test('a parameter in an array is one value where nobody says that it is an array', () => {
  expect(counted('ssn = ANY (ARRAY[$1, $2])').lookups).toBe(2);
  expect(counted('ssn = ANY (ARRAY[$1, $2]::text[])').lookups).toBe(2);
  expect(counted('ssn = ANY (ARRAY[$1])', 'storefront', [text]).lookups).toBe(1);
  expect(counted('ssn = ANY (ARRAY[$1, $1])').lookups).toBe(0);
});

test('a number that is rounded is equal to many', () => {
  expect(counted('id = ANY (ARRAY[5, 6])', 'analyst').lookups).toBe(2);
  expect(counted("id = ANY ('{5,6}')", 'analyst').lookups).toBe(2);
  expect(counted('id = ANY (ARRAY[5, 6::float8])', 'analyst').lookups).toBe(0);
  expect(counted("id = ANY ('{5}'::float8[])", 'analyst').lookups).toBe(0);
  expect(counted('id = ANY ($1)', 'analyst', [floats]).lookupArrays).toBeUndefined();
});

test('lists that are read by few count with all', () => {
  const values = (count: number) => Array.from({ length: count }, (_, at) => `'${at}'`).join();
  expect(counted(`ssn IN (${values(1_000)})`).lookups).toBe(1_000);
});
