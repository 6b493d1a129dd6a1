import { as, isStruct, nameParts } from '../../sql/index.js';
import { itemsMeant, resolve, type Scope } from './scope.js';

/** All columns that an expression names are of relations that nobody protects, and no query stands in it. */
export function readsPlainOnly(value: unknown, scope: Scope): boolean {
  return namesOnly(value, (parts) => {
    const meaning = parts.length === 0 ? null : resolve(scope, parts);
    if (meaning?.kind !== 'column' || meaning.level !== scope) return false;
    return itemsMeant(meaning, parts).every((item) => item.plain);
  });
}

/** `isSuch` holds of all columns that an expression names, by the parts of their names, and no query stands in it. */
export function namesOnly(value: unknown, isSuch: (parts: readonly string[]) => boolean): boolean {
  if (Array.isArray(value)) return value.every((item) => namesOnly(item, isSuch));
  if (!isStruct(value)) return true;
  if (value.SubLink !== undefined) return false;
  const reference = as(value, 'ColumnRef');
  if (reference !== undefined) return isSuch(nameParts(reference.fields) ?? []);
  return Object.keys(value).every((key) => key === 'A_Const' || namesOnly(value[key], isSuch));
}
