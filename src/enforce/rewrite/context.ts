import { GatewayError } from '../../errors/index.js';
import type { Struct, TreeNode } from '../../sql/index.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { Guard } from '../relation/guard.js';
import type { PermittedView } from './permitted-view.js';
import type { ScopeColumn } from './scope.js';

/** A guard in its place, with those of the client's conjuncts that may also be tested inside it. */
export interface PlacedGuard {
  readonly guard: Guard;
  readonly conjuncts: TreeNode[];
}

/** What is found out while one statement is rewritten. Lives as long as that. */
export interface RewriteContext {
  readonly view: PermittedView;
  readonly guards: PlacedGuard[];
  /** RangeVars of protected relations that the statement writes: they stand without a guard, their columns replaced. */
  readonly targets: Set<Struct>;
  /** Protected relations that the statement reads or writes. */
  readonly touched: Set<CompiledRelation>;
  readonly findings: {
    /** The client's conditions may raise an error that depends on a row: guards that filter rows need a fence. */
    hazard: boolean;
  };
  /** Columns of the written relation that expressions read, since it was last cleared. */
  readonly readTargetColumns: Set<string>;
  /** What each query gives, by its bare SelectStmt; null when that is not known. */
  readonly outputs: WeakMap<Struct, readonly ScopeColumn[] | null>;
  /** Views being opened, innermost last: a view can't stand inside itself. */
  readonly opening: readonly string[];
}

export function newContext(view: PermittedView): RewriteContext {
  return {
    view,
    guards: [],
    targets: new Set(),
    touched: new Set(),
    findings: { hazard: false },
    readTargetColumns: new Set(),
    outputs: new WeakMap(),
    opening: [],
  };
}

/** A refusal that the policy or the guard's own limits demand. `message` holds names and kinds of construct, never a value. */
export function refused(message: string, hint?: string): GatewayError {
  return new GatewayError('refused', message, hint === undefined ? {} : { hint });
}

/** A name that the catalog snapshot does not have. The gate loads the catalog anew and asks again before it believes it. */
export class UnknownName extends GatewayError {}
