import { expect, test } from 'vitest';
import { readExplainOptions, sentOptions } from '../../../src/enforce/explain/explain-options.js';
import { as, print, type Struct, type TreeNode } from '../../../src/sql/index.js';
import { parsed } from '../small-view.js';

const options = (written: string) => as(parsed(`EXPLAIN ${written} SELECT 1`), 'ExplainStmt')?.options;
const read = (written: string) => readExplainOptions(options(written));
const none = { format: 'text', analyze: false, summary: false, genericPlan: false };

test.each([
  ['', {}],
  ['ANALYZE', { analyze: true, summary: true }],
  ['ANALYZE VERBOSE', { analyze: true, summary: true }],
  ['(ANALYZE, SUMMARY off)', { analyze: true }],
  ['(ANALYZE on, ANALYZE false)', {}],
  ['(ANALYZE 1, TIMING 0)', { analyze: true, summary: true }],
  ['(SUMMARY)', { summary: true }],
  ['(FORMAT JSON)', { format: 'json' }],
  ["(FORMAT 'Yaml', COSTS, BUFFERS, WAL, SETTINGS, MEMORY, VERBOSE, SERIALIZE text)", { format: 'yaml' }],
  ['(GENERIC_PLAN)', { genericPlan: true }],
])('%s', (written, read_) => {
  expect(read(written)).toEqual({ ...none, ...read_ });
});

test.each([
  ['(FORMAT csv)'],
  ['(ANALYZE maybe)'],
  ['(ANALYZE 2)'],
  ['(FORMAT)'],
  ['(PLANS)'],
  ['(GENERIC_PLAN perhaps)'],
])('%s is refused', (written) => {
  expect(() => read(written)).toThrow(/^EXPLAIN /);
});

test('what is sent asks for little', () => {
  const sent = (asked: string) => {
    const node = parsed('EXPLAIN SELECT 1');
    (as(node, 'ExplainStmt') as { options?: readonly TreeNode[] } & Struct).options = sentOptions(read(asked));
    return print(node);
  };
  expect(sent('VERBOSE').replaceAll(/["']/g, '')).toMatch(/^EXPLAIN \(FORMAT json, COSTS off, SUMMARY\) SELECT 1$/i);
  expect(sent('(ANALYZE, BUFFERS, GENERIC_PLAN, FORMAT xml)').replaceAll(/["']/g, '')).toMatch(
    /^EXPLAIN \(FORMAT json, COSTS off, SUMMARY, ANALYZE, TIMING off, GENERIC_PLAN\) SELECT 1$/i,
  );
});
