import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { loadParser, nestingOf, parse, print, sameTree, type TreeNode } from '../../src/sql/index.js';
import { randomSql } from './random-query.js';

beforeAll(() => loadParser());

const { statement } = randomSql(4);

/** The statement's tree, or null when the text is none: precedence takes some texts apart in ways that no grammar has. */
function treeOf(text: string): TreeNode | null {
  try {
    return parse(text)[0]?.node ?? null;
  } catch {
    return null;
  }
}

test('what is parsed prints back to itself', () => {
  let printed = 0;
  fc.assert(
    fc.property(statement, (text) => {
      const tree = treeOf(text);
      if (tree === null) return;
      printed += 1;
      const again = print(tree);
      expect(sameTree(treeOf(again), tree), `${text}\n${again}`).toBe(true);
      // What is printed once is printed for good.
      expect(print(treeOf(again) as TreeNode)).toBe(again);
    }),
    { numRuns: 1_000 },
  );
  expect(printed).toBeGreaterThan(900);
});

/** Levels of a tree's JSON. */
function levels(tree: unknown): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  return 1 + Object.values(tree).reduce((most: number, value) => Math.max(most, levels(value)), 0);
}

test('no tree is taller than its text says', () => {
  let measured = 0;
  fc.assert(
    fc.property(statement, (text) => {
      const tree = treeOf(text);
      if (tree === null) return;
      measured += 1;
      expect(levels(tree), text).toBeLessThanOrEqual(4 * nestingOf(text) + 20);
    }),
    { numRuns: 1_000 },
  );
  expect(measured).toBeGreaterThan(900);
});
