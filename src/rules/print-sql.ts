import { kindOfColumn, type RuleColumn, temporalText, type ValueKind } from './column-kind.js';
import type { ComparisonOperator, RuleCondition, RuleExpression, RuleIssue, RuleOperand } from './expression.js';
import { isNumberText } from './number-text.js';
import { byBytes, cast, constant, operate } from './sql-expression.js';

/** The column that a rule's field stands for: with its type, or as an SQL expression alone (see ValueKind `untyped`). */
export type ColumnOf = (path: string) => RuleColumn | string;

/**
 * The rule as an SQL expression of type boolean, fully parenthesised and total: nothing in it can raise on a row. It reads
 * no session setting, and no search_path. A rule that does not fit the columns' types is `false`: no row is shown.
 */
export function ruleToSql(rule: RuleExpression, column: ColumnOf): string {
  const printed = print(rule, column);
  return typeof printed === 'string' ? printed : 'false';
}

/** Why a rule does not fit the columns' types, or null when it does. */
export function ruleIssue(rule: RuleExpression, column: ColumnOf): string | null {
  const printed = print(rule, column);
  return typeof printed === 'string' ? null : printed.issue;
}

function print(rule: RuleExpression, column: ColumnOf): string | RuleIssue {
  try {
    return new SqlPrinter(column).condition(rule.condition);
  } catch (fault) {
    if (fault instanceof IllTyped) return { issue: fault.message };
    throw fault;
  }
}

/** Ends the walk; never leaves this file. */
class IllTyped extends Error {}

/** Of a column of which only its SQL is known. */
const unknownType = '';

/** A string literal has no kind of its own: it takes that of what it meets. */
type OperandKind = ValueKind | 'literal';

class SqlPrinter {
  readonly #column: ColumnOf;

  constructor(column: ColumnOf) {
    this.#column = column;
  }

