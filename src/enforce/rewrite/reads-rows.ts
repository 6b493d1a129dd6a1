import { as, isStruct, nameParts } from '../../sql/index.js';
import { resolve, type Scope } from './scope.js';

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

/** True when an expression may name what is of a query around its own. */
export function readsAround(value: unknown, scope: Scope): boolean {
  if (scope.outer === null) return false;
  if (Array.isArray(value)) return value.some((item) => readsAround(item, scope));
  if (!isStruct(value)) return false;
  const reference = as(value, 'ColumnRef');
  if (reference !== undefined) {
    const parts = nameParts(reference.fields);
    const meaning = parts === null || parts.length === 0 ? null : resolve(scope, parts);
    return meaning === null || meaning.kind === 'unknown' || !scope.items.includes(meaning.item);
  }
  return Object.keys(value).some((key) => key !== 'A_Const' && readsAround(value[key], scope));
}
