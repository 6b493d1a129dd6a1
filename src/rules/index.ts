/**
 * rules: the rule language. One small SQL condition that runs in both kinds of store.
 *
 * Invariant: pure; SQL's three-valued logic in both.
 */

export type { RuleExpression } from './expression.js';
