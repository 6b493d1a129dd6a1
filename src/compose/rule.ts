import { invariant } from '../base/index.js';
import { parseRule, type RuleExpression } from '../rules/index.js';

/** A condition that the configuration's reader has found to be one. */
export function ruleFrom(text: string): RuleExpression {
  const rule = parseRule(text);
  invariant(!('issue' in rule), 'a condition was checked when the configuration was read');
  return rule;
}
