import { nameParts, type Struct } from '../../sql/index.js';
import { countColumns, type Spending } from './bounds.js';
import { comparesSafely, type Family, mergedFamily, unknownFamily } from './family.js';
import { columnNamed, namesOf } from './level-names.js';
import { type Merge, type ScopeColumn, type ScopeItem, starColumns } from './scope.js';

/** What `*` gives of a join by USING or NATURAL: the columns that it joins by, then the others of both sides. */
export function mergedColumns(
  struct: Struct,
  left: readonly ScopeItem[],
  right: readonly ScopeItem[],
  merges: readonly Merge[],
  spending: Spending,
): readonly ScopeColumn[] | null {
  const [leftColumns, rightColumns] = [left, right].map((items) => starColumns({ items, merges }));
  if (!leftColumns || !rightColumns) return null;
  countColumns(leftColumns.length + rightColumns.length, spending);
  const inBoth = () => {
    const names = new Set(rightColumns.map(({ name }) => name));
    return leftColumns.map(({ name }) => name).filter((name) => names.has(name));
  };
  const names = struct.isNatural === true ? inBoth() : (nameParts(struct.usingClause) ?? []);
  const merged = names.map((name) => {
    const sides = [leftColumns, rightColumns].map((columns) => columnNamed(columns, name)?.family ?? unknownFamily);
    return { name, family: mergedFamily(sides) ?? unknownFamily };
  });
  const joined = new Set(names);
  return [...merged, ...[...leftColumns, ...rightColumns].filter(({ name }) => !joined.has(name))];
}

/**
 * NATURAL and USING compare columns that no expression names. True when that can't raise. `items` are all of the level: those of the
 * left side stand from `first` on, those of the right side from `second` on.
 */
export function joinsSafely(struct: Struct, items: readonly ScopeItem[], first: number, second: number): boolean {
  const names = nameParts(struct.usingClause) ?? [];
  if (struct.isNatural !== true && names.length === 0) return true;
  const [left, right] = [new Set(items.slice(first, second)), new Set(items.slice(second))];
  if ([...left, ...right].some(({ columns }) => columns === null)) return false;
  const offered = namesOf(items);
  const isSafe = (name: string): boolean => {
    const [family, ...others] = offered.families(name);
    if (family === undefined || (others.length === 0 && comparesSafely(family, family))) return true;
    const namesakes = offered.namesakes(name);
    const familiesOf = (side: ReadonlySet<ScopeItem>) =>
      new Set(namesakes.filter(({ item }) => side.has(item)).map(({ column }) => column.family));
    const theirs = [...familiesOf(right)];
    return [...familiesOf(left)].every((one) => theirs.every((other) => joinSafely(one, other)));
  };
  if (struct.isNatural !== true) return names.every(isSafe);
  return [...right].every(({ columns }) => columns?.every(({ name }) => isSafe(name)) === true);
}

/** What is joined by becomes one column, too, of both types. */
function joinSafely(one: Family, other: Family): boolean {
  return comparesSafely(one, other) && mergedFamily([one, other]) !== null;
}
