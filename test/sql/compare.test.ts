import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cloneTree, isStruct, loadParser, parse, sameTree } from '../../src/sql/index.js';
import { statements } from './statements.js';

beforeAll(() => loadParser());

/** Every place in a tree that holds a word, a number or a truth: the object and the field. */
function leaves(tree: unknown, found: [Record<string, unknown>, string][] = []): [Record<string, unknown>, string][] {
  if (typeof tree !== 'object' || tree === null) return found;
  const fields = tree as Record<string, unknown>;
  for (const field in fields) {
    if (typeof fields[field] === 'object') leaves(fields[field], found);
    else found.push([fields, field]);
  }
  return found;
}

const isPosition = (field: string) => /location$|^list_(start|end)$|^rexpr_list_(start|end)$/.test(field);

test.each(statements)('a tree is the same as itself and as its copy: %s', (text) => {
  const tree = parse(text)[0]?.node;
  expect(sameTree(tree, tree)).toBe(true);
  expect(sameTree(tree, cloneTree(tree))).toBe(true);
});

test.each(statements)(
  'each field that is altered, taken away or added is seen, positions alone are not: %s',
  (text) => {
    const tree = parse(text)[0]?.node;
    const copy = cloneTree(tree);
    for (const [owner, field] of leaves(copy)) {
      const value = owner[field];
      owner[field] = typeof value === 'number' ? value + 1 : `${String(value)}!`;
      expect(sameTree(tree, copy), field).toBe(isPosition(field));
      expect(sameTree(copy, tree), field).toBe(isPosition(field));
      delete owner[field];
      expect(sameTree(tree, copy), field).toBe(isPosition(field));
      expect(sameTree(copy, tree), field).toBe(isPosition(field));
      owner[field] = value;
    }
    expect(sameTree(tree, copy)).toBe(true);
  },
);

test.each(statements)('each item that is taken away is seen: %s', (text) => {
  const tree = parse(text)[0]?.node;
  const copy = cloneTree(tree);
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (let at = 0; at < node.length; at += 1) {
        const [taken] = node.splice(at, 1);
        expect(sameTree(tree, copy)).toBe(false);
        expect(sameTree(copy, tree)).toBe(false);
        node.splice(at, 0, taken);
        visit(taken);
      }
    } else if (isStruct(node)) for (const field in node) visit(node[field]);
  };
  visit(copy);
});

test('what is not a tree is the same as itself alone', () => {
  const values = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constantFrom(null, undefined));
  fc.assert(fc.property(values, values, (left, right) => sameTree(left, right) === (left === right)));
  expect(sameTree([], {})).toBe(false);
  expect(sameTree({}, [])).toBe(false);
  expect(sameTree({ a: 1 }, null)).toBe(false);
  expect(sameTree(null, { a: 1 })).toBe(false);
  expect(sameTree({ a: undefined }, {})).toBe(true);
  expect(sameTree({}, { a: undefined })).toBe(true);
});

test('statements that are written differently and mean the same are the same tree', () => {
  const tree = (text: string) => parse(text)[0]?.node;
  expect(sameTree(tree('select  a,b from t'), tree('SELECT a, b FROM "t"'))).toBe(true);
  expect(sameTree(tree('select a from t'), tree('select a from only t'))).toBe(false);
  expect(sameTree(tree('select 1'), tree('select 1.0'))).toBe(false);
});
