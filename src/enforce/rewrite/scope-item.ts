import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { Guard } from '../relation/guard.js';
import type { Family } from './family.js';

/** A column that a FROM item offers. */
export interface ScopeColumn {
  readonly name: string;
  readonly family: Family;
  /** SEARCH or CYCLE added it: `*` means it in some places only (PostgreSQL docs, 7.8.2). */
  readonly isAdded?: boolean;
}

/** What a FROM item is called, and what can be named through it. PostgreSQL docs, 7.2.1. */
export interface ScopeItem {
  /** What it is called in the statement that is sent; null for an item without a name of its own (a subquery without alias). */
  readonly alias: string | null;
  /** What the client calls it, where that is something else: see namesakes.ts. */
  readonly called?: string;
  /** `schema.table.column` may name it: it is a relation without an alias. */
  readonly qualified: { readonly schema: string; readonly name: string } | null;
  /** Null when what it offers is not known (a function that returns a record). */
  readonly columns: readonly ScopeColumn[] | null;
  /** The guard that took the relation's place. */
  readonly guard: Guard | null;
  /** The relation that the statement writes, which no guard can stand for: columns are replaced one by one. */
  readonly target: CompiledRelation | null;
  /** Only `alias.column` names it: OLD, NEW, what a join by USING has in common. */
  readonly qualifiedOnly: boolean;
  /** It holds what the client itself gives: EXCLUDED. */
  readonly isGiven?: boolean;
  /** Nothing in it is protected: a relation that is not, as it is; rows that the client gives, as VALUES or by a function of PostgreSQL's. */
  readonly plain: boolean;
  /** All rows that it is made of are seen: a catalog of which some columns are blank, or a query of such. */
  readonly hidesNothing?: boolean;
  /** System columns that its guard gives because the statement names them: a star does not mean them. */
  readonly extras: readonly string[];
  /** A column alias list gave its columns other names. */
  readonly renamed: boolean;
  /** Those names, where that is all that is known of its columns. */
  readonly aliases?: readonly string[];
  /**
   * Gives its columns, in the statement, the names that they are taken to have: then none of them can be anything but a column.
   * Left out where they stand in a list of names already. Throws GatewayError `refused` for a column where no names can be given.
   */
  readonly bind?: (column: string) => void;
}
