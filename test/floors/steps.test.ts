import { expect, test } from 'vitest';
import { readTree, sourceRoot } from './source-tree.js';
import { begunAndForgotten } from './steps.js';

const work = 'export function* work(of: Struct, { a }: { a: () => void }): Steps<void> {\n  yield;\n}\n';
const forgotten = (code: string) => begunAndForgotten(new Map([['enforce/a.ts', `${work}${code}`]]));

test('nothing in src is begun and forgotten', () => {
  expect(begunAndForgotten(readTree(sourceRoot))).toEqual([]);
});

test.each([
  'yield* work(one, two);',
  'const done = yield* work(one, two);',
  'inOneGo(work(one, two));',
  'struct.a = yield* mapInSteps(list, (one) => work(one, two));',
  'yield* around(context, work(one, two));',
  'yield* context.rewrite.query(select, place, context);',
])('%j is gone on with', (code) => {
  expect(forgotten(code)).toEqual([]);
});

test.each([
  'work(one, two);',
  'if (one) work(one, two);',
  'struct.a = work(one, two);',
  'struct.a = list.map((one) => work(one, two));',
  'const admit = (one) => work(one, two);',
  'return work(one, two);',
  'void work(one, two);',
])('%j is not', (code) => {
  expect(forgotten(code)).toEqual(['enforce/a.ts:4: `work` is begun, and forgotten']);
});

test('nor is what a file has for itself', () => {
  const code = 'const own = function* (): Steps<void> {\n  yield;\n};\nown();\nyield* own();';
  expect(forgotten(code)).toEqual(['enforce/a.ts:7: `own` is begun, and forgotten']);
});

test('nor is what goes by another name', () => {
  expect(forgotten('context.rewrite.query(select, place, context);')).toHaveLength(1);
  expect(forgotten('struct.a = rewrite.fields(struct, place);')).toHaveLength(1);
});
