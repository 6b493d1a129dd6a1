import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { printJsonPlans, printXmlPlans, printYamlPlans } from '../../../src/enforce/explain/print-structured-plan.js';
import type { ShownPlan } from '../../../src/enforce/explain/shown-plan.js';

const leaf = (relation: string) => ({
  members: new Map([
    ['Node Type', 'Seq Scan'],
    ['Relation Name', relation],
  ]),
  children: [],
});
const plan: ShownPlan = {
  root: {
    members: new Map<string, string | boolean>([
      ['Node Type', 'Hash Join'],
      ['Parallel Aware', false],
    ]),
    children: [leaf('a "b"'), { ...leaf('x < & >'), children: [leaf('c')] }],
  },
  planningTime: 0.25,
  executionTime: null,
};
const value = [
  {
    Plan: {
      'Node Type': 'Hash Join',
      'Parallel Aware': false,
      Plans: [
        { 'Node Type': 'Seq Scan', 'Relation Name': 'a "b"' },
        {
          'Node Type': 'Seq Scan',
          'Relation Name': 'x < & >',
          Plans: [{ 'Node Type': 'Seq Scan', 'Relation Name': 'c' }],
        },
      ],
    },
    'Planning Time': 0.25,
  },
];

test('JSON', () => {
  expect(JSON.parse(printJsonPlans([plan]))).toEqual(value);
});

test('YAML is the same', () => {
  const text = printYamlPlans([plan, { ...plan, planningTime: null, executionTime: 3 }]);
  expect(
    text.startsWith('- Plan: \n    Node Type: "Hash Join"\n    Parallel Aware: false\n    Plans: \n      - Node Type:'),
  ).toBe(true);
  expect(parseYaml(text)).toEqual([...value, { Plan: value[0]?.Plan, 'Execution Time': 3 }]);
});

test('XML', () => {
  expect(
    printXmlPlans([{ ...plan, root: leaf('x < & >') }]),
  ).toBe(`<explain xmlns="http://www.postgresql.org/2009/explain">
  <Query>
    <Plan>
      <Node-Type>Seq Scan</Node-Type>
      <Relation-Name>x &lt; &amp; &gt;</Relation-Name>
    </Plan>
    <Planning-Time>0.25</Planning-Time>
  </Query>
</explain>`);
  expect(printXmlPlans([plan])).toContain(`      <Plans>
        <Plan>
          <Node-Type>Seq Scan</Node-Type>`);
});
