/** A parsed condition. Its shape belongs to this room. */
export interface RuleExpression {
  /** As the operator wrote it. */
  readonly source: string;
  /** Columns or member paths that it reads. */
  readonly fields: readonly string[];
  readonly condition: RuleCondition;
}

/** What is true, false or unknown of a row. */
export type RuleCondition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly [RuleCondition, RuleCondition] }
  | { readonly kind: 'not'; readonly operand: RuleCondition }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: RuleOperand;
      readonly right: RuleOperand;
    }
  | { readonly kind: 'in'; readonly operand: RuleOperand; readonly among: readonly RuleLiteral[] }
  | { readonly kind: 'between'; readonly operand: RuleOperand; readonly least: RuleOperand; readonly most: RuleOperand }
  | { readonly kind: 'like'; readonly operand: RuleOperand; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly kind: 'is_null'; readonly operand: RuleOperand }
  | { readonly kind: 'is_truth'; readonly operand: RuleCondition; readonly truth: boolean | null }
  /** A field or literal that is true or false itself. */
  | { readonly kind: 'truth'; readonly operand: RuleOperand };

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type RuleLiteral =
  | { readonly kind: 'text'; readonly value: string }
  /** As written: up to 15 digits, so that both twins hold it exactly. */
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean };

export type RuleOperand =
  | RuleLiteral
  /** A column, or members of JSON objects joined by dots. */
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'call'; readonly name: RuleFunction; readonly args: readonly RuleOperand[] };

/** lower and upper change ASCII letters only, whatever a database's locale is. */
export type RuleFunction = 'lower' | 'upper' | 'coalesce';

/** What would be right, in one line. */
export interface RuleIssue {
  readonly issue: string;
}
