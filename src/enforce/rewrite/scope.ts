import type { CompiledColumn, CompiledRelation } from '../relation/compiled-relation.js';
import type { Guard } from '../relation/guard.js';
import { type Family, unknownFamily } from './family.js';

/** A column that a FROM item offers. */
export interface ScopeColumn {
  readonly name: string;
  readonly family: Family;
  /** SEARCH or CYCLE added it: `*` means it in some places only (PostgreSQL docs, 7.8.2). */
  readonly isAdded?: boolean;
}

/** What a FROM item is called, and what can be named through it. PostgreSQL docs, 7.2.1. */
export interface ScopeItem {
  /** Null for an item without a name of its own (a subquery without alias). */
  readonly alias: string | null;
  /** `schema.table.column` may name it: it is a relation without an alias. */
  readonly qualified: { readonly schema: string; readonly name: string } | null;
  /** Null when what it offers is not known (a function that returns a record). */
  readonly columns: readonly ScopeColumn[] | null;
  /** The guard that took the relation's place. */
  readonly guard: Guard | null;
  /** The relation that the statement writes, which no guard can stand for: columns are replaced one by one. */
  readonly target: CompiledRelation | null;
  /** Only `alias.column` names it: OLD, NEW. */
  readonly qualifiedOnly: boolean;
  /** A relation that is not protected, as it is. */
  readonly plain: boolean;
  /** System columns that its guard gives because the statement names them: a star does not mean them. */
  readonly extras: readonly string[];
  /** A column alias list gave its columns other names. */
  readonly renamed: boolean;
  /** Those names, where that is all that is known of its columns. */
  readonly aliases?: readonly string[];
  /**
   * Gives its columns, in the statement, the names that they are taken to have: then none of them can be anything but a column.
   * Left out where they stand in a list of names already.
   */
  readonly bind?: () => void;
}

/** Items of a join by USING or NATURAL, of which `*` gives what they are joined by first, and once (PostgreSQL docs, 7.2.1.1). */
export interface Merge {
  readonly items: readonly ScopeItem[];
  readonly columns: readonly ScopeColumn[] | null;
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
}

/** The WITH queries that can be named here. */
export interface CteScope {
  readonly outer: CteScope | null;
  readonly columns: Map<string, readonly ScopeColumn[] | null>;
}

export function innerScope(outer: Scope | null, ctes: CteScope | null): Scope {
  return { outer, items: [], merges: [], ctes, isGrouped: false };
}

export function findCte(scope: CteScope | null, name: string): readonly ScopeColumn[] | null | undefined {
  for (let level = scope; level !== null; level = level.outer) {
    const columns = level.columns.get(name);
    if (columns !== undefined) return columns;
  }
  return undefined;
}

/** What a column reference means. */
export type Meaning =
  | { readonly kind: 'column'; readonly item: ScopeItem; readonly column: ScopeColumn }
  /** The whole row of an item. */
  | { readonly kind: 'row'; readonly item: ScopeItem }
  /** It may be a column of an item whose columns are not known; `shadowed` is what it would be otherwise. */
  | { readonly kind: 'unknown'; readonly shadowed: ScopeItem | null };

const unresolved: Meaning = { kind: 'unknown', shadowed: null };

/** Resolves `parts` (`column`, `alias.column`, `schema.table.column`) as PostgreSQL does: innermost level first. */
export function resolve(scope: Scope, parts: readonly string[]): Meaning {
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return resolveUnqualified(scope, name);
  const item = findItem(scope, parts.slice(0, -1));
  if (item === undefined) return unresolved;
  const column = item.columns?.find((candidate) => candidate.name === name);
  return column === undefined ? { kind: 'unknown', shadowed: item } : { kind: 'column', item, column };
}

function resolveUnqualified(scope: Scope, name: string): Meaning {
  let opaque = false;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    for (const item of level.items) {
      if (item.qualifiedOnly) continue;
      if (item.columns === null) opaque = true;
      const column = item.columns?.find((candidate) => candidate.name === name);
      if (column !== undefined) return opaque ? { kind: 'unknown', shadowed: item } : { kind: 'column', item, column };
    }
  }
  const row = findItem(scope, [name]);
  if (row === undefined) return unresolved;
  return opaque && row.target !== null ? { kind: 'unknown', shadowed: row } : { kind: 'row', item: row };
}

/** The item that `parts` (`alias`, `schema.table`, `database.schema.table`) name. */
export function findItem(scope: Scope, parts: readonly string[]): ScopeItem | undefined {
  const name = parts[parts.length - 1];
  const schema = parts.length > 1 ? parts[parts.length - 2] : undefined;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    for (const item of level.items) {
      if (
        schema === undefined ? item.alias === name : item.qualified?.schema === schema && item.qualified.name === name
      ) {
        return item;
      }
    }
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
export function starColumns({ items, merges }: Pick<Scope, 'items' | 'merges'>): readonly ScopeColumn[] | null {
  const columns: ScopeColumn[] = [];
  const given = new Set<Merge>();
  for (const item of items) {
    if (item.qualifiedOnly) continue;
    const merge = merges.findLast((one) => one.items.includes(item));
    if (merge !== undefined && given.has(merge)) continue;
    const own = merge === undefined ? columnsByStar(item) : merge.columns;
    if (merge !== undefined) given.add(merge);
    if (own === null) return null;
    columns.push(...own);
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
