import { nameParts, type Struct } from '../../sql/index.js';
import { comparesSafely, type Family, mergedFamily, unknownFamily } from './family.js';
import { type Merge, type ScopeColumn, type ScopeItem, starColumns } from './scope.js';

/** What `*` gives of a join by USING or NATURAL: the columns that it joins by, then the others of both sides. */
export function mergedColumns(
  struct: Struct,
  left: readonly ScopeItem[],
  right: readonly ScopeItem[],
  merges: readonly Merge[],
): readonly ScopeColumn[] | null {
  const [leftColumns, rightColumns] = [left, right].map((items) =>
    starColumns({ items: [...items], merges: [...merges] }),
  );
  if (!leftColumns || !rightColumns) return null;
  const inBoth = leftColumns
    .map(({ name }) => name)
    .filter((name) => rightColumns.some((other) => other.name === name));
  const names = struct.isNatural === true ? inBoth : (nameParts(struct.usingClause) ?? []);
  const familyOf = (columns: readonly ScopeColumn[], name: string) => columns.find((one) => one.name === name)?.family;
  const merged = names.map((name) => {
    const sides = [leftColumns, rightColumns].map((columns) => familyOf(columns, name) ?? unknownFamily);
    return { name, family: mergedFamily(sides) ?? unknownFamily };
  });
  return [...merged, ...[...leftColumns, ...rightColumns].filter(({ name }) => !names.includes(name))];
}

/** NATURAL and USING compare columns that no expression names. True when that can't raise. */
export function joinsSafely(struct: Struct, left: readonly ScopeItem[], right: readonly ScopeItem[]): boolean {
  const names = nameParts(struct.usingClause) ?? [];
  if (struct.isNatural !== true && names.length === 0) return true;
  const leftColumns = allColumns(left);
  const rightColumns = allColumns(right);
  if (leftColumns === null || rightColumns === null) return false;
  const joined = new Set(struct.isNatural === true ? rightColumns.map(({ name }) => name) : names);
  const families = new Map<string, Set<Family>>();
  for (const { name, family } of rightColumns) {
    if (joined.has(name)) families.set(name, (families.get(name) ?? new Set()).add(family));
  }
  return leftColumns.every(({ name, family }) =>
    [...(families.get(name) ?? [])].every((other) => comparesSafely(family, other)),
  );
}

/** What several items offer together; null when that is not known of one of them. */
function allColumns(items: readonly ScopeItem[]): readonly ScopeColumn[] | null {
  const columns: ScopeColumn[] = [];
  for (const item of items) {
    if (item.columns === null) return null;
    columns.push(...item.columns);
  }
  return columns;
}
