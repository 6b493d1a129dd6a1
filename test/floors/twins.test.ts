import { expect, test } from 'vitest';
import { readTree, sourceRoot, testRoot } from './source-tree.js';
import { missingTwins, twinBreaches } from './twins.js';
import { untwinned } from './untwinned.js';

test('every file of the twinned rooms has its test, but for those that are known to lack one', () => {
  const missing = missingTwins(readTree(sourceRoot), readTree(testRoot).keys());
  expect(twinBreaches(missing, untwinned)).toEqual([]);
});

test('a file without its test is found', () => {
  const sources = new Map([
    ['policy/decide.ts', 'export function decide() {}'],
    ['policy/admit.ts', 'const a = 1;'],
    ['policy/model.ts', '/** const */\nexport interface Model {}'],
    ['policy/index.ts', "export { decide } from './decide.js';\nconst a = 1;"],
    ['pgwire/framer.ts', 'export class Framer {}'],
    ['pgwire/messages/query.ts', 'export async function query() {}'],
    ['cli/demo/shop.ts', 'let a;'],
  ]);
  expect(missingTwins(sources, ['policy/decide.test.ts', 'policy/admit.ts'])).toEqual([
    'cli/demo/shop.ts',
    'pgwire/messages/query.ts',
    'policy/admit.ts',
  ]);
});

test('an exception excuses one file or one folder, and must be needed', () => {
  expect(twinBreaches(['cli/demo/a.ts', 'policy/b.ts'], ['cli/', 'policy/b.ts'])).toEqual([]);
  expect(twinBreaches(['cli/demo/a.ts', 'policy/bb.ts'], ['policy/b', 'policy/b.ts'])).toEqual([
    'cli/demo/a.ts has no test of its own',
    'policy/bb.ts has no test of its own',
    'policy/b is complete: take it out of the exceptions',
    'policy/b.ts is complete: take it out of the exceptions',
  ]);
  expect(twinBreaches([], [])).toEqual([]);
});
