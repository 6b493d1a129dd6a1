/** A parsed condition. Its shape belongs to this room. */
export interface RuleExpression {
  /** As the operator wrote it. */
  readonly source: string;
  /** Columns or member paths that it reads. */
  readonly fields: readonly string[];
}
