import type { FieldEntry } from '../../datamap/index.js';
import { columnKeys } from '../relation/column-keys.js';
import { type CompiledRelation, compiledColumn } from '../relation/compiled-relation.js';

/** A column of a relation. */
export interface ColumnOf {
  readonly relation: CompiledRelation;
  readonly name: string;
}

/**
 * What stands in `from` is as protected in `into`, for everybody: the two are of the very same category, what may not be looked up
 * there may not be here, and what is looked through is so here.
 */
export function isAsProtected(from: ColumnOf, into: ColumnOf): boolean {
  const [category, written] = [from, into].map(
    ({ relation, name }) => compiledColumn(relation, name)?.decision.reason.category ?? null,
  );
  if (category === null || category === undefined || category !== written) return false;
  const [theirs, ours] = [fieldsOf(from), fieldsOf(into)];
  const isExact = (fields: readonly FieldEntry[]) => fields.some(({ lookup }) => lookup === 'exact');
  const isScanned = (fields: readonly FieldEntry[]) => fields.some(({ scan }) => scan);
  return (!isExact(ours) || isExact(theirs)) && (!isScanned(theirs) || isScanned(ours));
}

/** Members of its documents have categories of their own. */
export function hasDeclaredMembers({ relation, name }: ColumnOf): boolean {
  return (keysOf(relation).get(name)?.members.length ?? 0) > 0;
}

function fieldsOf({ relation, name }: ColumnOf): readonly FieldEntry[] {
  const { columns } = relation.decision.entry;
  return (keysOf(relation).get(name)?.own ?? []).flatMap((key) => columns.get(key) ?? []);
}

function keysOf({ relation, decision }: CompiledRelation) {
  return columnKeys(relation.columns, decision.entry.columns.keys()).columns;
}
