import { expect, test } from 'vitest';
import { createTransform, keepTransform } from '../../../src/enforce/document/body-format.js';
import { documentPlan } from '../../../src/enforce/document/document-plan.js';
import { CompiledPlan } from '../../../src/json/index.js';
import { decisionOf, field, pass, shownBy } from './resource.js';

test.each([
  ['json', '{"id":1,"x":2}', '{"id":1}'],
  ['ndjson', '{"id":1,"x":2}\n', '{"id":1}\n'],
  ['json-seq', '\x1e{"id":1,"x":2}\n', '\x1e{"id":1}\n'],
  ['sse', 'data: {"id":1,"x":2}\n\n', 'data: {"id":1}\n\n'],
  ['csv', 'id;x\n1;2\n', 'id\n1\n'],
] as const)('a body of the format %s is read as such', (format, body, shown) => {
  const decision = decisionOf({
    entry: { format, delimiter: ';', fields: new Map([['id', field('user.unique_id')]]) },
    fields: { user: pass },
  });
  const transform = createTransform(decision.entry, new CompiledPlan(documentPlan(decision, null, null, shownBy)));
  transform.push(Buffer.from(body));
  transform.end();
  expect(transform.take().toString()).toBe(shown);
});

test('a form is read as one record', () => {
  const decision = decisionOf({
    entry: { format: 'form', fields: new Map([['id', field('user.unique_id')]]) },
    fields: { user: pass },
  });
  const transform = createTransform(decision.entry, new CompiledPlan(documentPlan(decision, null, null, shownBy)));
  transform.push(Buffer.from('id=1&x=2'));
  transform.end();
  expect(transform.take().toString()).toBe('id=1');
});

test('a transform of JSON serves another body of its plan, and of no other', () => {
  const decision = decisionOf({
    entry: { fields: new Map([['id', field('user.unique_id')]]) },
    fields: { user: pass },
  });
  const plans = [0, 1].map(() => new CompiledPlan(documentPlan(decision, null, null, shownBy))) as [
    CompiledPlan,
    CompiledPlan,
  ];
  const through = (plan: CompiledPlan, body: string) => {
    const transform = createTransform(decision.entry, plan);
    transform.push(Buffer.from(body));
    transform.end();
    const shown = transform.take().toString();
    keepTransform(transform, plan);
    return { transform, shown };
  };
  const first = through(plans[0], '{"id": 1, "x": 2}');
  const second = through(plans[0], '{"x": 3, "id": 4}');
  expect(second.transform).toBe(first.transform);
  expect(second.shown).toBe('{"id": 4}');
  expect(through(plans[1], '{"id": 5}').transform).not.toBe(first.transform);
});
