import type { RewriteContext } from './context.js';
import { rewriteExpression } from './expression.js';
import type { PermittedView } from './permitted-view.js';
import { rewriteQuery } from './query.js';
import { Splices } from './splices.js';
import { rewriteWritingQuery } from './writing-query.js';

/** A context for one statement. Here the rewriting of queries and expressions is tied together. */
export function newContext(view: PermittedView, nonce: string): RewriteContext {
  return {
    view,
    rewrite: { expression: rewriteExpression, query: rewriteQuery, writing: rewriteWritingQuery },
    splices: new Splices(nonce),
    guards: [],
    targets: new Set(),
    touched: new Set(),
    findings: { hazard: false },
    readTargetColumns: new Set(),
    outputs: new WeakMap(),
    opening: [],
  };
}
