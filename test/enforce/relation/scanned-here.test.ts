import { expect, test } from 'vitest';
import { isScannedHere } from '../../../src/enforce/relation/scanned-here.js';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';

const relation = (oid: number, kind: string, ancestors: readonly number[] = []) =>
  ({ oid, kind, ancestors, columns: [] }) as unknown as Relation;

const relations = [
  relation(1, 'r'),
  relation(2, 'p'),
  relation(3, 'r', [2]),
  relation(4, 'p'),
  relation(5, 'p', [4]),
  relation(6, 'f', [5, 4]),
  relation(7, 'f'),
  relation(8, 'v'),
  relation(9, 'm'),
];
const catalog = { relations: () => relations } as unknown as CatalogSnapshot;

test.each([
  [1, true],
  [2, true],
  [3, true],
  // A part of a part is on another server.
  [4, false],
  [5, false],
  [6, false],
  [7, false],
  // It may be a join.
  [8, false],
  [9, true],
])('relation %i is read by scans of its own here: %s', (oid, here) => {
  const found = relations.find((one) => one.oid === oid);
  expect(found).toBeDefined();
  if (found !== undefined) expect(isScannedHere(found, catalog)).toBe(here);
});
