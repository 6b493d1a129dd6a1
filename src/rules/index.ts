/**
 * rules: the rule language. One small SQL condition that runs in both kinds of store. Start at parse-rule.ts.
 *
 * Invariant: pure; SQL's three-valued logic in both; what the language does not have is refused when it is read.
 */

export type { RuleColumn } from './column-kind.js';
export type { RuleExpression, RuleIssue } from './expression.js';
export { parseRule, ruleFields } from './parse-rule.js';
export { type ReadField, type RulePredicate, rulePredicate } from './predicate.js';
export { type ColumnOf, ruleIssue, ruleToSql } from './print-sql.js';
