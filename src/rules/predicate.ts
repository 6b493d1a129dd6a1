import type { ComparisonOperator, RuleCondition, RuleExpression, RuleOperand } from './expression.js';
import { likeMatcher } from './like-pattern.js';
import { isNumberText } from './number-text.js';
import { compareBytes, lowerAscii, upperAscii } from './text-order.js';

/** Reads a field of a record by its path; undefined and null are SQL's NULL. */
export type ReadField = (path: string) => unknown;

/** A condition over a record: true, false, or null for SQL's unknown. */
export type RulePredicate = (field: ReadField) => boolean | null;

/** A value that is there, but that no rule can compare: an object, an array, NaN. */
const opaque: unique symbol = Symbol('opaque');
type Value = string | number | bigint | boolean | null | typeof opaque;
type ReadValue = (field: ReadField) => Value;

/**
 * The rule as a function of a record, in SQL's three-valued logic: a record is kept only when it is true. Values of kinds
 * that can't be compared give unknown; a string literal is read as a number when it meets one, as PostgreSQL would.
 */
export function rulePredicate(rule: RuleExpression): RulePredicate {
  return conditionOf(rule.condition);
}

function conditionOf(condition: RuleCondition): RulePredicate {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return junction(conditionOf(condition.operands[0]), conditionOf(condition.operands[1]), condition.kind === 'or');
    case 'not':
      return not(conditionOf(condition.operand));
    case 'compare':
      return comparison(condition.left, condition.operator, condition.right);
    case 'in':
      return condition.among
        .map((literal) => comparison(condition.operand, '=', literal))
        .reduce((left, right) => junction(left, right, true));
    case 'between':
      return junction(
        comparison(condition.operand, '>=', condition.least),
        comparison(condition.operand, '<=', condition.most),
        false,
      );
    case 'like':
      return like(condition.operand, condition.pattern, condition.ignoreCase);
    case 'is_null': {
      const read = readerOf(condition.operand);
      return (field) => read(field) === null;
    }
    case 'is_truth': {
      const operand = conditionOf(condition.operand);
      return (field) => operand(field) === condition.truth;
    }
    case 'truth': {
      const read = readerOf(condition.operand);
      return (field) => {
        const value = read(field);
        return typeof value === 'boolean' ? value : null;
      };
    }
  }
}

/** OR is decided by the first true, AND by the first false; otherwise unknown stays unknown. */
function junction(left: RulePredicate, right: RulePredicate, deciding: boolean): RulePredicate {
  return (field) => {
    const first = left(field);
    if (first === deciding) return deciding;
    const second = right(field);
    if (second === deciding) return deciding;
    return first === null || second === null ? null : !deciding;
  };
}

function not(operand: RulePredicate): RulePredicate {
  return (field) => {
    const value = operand(field);
    return value === null ? null : !value;
  };
}

function comparison(left: RuleOperand, operator: ComparisonOperator, right: RuleOperand): RulePredicate {
  const [readLeft, readRight] = [readerOf(left), readerOf(right)];
  return (field) => {
    let first: Value = readLeft(field);
    let second: Value = readRight(field);
    if (left.kind === 'text' && isNumber(second)) first = numberOf(left.value);
    else if (right.kind === 'text' && isNumber(first)) second = numberOf(right.value);
    if (typeof first === 'string' && typeof second === 'string') return holds(operator, compareBytes(first, second));
    if (isNumber(first) && isNumber(second)) return holds(operator, first < second ? -1 : first > second ? 1 : 0);
    if (typeof first === 'boolean' && typeof second === 'boolean')
      return holds(operator, Number(first) - Number(second));
    return null;
  };
}

/** An integer that a number does not hold is a bigint; they compare as what they are. */
const isNumber = (value: Value): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** A string literal that meets a number: null when it is none. */
const numberOf = (text: string): number | null => (isNumberText(text) ? Number(text) : null);

function holds(operator: ComparisonOperator, sign: number): boolean {
  switch (operator) {
    case '=':
      return sign === 0;
    case '<>':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
  }
}

function like(operand: RuleOperand, pattern: string, ignoreCase: boolean): RulePredicate {
  const read = readerOf(operand);
  const matches = likeMatcher(ignoreCase ? lowerAscii(pattern) : pattern);
  return (field) => {
    const value = read(field);
    return typeof value === 'string' ? matches(ignoreCase ? lowerAscii(value) : value) : null;
  };
}

function readerOf(operand: RuleOperand): ReadValue {
  switch (operand.kind) {
    case 'field':
      return (field) => scalar(field(operand.path));
    case 'text':
    case 'boolean':
      return () => operand.value;
    case 'number': {
      const value = Number(operand.value);
      return () => value;
    }
    case 'call':
      return callOf(operand);
  }
}

function callOf({ name, args }: Extract<RuleOperand, { kind: 'call' }>): ReadValue {
  const reads = args.map(readerOf);
  if (name === 'coalesce') {
    return (field) => {
      for (const read of reads) {
        const value = read(field);
        if (value !== null) return value;
      }
      return null;
    };
  }
  const change = name === 'lower' ? lowerAscii : upperAscii;
  return (field) => {
    const [value] = reads.map((read) => read(field));
    return typeof value === 'string' ? change(value) : null;
  };
}

function scalar(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  return typeof value === 'number' && !Number.isNaN(value) ? value : opaque;
}
