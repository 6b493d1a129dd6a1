import { describe, expect, test } from 'vitest';
import { parseRule, type RuleExpression, ruleFields } from '../../src/rules/index.js';

function parsed(text: string): RuleExpression {
  const rule = parseRule(text);
  if ('issue' in rule) throw new Error(`${text}: ${rule.issue}`);
  return rule;
}

function issue(text: string): string {
  const rule = parseRule(text);
  return 'issue' in rule ? rule.issue : `accepted: ${JSON.stringify(rule.condition)}`;
}

const field = (path: string) => ({ kind: 'field', path });
const number = (value: string) => ({ kind: 'number', value });
const text = (value: string) => ({ kind: 'text', value });
const equals = (left: unknown, right: unknown) => ({ kind: 'compare', operator: '=', left, right });

describe('a rule that is accepted', () => {
  test('keeps its source, names its fields once and cannot be changed', () => {
    const rule = parsed("country = 'DE' AND age >= 18 and country <> 'FR'");
    expect(rule.source).toBe("country = 'DE' AND age >= 18 and country <> 'FR'");
    expect(ruleFields(rule)).toEqual(['country', 'age']);
    expect(Object.isFrozen(rule.condition)).toBe(true);
    expect(() => Object.assign(rule.condition, { kind: 'not' })).toThrow(TypeError);
  });

  test.each([
    ['a = 1', equals(field('a'), number('1'))],
    ['a != 1', { kind: 'compare', operator: '<>', left: field('a'), right: number('1') }],
    ['-1.50 < a', { kind: 'compare', operator: '<', left: number('-1.50'), right: field('a') }],
    ["a = 'it''s \\ 😀'", equals(field('a'), text("it's \\ 😀"))],
    ['(a) = (1)', equals(field('a'), number('1'))],
    ['address.city.part.name = 1', equals(field('address.city.part.name'), number('1'))],
    ['"User ""Name""".x = 1', equals(field('User "Name".x'), number('1'))],
    ['"select" = 1', equals(field('select'), number('1'))],
    ['homeAddress = 1', equals(field('homeAddress'), number('1'))],
    ['straße = 1', equals(field('straße'), number('1'))],
    ['active', { kind: 'truth', operand: field('active') }],
    ['TRUE', { kind: 'truth', operand: { kind: 'boolean', value: true } }],
    ['a is null', { kind: 'is_null', operand: field('a') }],
    ['(a) is null', { kind: 'is_null', operand: field('a') }],
    ['a IS NOT NULL', { kind: 'not', operand: { kind: 'is_null', operand: field('a') } }],
    ['a is true', { kind: 'is_truth', operand: { kind: 'truth', operand: field('a') }, truth: true }],
    ['a is false', { kind: 'is_truth', operand: { kind: 'truth', operand: field('a') }, truth: false }],
    ['(a = 1) is unknown', { kind: 'is_truth', operand: equals(field('a'), number('1')), truth: null }],
    ['(a = 1) is null', { kind: 'is_truth', operand: equals(field('a'), number('1')), truth: null }],
    ["a in ('x', 'y')", { kind: 'in', operand: field('a'), among: [text('x'), text('y')] }],
    ['a between 1 and b', { kind: 'between', operand: field('a'), least: number('1'), most: field('b') }],
    ["a like 'x%'", { kind: 'like', operand: field('a'), pattern: 'x%', ignoreCase: false }],
    ["a ilike 'x%'", { kind: 'like', operand: field('a'), pattern: 'x%', ignoreCase: true }],
    ['not a = 1', { kind: 'not', operand: equals(field('a'), number('1')) }],
    [
      'lower(a) = upper(b)',
      equals({ kind: 'call', name: 'lower', args: [field('a')] }, { kind: 'call', name: 'upper', args: [field('b')] }),
    ],
    ["Coalesce(a, 'x') = 'y'", equals({ kind: 'call', name: 'coalesce', args: [field('a'), text('x')] }, text('y'))],
  ])('%s', (source, condition) => {
    expect(parsed(source).condition).toEqual(condition);
  });

  test('binds as SQL does: not before and, and before or', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((path) => ({ kind: 'truth', operand: field(path) }));
    const not = (operand: unknown) => ({ kind: 'not', operand });
    const join = (kind: string, ...operands: unknown[]) => ({ kind, operands });
    expect(parsed('a and b or c').condition).toEqual(join('or', join('and', a, b), c));
    expect(parsed('a or (b and c)').condition).toEqual(join('or', a, join('and', b, c)));
    expect(parsed('(a or b) and c').condition).toEqual(join('and', join('or', a, b), c));
    expect(parsed('not a and b').condition).toEqual(join('and', not(a), b));
    expect(parsed('not (a and b)').condition).toEqual(not(join('and', a, b)));
    expect(parsed('not not a or b').condition).toEqual(join('or', not(not(a)), b));
    expect(parsed('(not a) is null').condition).toEqual({ kind: 'is_truth', operand: not(a), truth: null });
  });

  test('is read in a time that does not explode, at the limits too', () => {
    const before = process.cpuUsage();
    parsed(Array.from({ length: 200 }, (_, index) => `a${index} = ${index}`).join(' and '));
    parsed(`${'('.repeat(8)}a = 1${Array.from({ length: 8 }, (_, index) => ` or b${index} = 1)`).join('')}`);
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});

