import { isStruct, listOf, nameParts, type Struct, stringOf } from '../../sql/index.js';

/** Columns that every table has (PostgreSQL docs, 5.6). They hold nothing about a person. */
const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

export function isSystemColumn(name: string): boolean {
  return systemColumns.has(name);
}

/** System columns that a statement names: by the alias that it names them through, or under `null` without one. */
export type NamedSystemColumns = ReadonlyMap<string | null, ReadonlySet<string>>;

/**
 * Finds the system columns that a statement names. A subquery has none of its own, so a guard gives just those that are
 * asked of it.
 */
export function namedSystemColumns(tree: unknown): NamedSystemColumns {
  const found = new Map<string | null, Set<string>>();
  collect(tree, found);
  return found;
}

function collect(value: unknown, found: Map<string | null, Set<string>>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (!isStruct(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (key === 'ColumnRef' && isStruct(inner)) note(inner, found);
    else if (key !== 'A_Const' && typeof inner === 'object') collect(inner, found);
  }
}

function note({ fields }: Struct, found: Map<string | null, Set<string>>): void {
  const name = stringOf(listOf(fields).at(-1));
  if (name === undefined || !systemColumns.has(name)) return;
  const alias = nameParts(fields)?.at(-2) ?? null;
  found.set(alias, (found.get(alias) ?? new Set()).add(name));
}

/** The system columns that are asked of the relation called `alias`. */
export function systemColumnsOf(named: NamedSystemColumns, alias: string): readonly string[] {
  if (named.size === 0) return [];
  return [...new Set([...(named.get(alias) ?? []), ...(named.get(null) ?? [])])];
}