  condition(condition: RuleCondition): string {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return `(${condition.operands.map((operand) => this.condition(operand)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `(NOT ${this.condition(condition.operand)})`;
      case 'compare':
        return this.#compare(condition.left, condition.operator, condition.right);
      case 'in':
        return `(${condition.among.map((literal) => this.#compare(condition.operand, '=', literal)).join(' OR ')})`;
      case 'between': {
        const least = this.#compare(condition.operand, '>=', condition.least);
        return `(${least} AND ${this.#compare(condition.operand, '<=', condition.most)})`;
      }
      case 'like': {
        this.#commonKind([condition.operand, { kind: 'text', value: condition.pattern }], ['text', 'enum']);
        const operator = condition.ignoreCase ? '~~*' : '~~';
        return operate(byBytes(this.#text(condition.operand)), operator, constant(condition.pattern, 'text'));
      }
      case 'is_null':
        return `(${this.#plain(condition.operand)} IS NULL)`;
      case 'is_truth': {
        const truth = condition.truth === null ? 'UNKNOWN' : condition.truth ? 'TRUE' : 'FALSE';
        return `(${this.condition(condition.operand)} IS ${truth})`;
      }
      case 'truth':
        this.#commonKind([condition.operand], ['boolean', 'untyped']);
        return this.#as(condition.operand, 'boolean');
    }
  }

  #compare(left: RuleOperand, operator: ComparisonOperator, right: RuleOperand): string {
    const kind = this.#commonKind([left, right]);
    const isOrdered = operator !== '=' && operator !== '<>';
    if (isOrdered && kind === 'enum') throw new IllTyped('an enum has no order in rules');
    const needsBytes =
      kind === 'enum' || (kind === 'text' && (isOrdered || this.#needsBytes(left) || this.#needsBytes(right)));
    const first = this.#as(left, kind);
    return operate(needsBytes ? byBytes(first) : first, operator, this.#as(right, kind));
  }

  /** The kind in which all operands compare; of `allowed` when given. */
  #commonKind(operands: readonly RuleOperand[], allowed?: readonly ValueKind[]): ValueKind {
    const found = new Set(operands.map((operand) => this.#kind(operand)));
    const hasLiteral = found.delete('literal');
    found.delete('untyped');
    const [kind = hasLiteral ? 'text' : 'untyped', ...more] = found as ReadonlySet<ValueKind>;
    const typnames = operands.flatMap((operand) => this.#typnames(operand));
    // Between these PostgreSQL would cast numeric to float, and raise on a value out of its range.
    if (typnames.includes('numeric') && typnames.some((typname) => typname.startsWith('float'))) {
      throw new IllTyped('type numeric and a float are compared');
    }
    if (typnames.includes(unknownType) && typnames.length > 1) {
      throw new IllTyped('fields of which the types are not known are compared');
    }
    if (more.length > 0) throw new IllTyped(`${[kind, ...more].map(spoken).join(' and ')} are compared`);
    if (kind === 'other' || allowed?.includes(kind) === false) {
      throw new IllTyped(`${spoken(kind)} can't be compared so`);
    }
    return kind;
  }

  #kind(operand: RuleOperand): OperandKind {
    switch (operand.kind) {
      case 'field':
        return kindOfColumn(this.#column(operand.path));
      case 'text':
        return 'literal';
      case 'number':
      case 'boolean':
        return operand.kind;
      case 'call':
        if (operand.name === 'coalesce') return this.#commonKind(operand.args);
        this.#commonKind([...operand.args, { kind: 'text', value: '' }], ['text', 'enum']);
        return 'text';
    }
  }

  /** The types of all fields of an operand. */
  #typnames(operand: RuleOperand): readonly string[] {
    if (operand.kind === 'call') return operand.args.flatMap((argument) => this.#typnames(argument));
    if (operand.kind !== 'field') return [];
    const column = this.#column(operand.path);
    return [typeof column === 'string' ? unknownType : column.typname];
  }

  /** By the column's own equality only where that is the equality of bytes: an index can serve then. */
  #needsBytes(operand: RuleOperand): boolean {
    if (operand.kind === 'call') return operand.args.some((argument) => this.#needsBytes(argument));
    if (operand.kind !== 'field') return false;
    const column = this.#column(operand.path);
    return typeof column === 'string' || (column.collation ?? null) !== null || !isPlainText(column);
  }

  #as(operand: RuleOperand, kind: ValueKind): string {
    if (operand.kind === 'text') return literalOf(operand.value, kind);
    if (kind === 'text' || kind === 'enum') return this.#text(operand);
    if (operand.kind !== 'call') return this.#plain(operand);
    return `COALESCE(${operand.args.map((argument) => this.#as(argument, kind)).join(', ')})`;
  }

  #text(operand: RuleOperand): string {
    if (operand.kind === 'field') {
      const column = this.#column(operand.path);
      const sql = this.#plain(operand);
      return typeof column === 'string' || isPlainText(column) ? sql : cast(sql, 'text');
    }
    if (operand.kind !== 'call') return this.#plain(operand);
    const args = operand.args.map((argument) => this.#text(argument));
    if (operand.name === 'coalesce') return `COALESCE(${args.join(', ')})`;
    return `pg_catalog.${operand.name}(${args.map(byBytes).join(', ')})`;
  }

  /** In its own type. */
  #plain(operand: RuleOperand): string {
    switch (operand.kind) {
      case 'field': {
        const column = this.#column(operand.path);
        return typeof column === 'string' ? column : column.sql;
      }
      case 'text':
        return constant(operand.value, 'text');
      case 'number':
        return constant(operand.value, operand.value.includes('.') ? 'numeric' : 'int8');
      case 'boolean':
        return operand.value ? 'TRUE' : 'FALSE';
      case 'call':
        return this.#as(operand, this.#commonKind([operand]));
    }
  }
}

const isPlainText = ({ typname }: RuleColumn): boolean => typname === 'text' || typname === 'varchar';

/** A string literal in the kind of what it meets. What PostgreSQL would fail to read is never shown to it. */
function literalOf(text: string, kind: ValueKind): string {
  switch (kind) {
    case 'text':
    case 'enum':
    case 'untyped':
      return constant(text, 'text');
    case 'number':
      if (!isNumberText(text)) throw new IllTyped('a string that is no number meets a number');
      return constant(text, 'numeric');
    case 'date':
    case 'timestamp':
    case 'timestamptz': {
      const moment = temporalText(text, kind);
      if (moment === null)
        throw new IllTyped(`a string that is no ${kind} in the form 2024-12-31[ 23:59:59] meets one`);
      return constant(moment, kind);
    }
    case 'uuid':
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
        throw new IllTyped('a string that is no uuid meets one');
      return constant(text, 'uuid');
    case 'boolean':
    case 'other':
      throw new IllTyped(`a string meets ${spoken(kind)}`);
  }
}

const spoken = (kind: ValueKind): string => (kind === 'other' ? 'a type that rules do not know' : `type ${kind}`);
