import { expect, test } from 'vitest';
import { type PlanSight, type ShownNode, shownPlans } from '../../../src/enforce/explain/shown-plan.js';

const sight: PlanSight = {
  sees: (relation) => ['customers', 'orders'].includes(relation),
  seesIndex: (index) => index === 'customers_pkey',
  names: (alias) => ['customers', 'o', 'q', 'lower'].includes(alias),
};

type Raw = Record<string, unknown>;

const node = (type: string, more: Raw = {}, ...plans: readonly Raw[]): Raw => ({
  'Node Type': type,
  ...more,
  ...(plans.length > 0 ? { Plans: plans } : {}),
});
const scan = (relation: string, more: Raw = {}) => node('Seq Scan', { 'Relation Name': relation, ...more });
const consent = scan('consent', { Alias: 'damask_0', Filter: "(state = 'given')" });

const outline = ({ members, children }: ShownNode): unknown => [members.get('Node Type'), ...children.map(outline)];
const shown = (plan: Raw) => {
  const [first] = shownPlans([{ Plan: plan }], sight);
  if (first === undefined) throw new Error('no plan');
  return first.root;
};

test('only what is listed is shown of a step', () => {
  const raw = node('Index Scan', {
    'Relation Name': 'customers',
    Schema: 'public',
    Alias: 'damask_row',
    'Index Name': 'customers_pkey',
    'Index Cond': '(id = 7)',
    'Rows Removed by Filter': 4,
    'Plan Rows': 12,
    'Actual Rows': 3,
    Filter: "(ssn = 'x')",
    Output: ['ssn'],
    'Parallel Aware': false,
    'Scan Direction': 'Forward',
    'Group Key': ['ssn'],
    'Anything Else': 'secret',
  });
  expect(Object.fromEntries(shown(raw).members)).toEqual({
    'Node Type': 'Index Scan',
    'Relation Name': 'customers',
    'Index Name': 'customers_pkey',
    'Parallel Aware': false,
    'Scan Direction': 'Forward',
  });
});

test('names are shown when they are the client’s', () => {
  const members = (more: Raw) => Object.fromEntries(shown(node('Scan', more)).members);
  expect(members({ Alias: 'o' })).toEqual({ 'Node Type': 'Scan', Alias: 'o' });
  expect(members({ Alias: 'o_1' })).toEqual({ 'Node Type': 'Scan', Alias: 'o_1' });
  for (const hidden of [
    { Alias: 'damask_row_1' },
    { 'Index Name': 'customers_city_idx' },
    { 'Relation Name': 'consent' },
    { 'Function Name': 'sha256' },
    { 'CTE Name': 'other' },
    { 'Subplan Name': 'CTE other' },
    { 'Subplan Name': 'something else' },
    { Strategy: "x = 'value'" },
    { Command: 7 },
    { 'Join Type': ['x'] },
  ])
    expect(members(hidden)).toEqual({ 'Node Type': 'Scan' });
  expect(members({ 'Function Name': 'lower', 'CTE Name': 'q' })).toEqual({
    'Node Type': 'Scan',
    'Function Name': 'lower',
    'CTE Name': 'q',
  });
});

test('a join with what only the guard reads is cut out', () => {
  const plan = node(
    'Hash Join',
    { 'Join Type': 'Semi', 'Parent Relationship': 'Outer' },
    scan('consent'),
    node('Hash', { 'Parent Relationship': 'Inner' }, node('Sort', {}, scan('customers'))),
  );
  expect(outline(shown(node('Limit', {}, plan)))).toEqual(['Limit', ['Seq Scan']]);
  const [only] = shown(node('Limit', {}, plan)).children;
  expect(only?.members.get('Parent Relationship')).toBe('Outer');
  expect(only?.members.get('Relation Name')).toBe('customers');
});

test('a join of the client’s own stays, without the subplans of guards', () => {
  const join = node(
    'Nested Loop',
    { 'Join Type': 'Left' },
    scan('customers', { Plans: [scan('consent', { 'Parent Relationship': 'SubPlan', 'Subplan Name': 'SubPlan 1' })] }),
    node('Memoize', {}, scan('orders')),
    node('Result', { 'Parent Relationship': 'SubPlan', 'Subplan Name': 'SubPlan 2' }),
    node('Function Scan', { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'InitPlan 1 (returns $0)' }),
    node('Result', { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE q' }),
  );
  expect(outline(shown(join))).toEqual(['Nested Loop', ['Seq Scan'], ['Memoize', ['Seq Scan']], ['Result']]);
});

test('subplans that read the client’s relations are shown with their number alone', () => {
  const plan = scan('customers', {
    Plans: [
      node(
        'Aggregate',
        { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'InitPlan 1 (returns $0)' },
        scan('orders'),
      ),
    ],
  });
  const [subplan] = shown(plan).children;
  expect(subplan?.members.get('Subplan Name')).toBe('InitPlan 1');
});

test('a subplan that is a join with consent keeps its place', () => {
  const plan = scan('customers', {
    Plans: [
      node(
        'Nested Loop',
        { 'Join Type': 'Semi', 'Parent Relationship': 'SubPlan', 'Subplan Name': 'SubPlan 3' },
        scan('orders', { 'Parent Relationship': 'Outer', 'Subplan Name': 'SubPlan 9' }),
        consent,
        scan('customers', { 'Parent Relationship': 'SubPlan' }),
      ),
    ],
  });
  const [subplan] = shown(plan).children;
  expect(outline(subplan as ShownNode)).toEqual(['Seq Scan', ['Seq Scan']]);
  expect(subplan?.members.get('Subplan Name')).toBe('SubPlan 3');
  expect(subplan?.members.get('Parent Relationship')).toBe('SubPlan');
});

test('times are of the whole statement', () => {
  const [plan] = shownPlans(
    [{ Plan: scan('customers'), 'Planning Time': 0.5, 'Execution Time': 2, JIT: {}, Triggers: [] }],
    sight,
  );
  expect([plan?.planningTime, plan?.executionTime]).toEqual([0.5, 2]);
  expect(shownPlans([{ Plan: scan('customers'), 'Planning Time': 'x' }], sight)[0]?.planningTime).toBeNull();
});

test('what is no plan is an error', () => {
  expect(() => shownPlans({}, sight)).toThrow(TypeError);
  expect(() => shownPlans([{ Plan: 'x' }], sight)).toThrow(TypeError);
});
