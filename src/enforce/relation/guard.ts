import { as, cloneTree, parse, quoteIdentifier, quoteRelation, type Struct, type TreeNode } from '../../sql/index.js';
import type { CompiledRelation } from './compiled-relation.js';

/** What the protected relation is called inside its guard. */
export const guardAlias = 'damask_row';

/** A guard standing in a statement: the SELECT that took the relation's place. */
export interface Guard {
  readonly compiled: CompiledRelation;
  /** The bare SelectStmt. */
  readonly select: Struct;
}

const templates = new WeakMap<CompiledRelation, Struct>();

/** The permitted view of a relation, as text. Columns are named one by one: what is added to the store later is not shown. */
export function guardText(compiled: CompiledRelation): string {
  const columns = compiled.columns
    .filter((column) => column.shown !== 'absent')
    .map((column) => {
      const sql = column.sql(guardAlias);
      return column.shown === 'pass' ? sql : `${sql} AS ${quoteIdentifier(column.column.name)}`;
    });
  const where = compiled.filter === null ? '' : ` WHERE ${compiled.filter(guardAlias)}`;
  const { schema, name } = compiled.relation;
  return `SELECT ${columns.join(', ')} FROM ${quoteRelation(schema, name)} AS ${guardAlias}${where}`;
}

/** A new guard for one use of a relation. */
export function makeGuard(compiled: CompiledRelation): Guard {
  let template = templates.get(compiled);
  if (template === undefined) {
    template = as(parse(guardText(compiled))[0]?.node, 'SelectStmt') as Struct;
    templates.set(compiled, template);
  }
  return { compiled, select: cloneTree(template) };
}

/** The RangeVar inside a guard. */
function source(guard: Guard): Struct {
  const [item] = guard.select.fromClause as [TreeNode];
  return (as(item, 'RangeVar') ?? as(as(item, 'RangeTableSample')?.relation, 'RangeVar')) as Struct;
}

/** `ONLY`: the relation without those that inherit from it. */
export function guardOnly(guard: Guard): void {
  delete source(guard).inh;
}

/** TABLESAMPLE belongs to the relation itself. `sample` is the client's RangeTableSample. */
export function guardSample(guard: Guard, sample: Struct): void {
  guard.select.fromClause = [{ RangeTableSample: { ...sample, relation: { RangeVar: source(guard) } } }];
}

/**
 * Keeps the client's conditions from being run on rows that the guard filters away: the planner does not push them past
 * an OFFSET. `conjuncts` are conditions over the guard's row that can't raise; they go inside, so that indexes serve them.
 */
export function fence(guard: Guard, conjuncts: readonly TreeNode[]): void {
  const where = guard.select.whereClause as TreeNode;
  if (conjuncts.length > 0) {
    guard.select.whereClause = { BoolExpr: { boolop: 'AND_EXPR', args: [...conjuncts, ...conjunctsOf(where)] } };
  }
  guard.select.limitOffset = { A_Const: { ival: {} } };
  guard.select.limitOption = 'LIMIT_OPTION_COUNT';
}

/** The parser flattens nested ANDs, so a tree with one inside another would not print and parse back to itself. */
export function conjunctsOf(where: TreeNode): readonly TreeNode[] {
  const conjunction = as(where, 'BoolExpr');
  return conjunction !== undefined && conjunction.boolop === 'AND_EXPR' ? (conjunction.args as TreeNode[]) : [where];
}
