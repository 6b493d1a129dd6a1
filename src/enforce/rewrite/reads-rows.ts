import { isStruct } from '../../sql/index.js';

/** What is known of expressions that stand in others. */
export type KnownToRead = WeakMap<object, boolean>;

const nothingKnown: KnownToRead = new WeakMap();

/** True when the value of an expression can differ from row to row. `known` says it of some that stand in it. */
export function readsRows(value: unknown, known: KnownToRead = nothingKnown): boolean {
  if (Array.isArray(value)) return value.some((item) => readsRows(item, known));
  if (!isStruct(value)) return false;
  const before = known.get(value);
  if (before !== undefined) return before;
  for (const key in value) {
    if (key === 'ColumnRef' || key === 'SubLink' || key === 'CurrentOfExpr') return true;
    if (key !== 'A_Const' && readsRows(value[key], known)) return true;
  }
  return false;
}

/** The same of an expression that stands in another which will be asked about, too: it is looked through once. */
export function readsRowsOnce(node: object, known: KnownToRead): boolean {
  const reads = readsRows(node, known);
  known.set(node, reads);
  return reads;
}
