import type { Relation } from '../../sql/index.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { familyOfColumn } from './family.js';
import { columnsOf, type ScopeColumn } from './scope.js';

/** All of a relation's columns; null where a transaction that is open may have changed them, or not. */
export function knownColumns(
  relation: Relation,
  { view: { catalog }, offered }: RewriteContext,
): readonly ScopeColumn[] | null {
  if (relation.isPending === true) return null;
  return madeOnce(offered, relation, () =>
    relation.columns.map((column) => ({ name: column.name, family: familyOfColumn(catalog, column) })),
  );
}

/** Those that its guard gives. */
export function guardedColumns(
  compiled: CompiledRelation,
  { view: { catalog }, offered }: RewriteContext,
): readonly ScopeColumn[] {
  return madeOnce(offered, compiled, () => columnsOf(compiled, ({ column }) => familyOfColumn(catalog, column)));
}

/** A relation that is read more than once offers the same each time. */
function madeOnce<Key extends object, Value>(known: Map<object, Value>, key: Key, make: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
