import { isStruct } from '../../sql/index.js';

/** True when the value of an expression can differ from row to row. */
export function readsRows(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(readsRows);
  if (!isStruct(value)) return false;
  for (const key in value) {
    if (key === 'ColumnRef' || key === 'SubLink' || key === 'CurrentOfExpr') return true;
    if (key !== 'A_Const' && readsRows(value[key])) return true;
  }
  return false;
}
