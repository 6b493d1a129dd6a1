import { expect, test } from 'vitest';
import { hasPlainFrame, isPlainCount } from '../../../src/enforce/rewrite/plain-count.js';
import { as } from '../../../src/sql/index.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

const context = smallContext('mailer', parsed('SELECT 1'));

test.each([
  ['5', true],
  ['0', true],
  ['5000000000', true],
  ['NULL', true],
  ['-5', false],
  ['-5000000000', false],
  ["'5'", false],
  ['$1', false],
  ['1 + 1', false],
  ['true', false],
])('%s is refused by nothing when it runs: %s', (sql, plain) => {
  expect(isPlainCount(expressionOf(sql), context)).toBe(plain);
});

test.each([
  ['count(*) OVER ()', true],
  ['count(*) OVER (ROWS 5 PRECEDING)', true],
  ['count(*) OVER (ROWS BETWEEN CURRENT ROW AND 5 FOLLOWING)', true],
  ['count(*) OVER (ROWS -5 PRECEDING)', false],
  ['count(*) OVER (ROWS BETWEEN CURRENT ROW AND -5 FOLLOWING)', false],
  ['count(*) OVER (ROWS NULL PRECEDING)', false],
  ['count(*) OVER (ROWS BETWEEN CURRENT ROW AND NULL FOLLOWING)', false],
  ["count(*) OVER (ORDER BY now() RANGE '5 days' PRECEDING)", false],
])('%s has bounds that are refused by nothing: %s', (sql, plain) => {
  expect(hasPlainFrame(as(expressionOf(sql), 'FuncCall')?.over, context)).toBe(plain);
});
