import type { Steps } from '../../base/index.js';
import type { Struct, TreeNode } from '../../sql/index.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { Guard } from '../relation/guard.js';
import type { Literals } from '../template/literals.js';
import type { Spent } from './bounds.js';
import type { Edits } from './edits.js';
import type { Family } from './family.js';
import type { Findings } from './findings.js';
import type { NamedParts } from './named-parts.js';
import type { Parameters } from './parameters.js';
import type { PermittedView } from './permitted-view.js';
import type { KnownToRead } from './reads-rows.js';
import type { CteScope, Scope, ScopeColumn } from './scope.js';
import type { Splices } from './splices.js';
import type { NamedSystemColumns } from './system-columns.js';
import type { Temporaries } from './temporaries.js';

/** A guard in its place, with those of the client's conjuncts that may also be tested inside it. */
export interface PlacedGuard {
  readonly guard: Guard;
  readonly conjuncts: TreeNode[];
  /** Those of equality with a mask, by what is stored: for a fence, and where the guard can't give what is stored. */
  readonly storedConjuncts: (() => string)[];
  /** Comparisons with the true values of masked columns, taken out of the client's WHERE. */
  readonly lookups: TreeNode[];
  /** A list of column aliases names its columns by their places. */
  readonly renamed: boolean;
  /** Names for what is stored behind masks, by column: see stored-values.ts. */
  readonly stored: Map<string, string>;
}

/** The kinds of node whose rewriting leads back to one another: a query holds expressions, which hold queries. */
export interface Recursion {
  query(select: Struct, place: QueryPlace, context: RewriteContext): Steps<readonly ScopeColumn[] | null>;
  writing(
    tag: string,
    statement: Struct,
    place: QueryPlace,
    context: RewriteContext,
  ): Steps<readonly ScopeColumn[] | null>;
}

/** How what stands in an expression is rewritten. */
export interface Rewriting {
  readonly expression: (node: TreeNode, place: Place) => Steps<TreeNode>;
  readonly fields: (struct: Struct, place: Place) => Steps<Struct>;
}

/** What is found out while one statement is rewritten. Lives as long as that. */
export interface RewriteContext {
  readonly view: PermittedView;
  readonly rewrite: Recursion;
  readonly splices: Splices;
  readonly edits: Edits;
  /** Those of the text, where its plan is to serve others that differ in them; else null. */
  readonly literals: Literals | null;
  /** How many values there are in lists of which some stand for all, by where the first begins in the client's text, in bytes. */
  readonly longLists: ReadonlyMap<number, number>;
  readonly guards: PlacedGuard[];
  /** RangeVars of protected relations that the statement writes: they stand without a guard, their columns replaced. */
  readonly targets: Set<Struct>;
  /** Protected relations that the statement reads or writes. */
  readonly touched: Set<CompiledRelation>;
  readonly systemColumns: NamedSystemColumns;
  /** The client's expressions that stand in texts of the gateway's, and no more in the tree. */
  readonly printed: TreeNode[];
  /** Casts that are let run before any row is read: see steadiness.ts. */
  readonly probes: TreeNode[];
  /** Guards may give columns that nobody is to see: nothing reads columns without naming them. */
  readonly mayHide: () => boolean;
  /** The texts of the guards' conjuncts and lookups, once it is known which of them are to stand. */
  readonly conditions: () => ReadonlyMap<TreeNode, string>;
  /** Asked once the statement has been rewritten: see column-names.ts. */
  readonly columnNames: () => ReadonlySet<string> | null;
  readonly temporaries: Temporaries;
  /** See foreign-casts.ts. */
  readonly mentions: Set<number> | null;
  readonly parameters: Parameters;
  readonly findings: Findings;
  readonly spent: Spent;
  /** Columns of the written relation that expressions read, since it was last cleared. */
  readonly readTargetColumns: Set<string>;
  /** What relations offer, by the relation or, where it is guarded, by what it was compiled to. */
  readonly offered: Map<object, readonly ScopeColumn[]>;
  /** What each query gives, by its bare SelectStmt; null when that is not known. */
  readonly outputs: WeakMap<Struct, readonly ScopeColumn[] | null>;
  /** Queries that give no more than one row, by their bare SelectStmt: see one-row.ts. */
  readonly single: WeakSet<Struct>;
  /** Queries in expressions that have been rewritten before what they stand in. */
  readonly settled: WeakSet<Struct>;
  /** Bare names that may be of output columns: see output-references.ts. */
  readonly outputReferences: WeakSet<Struct>;
  /** Of expressions, as they were before they were rewritten: see totality.ts. */
  readonly families: WeakMap<Struct, { readonly scope: Scope; readonly family: Family }>;
  /** Of those that read no row: see constant-family.ts. */
  readonly constants: WeakMap<Struct, Family>;
  readonly reading: KnownToRead;
  /** Of queries that stand in others, before they were rewritten: see named-columns.ts. */
  readonly named: WeakMap<Struct, NamedParts>;
  /** Calls that set what the gate follows, and that it has followed: see statements/setting-calls.ts. */
  readonly followedCalls: WeakSet<Struct>;
  /** What each SELECT reads from, by its bare SelectStmt. */
  readonly scopes: WeakMap<Struct, Scope>;
  /** Views being opened, innermost last: a view can't stand inside itself. */
  readonly opening: readonly string[];
}

/** Where an expression stands. */
export interface Place {
  readonly scope: Scope;
  /** It may be run on rows before the guards' filters have been: a condition, or anything inside a subquery. */
  readonly exposed: boolean;
  /**
   * Where it is exposed: it is worked out from rows that scans have given, and is never a condition of a scan. So it is asked of
   * nothing that a guard has filtered away as it scanned.
   */
  readonly above?: boolean;
  readonly context: RewriteContext;
}

/** Where a query stands. */
export interface QueryPlace {
  /** The names of the query around it that it may use. */
  readonly outer: Scope | null;
  readonly ctes: CteScope | null;
  /** Its output is used by a query around it, which may pull it up into its own conditions. */
  readonly exposed: boolean;
  /** Whether it is run at all can hang on rows that a guard filters away. */
  readonly onDemand?: boolean;
}
