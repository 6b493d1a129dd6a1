import type {
  ComparisonOperator,
  RuleCondition,
  RuleFunction,
  RuleIssue,
  RuleLiteral,
  RuleOperand,
} from './expression.js';
import { isLikePattern } from './like-pattern.js';
import type { RuleToken } from './tokens.js';

/** A part of the rule, and the tokens that it prints: with parentheses where the parser saw some. */
export interface ReadPart<T> {
  readonly value: T;
  readonly tokens: readonly string[];
}

/**
 * node-sql-parser's tree, through an allow-list, into ours. A part that binds more loosely than its place allows (in SQL:
 * OR, AND, NOT, then what is true or false by itself) must have stood in parentheses.
 */
export function readCondition(tree: unknown, tokens: readonly RuleToken[]): ReadPart<RuleCondition> | RuleIssue {
  try {
    return new TreeReader(tokens).condition(asNode(tree), 'or');
  } catch (fault) {
    if (fault instanceof OutsideLanguage) return { issue: fault.message };
    throw fault;
  }
}

/** Ends the walk; never leaves this file. */
class OutsideLanguage extends Error {}

const looseness = { or: 1, and: 2, not: 3, predicate: 4 } as const;
type Level = keyof typeof looseness;

const comparisons: readonly string[] = ['=', '<>', '<', '<=', '>', '>='] satisfies ComparisonOperator[];
const callNames: readonly string[] = ['lower', 'upper', 'coalesce'] satisfies RuleFunction[];
const literalTypes: readonly unknown[] = ['single_quote_string', 'number', 'bigint', 'bool'];

/** A node of the parser's tree, of which nothing is taken on trust. */
type Node = Readonly<Record<string, unknown>>;

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

const asNodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.map(asNode) : []);

class TreeReader {
  readonly #tokens: readonly RuleToken[];

  constructor(tokens: readonly RuleToken[]) {
    this.#tokens = tokens;
  }

  /** `loosest` is what may stand here without parentheses. */
  condition(node: Node, loosest: Level): ReadPart<RuleCondition> {
    const { level, part } = this.#bareCondition(node);
    if (node.parentheses === true) return enclosed(part);
    if (looseness[level] < looseness[loosest]) {
      throw new OutsideLanguage('where `and` and `or` meet, a rule needs parentheses that say which comes first');
    }
    return part;
  }

