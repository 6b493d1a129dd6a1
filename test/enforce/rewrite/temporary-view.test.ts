import { beforeAll, expect, test } from 'vitest';
import { definitionOf } from '../../../src/enforce/rewrite/temporary-view.js';
import { loadParser } from '../../../src/sql/index.js';

beforeAll(loadParser);

const view = { name: 'v', columns: ['a'], definition: 'SELECT 1 AS a', path: ['public'] };

test('a definition is read anew each time, for it is rewritten in place', () => {
  const [one, other] = [definitionOf('v', view), definitionOf('v', view)];
  expect(one).toMatchObject(view);
  expect(one.select).toEqual(other.select);
  expect(one.select).not.toBe(other.select);
});

test('what may not be there is not read', () => {
  expect(() => definitionOf('v', null)).toThrow(/as it was defined last is not known/);
  expect(() => definitionOf('v', { ...view, definition: 'DELETE FROM a' })).toThrow('is not a SELECT');
});
