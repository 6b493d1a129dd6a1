import { as, isStruct, type Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { unknownFamily } from './family.js';
import type { Scope, ScopeColumn } from './scope.js';
import { sortKeys } from './sorted-targets.js';
import { familyOf } from './totality.js';

/**
 * A query sorts, groups or tells apart by what may have nothing to compare it by: a row that holds a json is found to have none only
 * when it is compared. `sorted` are the places in the select list that it does so by.
 */
export function comparesRows(
  select: Struct,
  columns: readonly ScopeColumn[] | null,
  sorted: ReadonlySet<number>,
  { scope, context }: { readonly scope: Scope; readonly context: RewriteContext },
): boolean {
  if (sorted.size > 0 && columns === null) return true;
  if ([...sorted].some((index) => columns?.[index]?.family === unknownFamily)) return true;
  return sortKeys(select).some((key) => {
    const reference = as(key, 'ColumnRef');
    // A place in the select list, or the name of one; the empty list of a plain DISTINCT.
    if (!isStruct(key) || Object.keys(key).length === 0 || as(key, 'A_Const') !== undefined) return false;
    if (reference !== undefined && context.outputReferences.has(reference)) return false;
    return familyOf(key, scope, context) === unknownFamily;
  });
}