  #bareCondition(node: Node): { level: Level; part: ReadPart<RuleCondition> } {
    if (node.type === 'binary_expr' && (node.operator === 'AND' || node.operator === 'OR')) {
      const level = node.operator === 'AND' ? 'and' : 'or';
      const left = this.condition(asNode(node.left), level);
      const right = this.condition(asNode(node.right), level);
      const value: RuleCondition = { kind: level, operands: [left.value, right.value] };
      return { level, part: { value, tokens: [...left.tokens, node.operator, ...right.tokens] } };
    }
    if (node.type === 'unary_expr' && node.operator === 'NOT') {
      return { level: 'not', part: negated(this.condition(asNode(node.expr), 'not')) };
    }
    if (functionName(node) === 'not') return { level: 'not', part: negated(enclosed(this.#argumentOfNot(node))) };
    if (this.#isOperand(node)) {
      const { value, tokens } = this.#bareOperand(node);
      return { level: 'predicate', part: { value: { kind: 'truth', operand: value }, tokens } };
    }
    return { level: 'predicate', part: this.#predicate(node) };
  }

  /** `not (a = 1)` comes as a call of a function `not`. */
  #argumentOfNot(node: Node): ReadPart<RuleCondition> {
    const [argument, ...more] = asNodes(asNode(node.args).value);
    if (argument === undefined || more.length > 0) throw new OutsideLanguage('`not` has one condition');
    return this.condition(argument, 'or');
  }

  #predicate(node: Node): ReadPart<RuleCondition> {
    const operator = node.type === 'binary_expr' ? String(node.operator) : '';
    const [left, right] = [asNode(node.left), asNode(node.right)];
    const isNegated = operator.startsWith('NOT ') || operator === 'IS NOT';
    switch (operator) {
      case 'IS':
      case 'IS NOT':
        return withNot(this.#is(left, right, operator), isNegated);
      case 'IN':
      case 'NOT IN':
        return withNot(this.#in(left, right, operator), isNegated);
      case 'BETWEEN':
      case 'NOT BETWEEN':
        return withNot(this.#between(left, right, operator), isNegated);
      case 'LIKE':
      case 'NOT LIKE':
      case 'ILIKE':
      case 'NOT ILIKE':
        return withNot(this.#like(left, right, operator), isNegated);
      default:
        return this.#compare(left, right, operator);
    }
  }

  #compare(leftNode: Node, rightNode: Node, operator: string): ReadPart<RuleCondition> {
    if (!isComparison(operator)) throw new OutsideLanguage('a part of the rule is not supported');
    const left = this.#operand(leftNode);
    const right = this.#operand(rightNode);
    const value: RuleCondition = { kind: 'compare', operator, left: left.value, right: right.value };
    return { value, tokens: [...left.tokens, operator, ...right.tokens] };
  }

  #is(leftNode: Node, rightNode: Node, operator: string): ReadPart<RuleCondition> {
    const what =
      rightNode.type === 'column_ref' ? columnName(rightNode).toUpperCase() : String(rightNode.value).toUpperCase();
    if (!['NULL', 'TRUE', 'FALSE', 'UNKNOWN'].includes(what)) {
      throw new OutsideLanguage('`is` stands before [not] null, true, false or unknown');
    }
    if (what === 'NULL' && this.#isOperand(leftNode)) {
      const { value, tokens } = this.#operand(leftNode);
      return { value: { kind: 'is_null', operand: value }, tokens: [...tokens, ...operator.split(' '), what] };
    }
    if (!this.#isOperand(leftNode) && leftNode.parentheses !== true) {
      throw new OutsideLanguage('a condition before `is` stands in parentheses');
    }
    const { value, tokens } = this.condition(leftNode, 'predicate');
    const truth = what === 'TRUE' ? true : what === 'FALSE' ? false : null;
    return { value: { kind: 'is_truth', operand: value, truth }, tokens: [...tokens, ...operator.split(' '), what] };
  }

  #in(leftNode: Node, rightNode: Node, operator: string): ReadPart<RuleCondition> {
    const { value: operand, tokens } = this.#operand(leftNode);
    const items = asNodes(rightNode.value).map((item) => this.#operand(item));
    const among = items.map(({ value }) => {
      if (!isLiteral(value)) throw new OutsideLanguage('`in` takes a list of strings, numbers, true and false');
      return value;
    });
    const list = items.flatMap((item, index) => (index === 0 ? item.tokens : [',', ...item.tokens]));
    return { value: { kind: 'in', operand, among }, tokens: [...tokens, ...operator.split(' '), '(', ...list, ')'] };
  }

  #between(leftNode: Node, rightNode: Node, operator: string): ReadPart<RuleCondition> {
    const operand = this.#operand(leftNode);
    const [least, most] = asNodes(rightNode.value).map((bound) => this.#operand(bound));
    if (least === undefined || most === undefined) throw new OutsideLanguage('`between` has two bounds');
    return {
      value: { kind: 'between', operand: operand.value, least: least.value, most: most.value },
      tokens: [...operand.tokens, ...operator.split(' '), ...least.tokens, 'AND', ...most.tokens],
    };
  }

  #like(leftNode: Node, rightNode: Node, operator: string): ReadPart<RuleCondition> {
    const operand = this.#operand(leftNode);
    const pattern = this.#operand(rightNode);
    if (pattern.value.kind !== 'text' || !isLikePattern(pattern.value.value)) {
      throw new OutsideLanguage('`like` takes a string that does not end with a lone backslash');
    }
    const ignoreCase = operator.endsWith('ILIKE');
    return {
      value: { kind: 'like', operand: operand.value, pattern: pattern.value.value, ignoreCase },
      tokens: [...operand.tokens, ...operator.split(' '), ...pattern.tokens],
    };
  }

  #isOperand(node: Node): boolean {
    return node.type === 'column_ref' || literalTypes.includes(node.type) || callNames.includes(functionName(node));
  }

  #operand(node: Node): ReadPart<RuleOperand> {
    const part = this.#bareOperand(node);
    return node.parentheses === true ? enclosed(part) : part;
  }

