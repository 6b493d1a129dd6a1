import { once } from '../../base/index.js';
import type { TreeNode } from '../../sql/index.js';
import type { Literals } from '../template/literals.js';
import { newSpent, type SplicedLength } from './bounds.js';
import { columnNames, mayHide } from './column-names.js';
import type { PlacedGuard, RewriteContext } from './context.js';
import type { Edits } from './edits.js';
import { newFindings } from './findings.js';
import { newMentions } from './mentions.js';
import { declaredTypes, surveyParameters } from './parameters.js';
import type { PermittedView } from './permitted-view.js';
import { printConditions } from './print-conditions.js';
import { rewriteQuery } from './query.js';
import { Splices } from './splices.js';
import { namedSystemColumns } from './system-columns.js';
import { newTemporaries, type Temporaries } from './temporaries.js';
import { rewriteWritingQuery } from './writing-query.js';

export interface NewContext {
  readonly view: PermittedView;
  /** Not rewritten yet. */
  readonly statement: TreeNode;
  readonly edits: Edits;
  readonly literals?: Literals | null;
  /** See `ReadText`; none when left out. */
  readonly longLists?: ReadonlyMap<number, number>;
  /** Type OIDs that the client declared for parameters. */
  readonly parameterTypes: readonly number[];
  readonly nonce: string;
  readonly temporaries?: Temporaries;
  /** Of the statement; a long one when left out. */
  readonly bytes?: number;
  /** Of what has been put into the statements of its text so far. */
  readonly spliced?: SplicedLength;
}

/** A context for one statement. Here the rewriting of queries and expressions is tied together. */
export function newContext({ view, statement, edits, parameterTypes, nonce, ...more }: NewContext): RewriteContext {
  const printed: TreeNode[] = [];
  const probes: TreeNode[] = [];
  const guards: PlacedGuard[] = [];
  const findings = newFindings();
  const literals = more.literals ?? null;
  return {
    view,
    rewrite: { query: rewriteQuery, writing: rewriteWritingQuery },
    splices: new Splices(nonce, more.spliced),
    edits,
    literals,
    longLists: more.longLists ?? new Map(),
    guards,
    targets: new Set(),
    mentions: newMentions(view.catalog, statement),
    touched: new Set(),
    systemColumns: namedSystemColumns(statement),
    printed,
    probes,
    mayHide: once(() => mayHide([statement, printed])),
    columnNames: once(() => columnNames([statement, printed])),
    temporaries: more.temporaries ?? newTemporaries(),
    parameters: surveyParameters(statement, declaredTypes(statement, parameterTypes, view)),
    findings,
    spent: newSpent(more.bytes ?? 1_000_000),
    conditions: once(() => printConditions(guards, probes, findings, literals)),
    readTargetColumns: new Set(),
    outputs: new WeakMap(),
    single: new WeakSet(),
    settled: new WeakSet(),
    offered: new Map(),
    families: new WeakMap(),
    constants: new WeakMap(),
    reading: new WeakMap(),
    named: new WeakMap(),
    outputReferences: new WeakSet(),
    followedCalls: new WeakSet(),
    scopes: new WeakMap(),
    opening: [],
  };
}
