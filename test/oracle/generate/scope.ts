import type { Random } from '../random.js';
import type { ColumnKind } from '../schema.js';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Compared with a constant, it may be looked up: see lookups.ts. */
  readonly lookup?: true;
}

/** Something in FROM, and how its columns are named. */
export interface Item {
  /** What qualifies its columns: an alias, a table's name, or a schema and a table's name. */
  readonly qualifier: string;
  readonly columns: readonly Column[];
  /** The table that it is, for what only tables have. */
  readonly table: string | null;
  /** Columns that are unique together and never NULL. */
  readonly key: readonly string[];
  /** `alias` alone names its row. */
  readonly hasRow: boolean;
  /** It has system columns. */
  readonly isTable: boolean;
}

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** What can be named at a place. */
export interface Environment {
  readonly items: readonly Item[];
  readonly outer: Environment | null;
  readonly ctes: readonly CommonTable[];
}

export interface GeneratedQuery {
  readonly sql: string;
  readonly columns: readonly Column[];
  /** ORDER BY leaves no choice: rows compare in their order. */
  readonly isOrdered: boolean;
}

/** What generating leads back to, so that a query can hold expressions and an expression queries. */
export interface Generator {
  readonly random: Random;
  /** Values of the parameters that stand in what was generated so far, `$1` first. */
  readonly values: string[];
  /** May a constant be a parameter? */
  readonly takesParameters: boolean;
  /** A name that was not used before. */
  fresh(prefix: string): string;
  /** A query with columns of these kinds, or of any when none are asked for. */
  query(kinds: readonly ColumnKind[] | null, environment: Environment, depth: number): GeneratedQuery;
  expression(kind: ColumnKind, environment: Environment, depth: number): string;
}

export const nowhere: Environment = { items: [], outer: null, ctes: [] };

/** Columns of a kind that can be named, innermost first, each as it is written. */
export function namedColumns(environment: Environment, kind: ColumnKind): readonly string[] {
  const found: string[] = [];
  for (let level: Environment | null = environment; level !== null; level = level.outer) {
    for (const item of level.items) {
      for (const column of item.columns) if (column.kind === kind) found.push(`${item.qualifier}.${column.name}`);
    }
    // Most expressions should speak of their own query.
    if (found.length > 0) break;
  }
  return found;
}

/** All levels' columns of a kind. */
export function outerColumns(environment: Environment, kind: ColumnKind): readonly string[] {
  const found: string[] = [];
  for (let level = environment.outer; level !== null; level = level.outer)
    found.push(...namedColumns({ ...level, outer: null }, kind));
  return found;
}

/** What is written for a column of a kind that is not to be looked up, wherever it stands. */
export function isLookedUp(environment: Environment, written: string): boolean {
  for (let level: Environment | null = environment; level !== null; level = level.outer) {
    for (const item of level.items) {
      if (item.columns.some(({ name, lookup }) => lookup === true && `${item.qualifier}.${name}` === written))
        return true;
    }
  }
  return false;
}

/** The column without its qualifier, where only one item has it. */
export function unqualified(environment: Environment, written: string): string | null {
  const name = written.slice(written.lastIndexOf('.') + 1);
  const owners = environment.items.filter((item) => item.columns.some((column) => column.name === name));
  return owners.length === 1 && `${owners[0]?.qualifier}.${name}` === written ? name : null;
}
