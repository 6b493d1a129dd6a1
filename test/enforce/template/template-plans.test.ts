import { expect, test } from 'vitest';
import { TemplatePlans } from '../../../src/enforce/template/template-plans.js';
import { readTemplate } from '../../../src/sql/index.js';

const literals = (text: string) => readTemplate(text)?.literals ?? [];

test('a plan on which no value decided serves all values', () => {
  const plans = new TemplatePlans<string>(2);
  plans.keep(literals('SELECT 1, 2'), [], 'a');
  expect(plans.find(literals('SELECT 3, 4'))).toBe('a');
});

test('a plan on which values decided serves those values', () => {
  const plans = new TemplatePlans<string>(2);
  plans.keep(literals('SELECT 1, 2'), [1], 'a');
  plans.keep(literals('SELECT 1, 3'), [0, 1], 'b');
  expect(plans.find(literals('SELECT 9, 2'))).toBe('a');
  expect(plans.find(literals('SELECT 1, 3'))).toBe('b');
  expect(plans.find(literals('SELECT 9, 3'))).toBeUndefined();
});

test('values are kept apart', () => {
  const plans = new TemplatePlans<string>(2);
  plans.keep(literals("SELECT 'a', 'b'"), [0, 1], 'a');
  expect(plans.find(literals("SELECT 'a'', ''b', ''"))).toBeUndefined();
});

test('there are no more plans than there may be', () => {
  const plans = new TemplatePlans<string>(2);
  for (const value of [1, 2, 3]) plans.keep(literals(`SELECT ${value}`), [0], `${value}`);
  expect([1, 2, 3].map((value) => plans.find(literals(`SELECT ${value}`)))).toEqual([undefined, undefined, '3']);
});

test('a template that is planned in ever other ways is planned each time', () => {
  const plans = new TemplatePlans<string>(2);
  const five = literals('SELECT 1, 2, 3, 4, 5');
  for (const index of [0, 1, 2, 3, 4]) plans.keep(five, [index], `${index}`);
  expect(plans.find(literals('SELECT 9, 9, 9, 9, 5'))).toBeUndefined();
  expect(plans.find(literals('SELECT 9, 9, 9, 4, 9'))).toBe('3');
});