  #bareOperand(node: Node): ReadPart<RuleOperand> {
    switch (node.type) {
      case 'column_ref': {
        const token = this.#tokenOf('f', columnName(node));
        if (token?.kind !== 'field') throw new OutsideLanguage('`unknown` stands behind `is` alone');
        return { value: { kind: 'field', path: token.path }, tokens: [token.text] };
      }
      case 'single_quote_string': {
        const token = this.#tokenOf('s', String(node.value));
        if (token?.kind !== 'string') throw new OutsideLanguage('a string of the rule is not supported');
        return { value: { kind: 'text', value: token.value }, tokens: [token.text] };
      }
      case 'number':
      case 'bigint':
        return { value: { kind: 'number', value: String(node.value) }, tokens: [String(node.value)] };
      case 'bool':
        return { value: { kind: 'boolean', value: node.value === true }, tokens: [String(node.value).toUpperCase()] };
      case 'function':
        return this.#call(node);
      case 'null':
        throw new OutsideLanguage('a comparison with null is never true: write `is null`');
      default:
        throw new OutsideLanguage('a value of the rule is not a field, a string, a number, true or false');
    }
  }

  #call(node: Node): ReadPart<RuleOperand> {
    const name = functionName(node);
    if (name === 'not')
      throw new OutsideLanguage('`not (…)` is no value: parentheses around all of what it negates may help');
    const args = asNodes(asNode(node.args).value).map((argument) => this.#operand(argument));
    if (!isFunction(name) || args.length === 0 || (name !== 'coalesce' && args.length > 1)) {
      throw new OutsideLanguage('rules know lower(x), upper(x) and coalesce(x, …)');
    }
    const list = args.flatMap((argument, index) => (index === 0 ? argument.tokens : [',', ...argument.tokens]));
    return {
      value: { kind: 'call', name, args: args.map(({ value }) => value) },
      tokens: [name, '(', ...list, ')'],
    };
  }

  /** Names and strings come as placeholders: their number among the tokens behind a letter. */
  #tokenOf(letter: string, placeholder: string): RuleToken | undefined {
    return placeholder.startsWith(letter) ? this.#tokens[Number(placeholder.slice(1))] : undefined;
  }
}

const isComparison = (operator: string): operator is ComparisonOperator => comparisons.includes(operator);
const isFunction = (name: string): name is RuleFunction => callNames.includes(name);
const isLiteral = (operand: RuleOperand): operand is RuleLiteral => operand.kind !== 'field' && operand.kind !== 'call';

function functionName(node: Node): string {
  const [name] = asNodes(asNode(node.name).name);
  return node.type === 'function' ? String(name?.value).toLowerCase() : '';
}

const columnName = (node: Node): string => String(asNode(asNode(node.column).expr).value);

const enclosed = <T>({ value, tokens }: ReadPart<T>): ReadPart<T> => ({ value, tokens: ['(', ...tokens, ')'] });

function negated({ value, tokens }: ReadPart<RuleCondition>): ReadPart<RuleCondition> {
  return { value: { kind: 'not', operand: value }, tokens: ['NOT', ...tokens] };
}

/** `a NOT IN (…)` prints its NOT inside, and means NOT (a IN (…)). */
function withNot(part: ReadPart<RuleCondition>, isNegated: boolean): ReadPart<RuleCondition> {
  return isNegated ? { value: { kind: 'not', operand: part.value }, tokens: part.tokens } : part;
}
