import { expect, test } from 'vitest';
import { printTextPlan } from '../../../src/enforce/explain/print-text-plan.js';
import type { ShownNode } from '../../../src/enforce/explain/shown-plan.js';

const node = (members: Record<string, string | boolean>, ...children: readonly ShownNode[]): ShownNode => ({
  members: new Map(Object.entries(members)),
  children,
});
const scan = (relation: string, more: Record<string, string | boolean> = {}) =>
  node({ 'Node Type': 'Seq Scan', 'Relation Name': relation, ...more });
const lines = (root: ShownNode) => printTextPlan({ root, planningTime: null, executionTime: null });
const head = (members: Record<string, string | boolean>) => lines(node(members))[0];

test('steps stand below one another as PostgreSQL has them', () => {
  const plan = node(
    { 'Node Type': 'Limit' },
    scan('z', { 'Subplan Name': 'CTE q' }),
    node(
      { 'Node Type': 'Hash Join', 'Join Type': 'Left' },
      scan('a', { Alias: 'x' }),
      node({ 'Node Type': 'Hash' }, scan('b', { Alias: 'b' })),
    ),
  );
  expect(printTextPlan({ root: plan, planningTime: 0.5, executionTime: 12 })).toEqual([
    'Limit',
    '  CTE q',
    '    ->  Seq Scan on z',
    '  ->  Hash Left Join',
    '        ->  Seq Scan on a x',
    '        ->  Hash',
    '              ->  Seq Scan on b',
    'Planning Time: 0.500 ms',
    'Execution Time: 12.000 ms',
  ]);
});

test.each([
  [{ 'Node Type': 'Hash Join', 'Join Type': 'Inner' }, 'Hash Join'],
  [{ 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }, 'Nested Loop'],
  [{ 'Node Type': 'Nested Loop', 'Join Type': 'Anti' }, 'Nested Loop Anti Join'],
  [{ 'Node Type': 'Merge Join', 'Join Type': 'Full' }, 'Merge Full Join'],
  [{ 'Node Type': 'Aggregate', Strategy: 'Plain', 'Partial Mode': 'Simple' }, 'Aggregate'],
  [{ 'Node Type': 'Aggregate', Strategy: 'Sorted', 'Partial Mode': 'Finalize' }, 'Finalize GroupAggregate'],
  [{ 'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Partial' }, 'Partial HashAggregate'],
  [{ 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Except' }, 'HashSetOp Except'],
  [{ 'Node Type': 'SetOp', Strategy: 'Sorted' }, 'SetOp'],
  [{ 'Node Type': 'ModifyTable', Operation: 'Update', 'Relation Name': 't' }, 'Update on t'],
  [{ 'Node Type': 'ModifyTable' }, 'ModifyTable'],
  [{ 'Node Type': 'Seq Scan', 'Parallel Aware': true, 'Relation Name': 't' }, 'Parallel Seq Scan on t'],
  [
    { 'Node Type': 'Index Scan', 'Scan Direction': 'Backward', 'Index Name': 'i', 'Relation Name': 't' },
    'Index Scan Backward using i on t',
  ],
  [{ 'Node Type': 'Index Scan', 'Scan Direction': 'Forward', 'Relation Name': 't' }, 'Index Scan on t'],
  [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'i' }, 'Bitmap Index Scan on i'],
  [{ 'Node Type': 'Bitmap Index Scan' }, 'Bitmap Index Scan'],
  [{ 'Node Type': 'CTE Scan', 'CTE Name': 'q', Alias: 'a' }, 'CTE Scan on q a'],
  [{ 'Node Type': 'Function Scan', 'Function Name': 'f', Alias: 'f' }, 'Function Scan on f'],
  [{ 'Node Type': 'Subquery Scan', Alias: 's' }, 'Subquery Scan on s'],
])('%o', (members, said) => {
  expect(head(members as Record<string, string | boolean>)).toBe(said);
});
