import { expect, test } from 'vitest';
import { isSteady } from '../../../src/enforce/rewrite/steady-node.js';
import { as, listOf } from '../../../src/sql/index.js';
import { parsed } from '../small-view.js';

test.each([
  ['$1', true],
  ['c.name', true],
  ['$1::text', true],
  ['CAST(name::varchar AS text)', true],
  ["'a'", false],
  ['lower(name)', false],
  ['lower(name)::text', false],
  ["name || 'a'", false],
  ['(SELECT name)', false],
] as const)('%s may be evaluated twice: %s', (expression, steady) => {
  const [target] = listOf(as(parsed(`SELECT ${expression} FROM c`), 'SelectStmt')?.targetList);
  expect(isSteady(as(target, 'ResTarget')?.val)).toBe(steady);
});
