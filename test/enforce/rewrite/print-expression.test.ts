import { expect, test } from 'vitest';
import { printExpression, printExpressions, printSample } from '../../../src/enforce/rewrite/print-expression.js';
import { sameTree } from '../../../src/sql/index.js';
import { expressionOf, parsed } from '../small-view.js';

test.each([
  "a = 'it''s'",
  'x.y IN (1, 2)',
  'a OPERATOR(pg_catalog.=) 5::int8',
  'CASE WHEN a THEN b END',
  'a AND (b OR c)',
])('%s reads back as itself', (sql) => {
  const node = expressionOf(sql);
  expect(sameTree(expressionOf(printExpression(node, null)), node)).toBe(true);
});

test('several are read together, and each stands for itself', () => {
  const nodes = ['a = 1', "b IN ('),(', 'x')", 'c'].map(expressionOf);
  const texts = printExpressions(nodes, null);
  expect(texts.map((text) => sameTree(expressionOf(text), nodes[texts.indexOf(text)]))).toEqual([true, true, true]);
});

test('a sample is printed without its table', () => {
  const statement = parsed('SELECT 1 FROM r TABLESAMPLE bernoulli (5) REPEATABLE (3)') as {
    SelectStmt: { fromClause: [{ RangeTableSample: Record<string, unknown> }] };
  };
  const text = printSample(statement.SelectStmt.fromClause[0].RangeTableSample);
  expect(text.replaceAll('"', '').trim()).toMatch(/^TABLESAMPLE bernoulli ?\(5\) REPEATABLE \(3\)$/);
});
