import type { TreeNode } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { rewriteExpression } from './expression.js';
import type { PermittedView } from './permitted-view.js';
import { rewriteQuery } from './query.js';
import { Splices } from './splices.js';
import { namedSystemColumns } from './system-columns.js';
import { rewriteWritingQuery } from './writing-query.js';

/** A context for one statement. Here the rewriting of queries and expressions is tied together. */
export function newContext(view: PermittedView, statement: TreeNode, nonce: string): RewriteContext {
  return {
    view,
    rewrite: { expression: rewriteExpression, query: rewriteQuery, writing: rewriteWritingQuery },
    splices: new Splices(nonce),
    guards: [],
    targets: new Set(),
    touched: new Set(),
    systemColumns: namedSystemColumns(statement),
    findings: { hazard: false },
    readTargetColumns: new Set(),
    outputs: new WeakMap(),
    opening: [],
  };
}
