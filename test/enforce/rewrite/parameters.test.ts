import { expect, test } from 'vitest';
import { surveyParameters } from '../../../src/enforce/rewrite/parameters.js';
import { parsed } from '../small-view.js';

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
