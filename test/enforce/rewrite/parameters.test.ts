import { expect, test } from 'vitest';
import { declaredTypes, surveyParameters } from '../../../src/enforce/rewrite/parameters.js';
import { isFenced, parsed, smallSpace } from '../small-view.js';

test('each place of a parameter counts', () => {
  const { uses, types } = surveyParameters(parsed('SELECT $1 WHERE a = $2 AND b IN ($1, (SELECT $1))'), [20]);
  expect([...uses]).toEqual(
    expect.arrayContaining([
      [1, 3],
      [2, 1],
    ]),
  );
  expect(types).toEqual([20]);
});

test('a statement without parameters has none', () => {
  expect(surveyParameters(parsed('SELECT 1'), []).uses.size).toBe(0);
});

test('PREPARE declares its own types, whatever a Parse message says', () => {
  const { view } = smallSpace('mailer');
  const types = (sql: string) => declaredTypes(parsed(sql), [25], view);
  const oid = (name: string) => view.catalog.typesNamed(name)[0]?.oid;
  expect(types('SELECT $1')).toEqual([25]);
  expect(types('PREPARE p AS SELECT $1')).toEqual([]);
  expect(types('PREPARE p (int8, mood, int8[]) AS SELECT $1')).toEqual([oid('int8'), -1, -1]);
  expect(isFenced('PREPARE p (int8) AS SELECT 1 FROM customers WHERE id = $1')).toBe(false);
  expect(isFenced('PREPARE p (mood) AS SELECT 1 FROM customers WHERE id = $1')).toBe(true);
});
