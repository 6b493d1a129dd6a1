import { type JsonPath, parseFieldPath } from '../../json/index.js';

/** The keys of a data map's `columns` that speak of one column. */
export interface ColumnKeys {
  /** Of the column itself. */
  readonly own: readonly string[];
  /** Of members of its documents. */
  readonly members: readonly MemberKey[];
}

export interface MemberKey {
  readonly key: string;
  /** From the document on. */
  readonly path: JsonPath;
}

/**
 * Which column each key speaks of. A key that is a column's very name is that column's, dots and all; any other is a path (as in
 * an HTTP store's `fields`) that starts with the column's name, in quotes where it has a dot: `"odd.name"`, `"odd.name".email`.
 */
export function columnKeys(columns: readonly { readonly name: string }[], keys: Iterable<string>) {
  const found = new Map(columns.map(({ name }) => [name, { own: [] as string[], members: [] as MemberKey[] }]));
  const unknown: string[] = [];
  for (const key of keys) {
    const exact = found.get(key);
    const path = exact === undefined ? memberPath(key) : null;
    const column = exact ?? (path === null ? undefined : found.get(path.column));
    if (column === undefined) unknown.push(key);
    else if (path === null || path.path.segments.length === 0) column.own.push(key);
    else column.members.push({ key, path: path.path });
  }
  return { columns: found as ReadonlyMap<string, ColumnKeys>, unknown };
}

/** A key read as a path; null when it is none that starts with a column. */
function memberPath(key: string): { readonly column: string; readonly path: JsonPath } | null {
  const path = parseFieldPath(key);
  if ('issue' in path) return null;
  const [first, ...segments] = path.segments;
  const [selector] = first?.selectors ?? [];
  if (first === undefined || first.descendant || first.selectors.length !== 1 || selector?.kind !== 'name') return null;
  return { column: selector.name, path: { source: path.source, segments } };
}

/** True when the path looks at one level after another: what the guard can write as SQL. `..` looks at any. */
export const isStepwise = ({ segments }: JsonPath): boolean => segments.every(({ descendant }) => !descendant);