describe('a rule that is refused', () => {
  test('where the parser would read `a or b and c` as `(a or b) and c`', () => {
    expect(issue('a = 1 or b = 2 and c = 3')).toBe(
      'where `and` and `or` meet, a rule needs parentheses that say which comes first',
    );
  });

  test.each([
    ['', 'a rule says a condition'],
    ['   ', 'a rule says a condition'],
    ['a = 1 -- comment', '`-` at character 7 is not supported in a rule'],
    ['a = 1 /* comment */', '`/` at character 7 is not supported in a rule'],
    ['a = 1; drop table t', '`;` at character 6 is not supported in a rule'],
    ['a = $1', '`$` at character 5 is not supported in a rule'],
    ['a = $$x$$', '`$` at character 5 is not supported in a rule'],
    ['a = :x', '`:` at character 5 is not supported in a rule'],
    ['a::text = 1', '`:` at character 2 is not supported in a rule'],
    ['a + 1 = 2', '`+` at character 3 is not supported in a rule'],
    ['a / 0 = 2', '`/` at character 3 is not supported in a rule'],
    ['a[1] = 2', '`[` at character 2 is not supported in a rule'],
    ["a ~ 'x'", '`~` at character 3 is not supported in a rule'],
    ["a = 'open", "`'` at character 5 is not supported in a rule"],
    ["a = 'nul\0'", "`'` at character 5 is not supported in a rule"],
    ["a = 'lone \ud800'", "`'` at character 5 is not supported in a rule"],
    ['a = 012', '`0` at character 5 is not supported in a rule'],
    ['a = 1e5', '`1` at character 5 is not supported in a rule'],
    ['a = 1.', '`1` at character 5 is not supported in a rule'],
    ['a = 1234567890123456', 'a number in a rule has at most 15 digits'],
    ["a = E'x'", '`E` before a string is not supported in a rule'],
    ["a = date '2024-01-01'", '`date` before a string is not supported in a rule'],
    ['a > current_date', '`current_date` is not supported in a rule; a field of that name is written in double quotes'],
    ['case when a then b end', '`case` is not supported in a rule; a field of that name is written in double quotes'],
    ['a isnull', '`isnull` is not supported in a rule; a field of that name is written in double quotes'],
    ["a like 'x' escape '!'", '`escape` is not supported in a rule; a field of that name is written in double quotes'],
    [
      'a between symmetric 1 and 2',
      '`symmetric` is not supported in a rule; a field of that name is written in double quotes',
    ],
    ['a = 1 group by b', '`group` is not supported in a rule; a field of that name is written in double quotes'],
    ['exists (select 1)', 'function `exists` is not supported in a rule'],
    ['a = pg_sleep(1)', 'function `pg_sleep` is not supported in a rule'],
    ['pg_catalog.lower(a) = 1', 'function `pg_catalog.lower` is not supported in a rule'],
    ['a = now()', 'function `now` is not supported in a rule'],
    ['"a.b" = 1', 'the name of a field in a rule may not hold a dot'],
    ['a = null', 'a comparison with null is never true: write `is null`'],
    ['a in (1, null)', 'a comparison with null is never true: write `is null`'],
    ['null', 'a part of the rule is not supported'],
    ['a in (b)', '`in` takes a list of strings, numbers, true and false'],
    ['a in ()', 'not a condition that rules can say'],
    ['a like b', '`like` takes a string that does not end with a lone backslash'],
    ["a like 'x\\'", '`like` takes a string that does not end with a lone backslash'],
    ["a like 'x\\\\\\'", '`like` takes a string that does not end with a lone backslash'],
    ['lower(a, b) = 1', 'rules know lower(x), upper(x) and coalesce(x, …)'],
    ['lower() = 1', 'rules know lower(x), upper(x) and coalesce(x, …)'],
    ['lower(a = 1) = 1', 'a value of the rule is not a field, a string, a number, true or false'],
    ['unknown = 1', '`unknown` stands behind `is` alone'],
    ['a is 1', '`is` stands before [not] null, true, false or unknown'],
    ['a is b', '`is` stands before [not] null, true, false or unknown'],
    ["a is 'null'", '`is` stands before [not] null, true, false or unknown'],
    ['not (a) is null', 'a condition before `is` stands in parentheses'],
    ['not (a, b)', '`not` has one condition'],
    ['not (a) = 1', '`not (…)` is no value: parentheses around all of what it negates may help'],
    ['(a, b) = (1, 2)', 'a value of the rule is not a field, a string, a number, true or false'],
    ['a < b < c', 'a value of the rule is not a field, a string, a number, true or false'],
    ['a -1 = 2', 'a value of the rule is not a field, a string, a number, true or false'],
    ['a = 1 is true', 'not a condition that rules can say'],
    ['a =', 'not a condition that rules can say'],
    ['a = 1)', 'not a condition that rules can say'],
    ["a = 'x' 'y'", 'not a condition that rules can say'],
    ['a = -0', 'not a condition that rules can say without doubt; parentheses, none of them doubled, may help'],
    ['((a = 1))', 'not a condition that rules can say without doubt; parentheses, none of them doubled, may help'],
    ['x'.repeat(10_001), 'a rule has at most 10000 characters'],
    [`${'('.repeat(9)}a${')'.repeat(9)}`, 'a rule has at most 1000 words, and parentheses up to 8 deep'],
    ['a = 1'.concat(' and a = 1'.repeat(300)), 'a rule has at most 1000 words, and parentheses up to 8 deep'],
  ])('%s', (source, what) => {
    expect(issue(source)).toBe(what);
  });
});
