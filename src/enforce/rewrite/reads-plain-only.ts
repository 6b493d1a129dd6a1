import { as, isStruct, nameParts } from '../../sql/index.js';
import { itemsMeant, resolve, type Scope } from './scope.js';

/** All columns that an expression names are of relations that nobody protects, and no query stands in it. */
export function readsPlainOnly(value: unknown, scope: Scope): boolean {
  if (Array.isArray(value)) return value.every((item) => readsPlainOnly(item, scope));
  if (!isStruct(value)) return true;
  if (value.SubLink !== undefined) return false;
  const reference = as(value, 'ColumnRef');
  if (reference !== undefined) {
    const parts = nameParts(reference.fields);
    const meaning = parts === null || parts.length === 0 ? null : resolve(scope, parts);
    if (meaning?.kind !== 'column' || meaning.level !== scope) return false;
    return itemsMeant(meaning, parts ?? []).every((item) => item.plain);
  }
  return Object.keys(value).every((key) => key === 'A_Const' || readsPlainOnly(value[key], scope));
}
