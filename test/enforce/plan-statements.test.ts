import { expect, test } from 'vitest';
import { inOneGo } from '../../src/base/index.js';
import { leastOf, planInSteps, readText } from '../../src/enforce/plan-statements.js';
import { PlanningTime } from '../../src/enforce/planning-time.js';
import { defaultStatementLimits, readTemplate } from '../../src/sql/index.js';
import { costlyTexts } from '../fuzz/costly-texts.js';
import { plan, refusal, smallSession, smallSpace } from './small-view.js';

const { view } = smallSpace('analyst');

function stepsOf(text: string) {
  // What is planned meanwhile takes time as well.
  const timeless = new PlanningTime(
    () => 0,
    () => 0,
  );
  const read = readText(text, [], defaultStatementLimits, readTemplate(text), timeless);
  const [statement] = read.statements;
  if (statement === undefined) throw new Error('no statement');
  return planInSteps(read, statement, view, smallSession);
}

/** How often it can be left off. */
function countSteps(text: string): number {
  const steps = stepsOf(text);
  let count = 0;
  while (steps.next().done !== true) count += 1;
  return count;
}

/** What comes of it, or why it does not: the gateway's own names have numbers. */
function resultOf(run: () => { readonly text: string }): string {
  try {
    return run().text;
  } catch (fault) {
    return String(fault);
  }
}

test('it is known what a statement shows', () => {
  expect(plan('SELECT 1 FROM customers').fields).toEqual({ pass: 4, mask: 1, withhold: 4, lookups: 0 });
  expect(plan('SELECT 1 FROM products')).toMatchObject({
    touchesProtected: false,
    fields: { pass: 0, mask: 0, withhold: 0, lookups: 0 },
  });
});

test('what one part of a statement returns another part does not write', () => {
  expect(
    refusal(
      'WITH x AS (UPDATE customers SET city = city RETURNING email) INSERT INTO products (sku) SELECT email FROM x',
      'storefront',
    ),
  ).toMatch(/^42501/);
});

test('the least of limits counts', () => {
  expect([leastOf(null, null), leastOf(5, null), leastOf(5, 3), leastOf()]).toEqual([null, 5, 3, null]);
});

test('a comment within what PostgreSQL takes for one token is blank, in what is sent too', () => {
  const { text } = plan("SELECT id FROM products WHERE sku NOT /* its -- */ IN ('a', '/* stays */') -- end");
  expect(text).toMatch(/NOT\s+IN \('a', '\/\* stays \*\/'\)/);
});

test('the longer a text is, the more often its planning can be left off', () => {
  const condition = (count: number) =>
    Array.from({ length: count }, (_, at) => `city = 'x${at}' AND id > ${at}`).join(' OR ');
  const counts = [1, 10, 300].map((count) => countSteps(`SELECT id FROM orders WHERE ${condition(count)}`));
  expect(counts[0]).toBeLessThan(15);
  expect(counts[1]).toBeGreaterThan(counts[0]!);
  expect(counts[2]).toBeGreaterThan(50);
});

test('so can what is looked through for each relation of FROM', () => {
  const joins = Array.from({ length: 50 }, (_, at) => `JOIN orders o${at} USING (id)`).join(' ');
  expect(countSteps(`SELECT 1 FROM orders o ${joins}`)).toBeGreaterThan(50);
});

test('what is left off comes to the same, whatever is planned meanwhile', () => {
  const kinds = Object.entries(costlyTexts);
  const texts = kinds.map(([, make]) => make(120));
  const alone = texts.map((text) => resultOf(() => inOneGo(stepsOf(text))));
  const together = texts.map((text) => {
    try {
      return { steps: stepsOf(text), result: null as string | null };
    } catch (fault) {
      return { steps: null, result: String(fault) };
    }
  });
  while (together.some(({ result }) => result === null)) {
    for (const one of together) {
      if (one.result !== null || one.steps === null) continue;
      one.result = stepOn(one.steps);
    }
  }
  // By name: the texts are long.
  expect(kinds.flatMap(([kind], at) => (together[at]?.result === alone[at] ? [] : [kind]))).toEqual([]);
});

function stepOn(steps: ReturnType<typeof stepsOf>): string | null {
  try {
    const step = steps.next();
    return step.done === true ? step.value.text : null;
  } catch (fault) {
    return String(fault);
  }
}
