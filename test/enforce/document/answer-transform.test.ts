import { expect, test } from 'vitest';
import { answerTransform } from '../../../src/enforce/document/answer-transform.js';
import { CompiledPlan, JsonTransform, parseFieldPath, parseJsonPath } from '../../../src/json/index.js';
import { clock, now } from './resource.js';

const path = (text: string) => {
  const parsed = text.startsWith('$') ? parseJsonPath(text) : parseFieldPath(text);
  if ('issue' in parsed) throw new Error(parsed.issue);
  return parsed;
};
const plan = new CompiledPlan({
  records: [
    { path: path('$[*]'), fields: [{ path: path('a'), treatment: { kind: 'pass' } }], filter: { reads: [path('a')] } },
  ],
});
const body = () => new JsonTransform(plan);
const records = Buffer.from('[{"a": 1}, {"a": 2}]');
const decisions = { validUntil: now + 1, clock, takeBack: null };

test.each([true, false])('records wait for their decision, which may come later: %s', async (isLater) => {
  const kept = [false, true];
  const transform = answerTransform(body(), { ...decisions, keep: () => (isLater ? Promise.resolve(kept) : kept) });
  transform.push(records);
  const settled = transform.settle();
  expect(settled instanceof Promise).toBe(isLater);
  await settled;
  transform.end();
  expect(transform.settle()).toBe(null);
  expect(transform.take().toString()).toBe('[{"a": 2}]');
  expect([transform.records, transform.dropped]).toEqual([1, 1]);
});

test('nothing is taken any more once what was decided has ended', () => {
  const transform = answerTransform(body(), { ...decisions, validUntil: now, keep: null });
  expect(() => transform.push(records)).toThrow('has ended meanwhile');
});

test('a transform that has done is given back', () => {
  const given: unknown[] = [];
  const made = body();
  answerTransform(made, { ...decisions, keep: null, takeBack: (one) => given.push(one) }).done();
  expect(given).toEqual([made]);
  expect(() => answerTransform(made, { ...decisions, keep: null }).done()).not.toThrow();
});
