import type { CompiledColumn, CompiledRelation } from '../relation/compiled-relation.js';
import { type Family, unknownFamily } from './family.js';
import { columnNamed, namesOf } from './level-names.js';
import type { ScopeColumn, ScopeItem } from './scope-item.js';

export type { ScopeColumn, ScopeItem } from './scope-item.js';

/** Items of a join by USING or NATURAL, of which `*` gives what they are joined by first, and once (PostgreSQL docs, 7.2.1.1). */
export interface Merge {
  readonly items: readonly ScopeItem[];
  /** Worked out when they are asked for: few statements do. */
  readonly columns: () => readonly ScopeColumn[] | null;
}

/** A level of names: the FROM items of one query, inside those of the query around it. */
export interface Scope {
  readonly outer: Scope | null;
  readonly items: ScopeItem[];
  /** Those within another stand before it. */
  readonly merges: Merge[];
  readonly ctes: CteScope | null;
  /** Set once FROM and WHERE are rewritten: what follows may speak of groups, and then can name only what is grouped by. */
  isGrouped: boolean;
  /** Of a query of which it can hang on rows that a guard filters away whether it is run. */
  onDemand: boolean;
  /** It reads from several things: whether one of them is read can hang on rows of the others. */
  joins: boolean;
}

/** The WITH queries that can be named here. */
export interface CteScope {
  readonly outer: CteScope | null;
  readonly columns: Map<string, readonly ScopeColumn[] | null>;
}

export function innerScope(outer: Scope | null, ctes: CteScope | null): Scope {
  return { outer, items: [], merges: [], ctes, isGrouped: false, onDemand: false, joins: false };
}

export function findCte(scope: CteScope | null, name: string): readonly ScopeColumn[] | null | undefined {
  for (let level = scope; level !== null; level = level.outer) {
    const columns = level.columns.get(name);
    if (columns !== undefined) return columns;
  }
  return undefined;
}

/** What a column reference means, and the level of names that this is of. */
export type Meaning =
  | { readonly kind: 'column'; readonly item: ScopeItem; readonly column: ScopeColumn; readonly level: Scope }
  /** The whole row of an item. */
  | { readonly kind: 'row'; readonly item: ScopeItem; readonly level: Scope }
  /** It may be a column of an item whose columns are not known; `shadowed` is what it would be otherwise. */
  | { readonly kind: 'unknown'; readonly shadowed: ScopeItem | null };

const unresolved: Meaning = { kind: 'unknown', shadowed: null };

/** Resolves `parts` (`column`, `alias.column`, `schema.table.column`) as PostgreSQL does: innermost level first. */
export function resolve(scope: Scope, parts: readonly string[]): Meaning {
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return resolveUnqualified(scope, name);
  const found = placeOf(scope, parts.slice(0, -1));
  if (found === undefined) return unresolved;
  const { item, level } = found;
  const column = item.columns === null ? undefined : columnNamed(item.columns, name);
  return column === undefined ? { kind: 'unknown', shadowed: item } : { kind: 'column', item, column, level };
}

/**
 * The items that a name may be of, as it was resolved: of a column that a join by USING has in common there are several, and one of
 * which nothing is known may have it, too.
 */
export function itemsMeant(
  meaning: Exclude<Meaning, { kind: 'unknown' }>,
  parts: readonly string[],
): readonly ScopeItem[] {
  if (meaning.kind === 'row' || parts.length > 1) return [meaning.item];
  const { items } = meaning.level;
  const names = namesOf(items);
  const having = names.namesakes(parts[0] ?? '').map(({ item }) => item);
  const opaque = names.isOpaque ? items.filter(({ columns }) => columns === null) : [];
  return [...having, ...opaque].filter(({ qualifiedOnly }) => !qualifiedOnly);
}

function resolveUnqualified(scope: Scope, name: string): Meaning {
  let opaque = false;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    const names = namesOf(level.items);
    const found = names.column(name);
    if (found !== undefined) {
      const { item, column, isShadowed } = found;
      return opaque || isShadowed ? { kind: 'unknown', shadowed: item } : { kind: 'column', item, column, level };
    }
    opaque ||= names.isOpaque;
  }
  const row = placeOf(scope, [name]);
  if (row === undefined) return unresolved;
  return opaque && row.item.target !== null ? { kind: 'unknown', shadowed: row.item } : { kind: 'row', ...row };
}

/** The item that `parts` (`alias`, `schema.table`, `database.schema.table`) name. */
export function findItem(scope: Scope, parts: readonly string[]): ScopeItem | undefined {
  return placeOf(scope, parts)?.item;
}

/** The name means several relations, of which none is meant until it is said which. */
export function isShared(scope: Scope, called: string): boolean {
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    const names = namesOf(level.items);
    if (names.item(called) !== undefined) return names.isShared(called);
  }
  return false;
}

function placeOf(
  scope: Scope,
  parts: readonly string[],
): { readonly item: ScopeItem; readonly level: Scope } | undefined {
  const name = parts[parts.length - 1] ?? '';
  const schema = parts.length > 1 ? parts[parts.length - 2] : undefined;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    const names = namesOf(level.items);
    if (schema === undefined && names.isShared(name)) return undefined;
    const item = schema === undefined ? names.item(name) : names.qualified(schema, name);
    if (item !== undefined) return { item, level };
  }
  return undefined;
}

/** The columns that a relation offers to the asker, seen through its guard. */
export function columnsOf(
  compiled: CompiledRelation,
  family: (column: CompiledColumn) => Family,
): readonly ScopeColumn[] {
  return compiled.columns
    .filter((column) => column.shown !== 'absent')
    .map((column) => ({ name: column.column.name, family: family(column) }));
}

/** Columns renamed by a column alias list: `t(a, b)` renames the first two. */
export function renamed(
  columns: readonly ScopeColumn[] | null,
  aliases: readonly string[],
): readonly ScopeColumn[] | null {
  if (aliases.length === 0) return columns;
  if (columns === null) return null;
  return columns.map((column, index) => ({ ...column, name: aliases[index] ?? column.name }));
}

/** The columns that a bare `*` gives of these items; null when they are not known of one of them. */
export function starColumns({
  items,
  merges,
}: {
  readonly items: readonly ScopeItem[];
  readonly merges: readonly Merge[];
}): readonly ScopeColumn[] | null {
  const columns: ScopeColumn[] = [];
  // Of the outermost join.
  const mergeOf = new Map(merges.flatMap((merge) => merge.items.map((item) => [item, merge] as const)));
  const given = new Set<Merge>();
  for (const item of items) {
    if (item.qualifiedOnly) continue;
    const merge = mergeOf.get(item);
    if (merge !== undefined && given.has(merge)) continue;
    const own = merge === undefined ? columnsByStar(item) : merge.columns();
    if (merge !== undefined) given.add(merge);
    if (own === null) return null;
    for (const column of own) columns.push(column);
  }
  return columns;
}

/** The columns that `alias.*` gives; null when they are not known. */
export function columnsByStar({ columns }: ScopeItem): readonly ScopeColumn[] | null {
  return columns?.some(({ isAdded }) => isAdded === true) === true ? null : columns;
}

export function unknownColumns(names: readonly string[]): readonly ScopeColumn[] {
  return names.map((name) => ({ name, family: unknownFamily }));
}
