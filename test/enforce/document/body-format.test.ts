import { expect, test } from 'vitest';
import { createTransform } from '../../../src/enforce/document/body-format.js';
import { documentPlan } from '../../../src/enforce/document/document-plan.js';
import { CompiledPlan } from '../../../src/json/index.js';
import { decisionOf, field, keys, pass } from './resource.js';

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
  const transform = createTransform(decision.entry, new CompiledPlan(documentPlan(decision, null, null, keys)));
  transform.push(Buffer.from(body));
  transform.end();
  expect(transform.take().toString()).toBe(shown);
});
