import { expect, test } from 'vitest';
import { buildDataMap } from '../../src/datamap/index.js';
import type { Rule } from '../../src/policy/index.js';
import { rowConditions } from '../../src/policy/row-conditions.js';
import { parseRule } from '../../src/rules/index.js';
import { referencePolicy, relation } from './reference-policy.js';

const { dataMap } = buildDataMap([relation('shop', 'Orders', {}), relation('shop', 'orders', {})]);
const [quoted, plain] = dataMap.relations;

function ruleWith(rows: Readonly<Record<string, string>>): Rule {
  const [first] = referencePolicy.rules;
  if (first === undefined) throw new Error('no rule');
  const conditions = Object.entries(rows).map(([key, written]) => {
    const parsed = parseRule(written);
    if ('issue' in parsed) throw new Error(parsed.issue);
    return [key, parsed] as const;
  });
  return { ...first, rows: new Map(conditions) };
}

const sources = (rule: Rule, entry = quoted) => {
  if (entry === undefined) throw new Error('no such relation');
  return rowConditions(rule, dataMap, entry).map(({ source }) => source);
};

test('conditions are found by a relation’s name, quoted as in SQL or not, and all of them hold', () => {
  const rule = ruleWith({
    'shop:public."Orders"': 'id > 1',
    'shop:public.Orders': 'id > 2',
    'shop:public.orders': 'id > 3',
  });
  expect(sources(rule)).toEqual(['id > 1', 'id > 2']);
  expect(sources(rule, plain)).toEqual(['id > 3']);
});

test('a rule that says nothing of a relation asks nothing of its rows', () => {
  expect(sources(ruleWith({ 'other:public.orders': 'id > 1' }), plain)).toEqual([]);
});
