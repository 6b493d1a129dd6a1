import {
  as,
  type Column,
  isStruct,
  listOf,
  nameParts,
  type Relation,
  resolveRelation,
  type Struct,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { PermittedView } from '../rewrite/permitted-view.js';
import type { Literals } from './literals.js';

/*
 * Where a parameter of a declared type is read as a literal is (PostgreSQL docs, 10). An integer literal is of type integer
 * whatever stands around it; a string literal takes the type of a text or varchar column that it is compared with or put into,
 * and a parameter of type text gets the same operator there. Where an expression counts by how it is
 * written (GROUP BY, ORDER BY), or how many rows there are is left to the plan (LIMIT), there are no such places.
 */

/** OIDs of pg_type.dat, which never change. */
const int8 = 20;
const int2 = 21;
const int4 = 23;
const text = 25;
const float4 = 700;
const float8 = 701;
const varchar = 1043;
const numeric = 1700;

const comparedWithInteger: ReadonlySet<number> = new Set([int2, int4, int8, numeric]);
/** What an integer can always become: where it might not, a constant is found too large before a row is. */
const madeOfInteger: ReadonlySet<number> = new Set([int4, int8, float4, float8]);
const ofString: ReadonlySet<number> = new Set([text, varchar]);

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

/** Kinds of node that answer the same however the statement is planned, in whatever order rows come. */
const orderless: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'ResTarget',
  'ColumnRef',
  'String',
  'A_Star',
  'A_Const',
  'A_Expr',
  'BoolExpr',
  'NullTest',
  'BooleanTest',
  'RangeVar',
  'JoinExpr',
  'SortBy',
  'FuncCall',
  'List',
  'SetToDefault',
  'SQLValueFunction',
  'CoalesceExpr',
  'CaseExpr',
  'CaseWhen',
  'TypeCast',
]);

const orderlessFunctions: ReadonlySet<string> = new Set(['count', 'min', 'max', 'lower', 'upper', 'length', 'now']);

/** The clauses of each kind of statement that there may be. */
const clauses: Readonly<Record<string, ReadonlySet<string>>> = {
  SelectStmt: new Set([
    'targetList',
    'fromClause',
    'whereClause',
    'groupClause',
    'havingClause',
    'sortClause',
    'limitOption',
    'op',
  ]),
  InsertStmt: new Set(['relation', 'cols', 'selectStmt', 'returningClause', 'override']),
  UpdateStmt: new Set(['relation', 'targetList', 'whereClause', 'returningClause']),
  DeleteStmt: new Set(['relation', 'whereClause', 'returningClause']),
};

/** Longer statements gain nothing by it, and each place is looked for among all tables. */
const literalsMax = 100;
const tablesMax = 20;

interface Table {
  readonly name: string;
  readonly relation: Relation;
}

interface Search {
  readonly view: PermittedView;
  readonly literals: Literals;
  readonly tables: Table[];
  /** Type OIDs by the literal's index. */
  readonly types: Map<number, number>;
}

/**
 * The type OIDs that each literal of a statement gets as a parameter, so that the answer is the same; null when one of them
 * can't be a parameter, or the statement's answer may hang on how it is planned. Read before the statement is rewritten.
 */
export function parameterTypesOf(
  statement: TreeNode,
  view: PermittedView,
  literals: Literals,
): readonly number[] | null {
  if (literals.count > literalsMax || literals.bound.length > 0 || !isOrderless(statement, view)) return null;
  const search: Search = { view, literals, tables: [], types: new Map() };
  if (!findPlaces(statement, search)) return null;
  const types = Array.from({ length: literals.count }, (_, index) => search.types.get(index));
  return types.every((type) => type !== undefined) ? types : null;
}

function isOrderless(value: unknown, view: PermittedView): boolean {
  if (Array.isArray(value)) return value.every((item) => isOrderless(item, view));
  if (!isStruct(value)) return true;
  const tag = tagOf(value);
  if (tag === 'A_Const') return true;
  if (tag !== null && !orderless.has(tag)) return false;
  const call = as(value, 'FuncCall');
  if (call !== undefined && !isOrderlessCall(call, view)) return false;
  for (const key in value) if (!isOrderless(value[key], view)) return false;
  return true;
}

function isOrderlessCall(call: Struct, { catalog }: PermittedView): boolean {
  const name = nameParts(call.funcname)?.at(-1) ?? '';
  if (!orderlessFunctions.has(name) || call.over !== undefined || call.agg_order !== undefined) return false;
  return catalog.functionsNamed(name).every((candidate) => candidate.schema === 'pg_catalog');
}

/** False when the statement is of a kind, or has something in it, of which nothing is known here. */
function findPlaces(statement: TreeNode, search: Search): boolean {
  const tag = tagOf(statement) ?? '';
  const struct = as(statement, tag);
  const known = clauses[tag];
  if (struct === undefined || known === undefined || !Object.keys(struct).every((key) => known.has(key))) return false;
  if (tag === 'SelectStmt') {
    if (!listOf(struct.fromClause).every((node) => findTables(node, search))) return false;
  } else if (!findTarget(struct.relation, search)) return false;
  if (tag === 'InsertStmt') return findInserted(struct, search);
  if (tag === 'UpdateStmt') findAssigned(struct, search);
  findCompared(struct.whereClause, search);
  return true;
}

function findTables(node: TreeNode, search: Search): boolean {
  const range = as(node, 'RangeVar');
  if (range !== undefined) return findTable(range, search);
  const join = as(node, 'JoinExpr');
  if (join === undefined || join.alias !== undefined || join.join_using_alias !== undefined) return false;
  if (![join.larg, join.rarg].every((side) => findTables(side as TreeNode, search))) return false;
  findCompared(join.quals, search);
  return true;
}

/** A plain table. What a view's or a policy's functions do with the statement's own text is not known. */
function findTable(range: Struct, { view, tables }: Search): boolean {
  if (tables.length >= tablesMax) return false;
  const alias = isStruct(range.alias) ? range.alias : {};
  const name = textOf(range.relname) ?? '';
  const relation = resolveRelation(view.catalog, view.path, textOf(range.schemaname) ?? null, name);
  if (relation === undefined || !(relation.kind === 'r' || relation.kind === 'p')) return false;
  if (relation.rowSecurity || alias.colnames !== undefined) return false;
  tables.push({ name: textOf(alias.aliasname) ?? name, relation });
  return true;
}

/** Triggers can see the statement's own text. */
function findTarget(range: unknown, search: Search): boolean {
  return isStruct(range) && findTable(range, search) && search.tables[0]?.relation.hasTriggers === false;
}

function findInserted({ cols, selectStmt }: Struct, search: Search): boolean {
  const [row, ...more] = listOf(as(selectStmt, 'SelectStmt')?.valuesLists);
  if (row === undefined || more.length > 0) return false;
  const { relation } = search.tables[0] as Table;
  const names = cols === undefined ? relation.columns.map((column) => column.name) : listOf(cols).map(plainTarget);
  listOf(as(row, 'List')?.items).forEach((item, at) => {
    put(
      item,
      relation.columns.find((column) => column.name === names[at]),
      search,
    );
  });
  return true;
}

/** A column that is given a value whole. */
function plainTarget(node: TreeNode): string | undefined {
  const target = as(node, 'ResTarget');
  return target?.indirection === undefined ? textOf(target?.name) : undefined;
}

function findAssigned({ targetList }: Struct, search: Search): void {
  const { relation } = search.tables[0] as Table;
  for (const node of listOf(targetList)) {
    const name = plainTarget(node);
    const value = as(node, 'ResTarget')?.val;
    put(
      value,
      relation.columns.find((column) => column.name === name),
      search,
    );
    const sum = as(value, 'A_Expr');
    const operator = operatorOf(sum);
    if (sum === undefined || textOf(sum.kind) !== 'AEXPR_OP' || (operator !== '+' && operator !== '-')) continue;
    compare(sum.lexpr, sum.rexpr, search, false);
  }
}

function put(value: unknown, column: Column | undefined, { literals, types }: Search): void {
  const constant = as(value, 'A_Const');
  const index = constant === undefined ? undefined : literals.indexOf(constant);
  if (index === undefined || column === undefined) return;
  const kind = literals.kindOf(index);
  if (kind === 'integer' && madeOfInteger.has(column.typeOid)) types.set(index, int4);
  if (kind === 'string' && ofString.has(column.typeOid) && column.typmod < 0) types.set(index, text);
}

function findCompared(condition: unknown, search: Search): void {
  const terms = as(condition, 'BoolExpr')?.args;
  if (terms !== undefined) {
    for (const term of listOf(terms)) findCompared(term, search);
    return;
  }
  const comparison = as(condition, 'A_Expr');
  const operator = operatorOf(comparison);
  if (comparison === undefined || operator === undefined) return;
  const { lexpr, rexpr } = comparison;
  switch (textOf(comparison.kind)) {
    case 'AEXPR_OP':
      if (comparisons.has(operator)) {
        compare(lexpr, rexpr, search, true);
        compare(rexpr, lexpr, search, true);
      }
      break;
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
      for (const bound of listOf(as(rexpr, 'List')?.items)) compare(lexpr, bound, search, true);
      break;
    case 'AEXPR_IN':
      // What strings in a list become is decided by all of them together.
      for (const item of listOf(as(rexpr, 'List')?.items)) compare(lexpr, item, search, false);
      break;
    default:
      break;
  }
}

function operatorOf(expression: Struct | undefined): string | undefined {
  const names = listOf(expression?.name);
  return names.length === 1 ? stringOf(names[0]) : undefined;
}

function compare(column: unknown, value: unknown, search: Search, takesStrings: boolean): void {
  const constant = as(value, 'A_Const');
  const index = constant === undefined ? undefined : search.literals.indexOf(constant);
  const typeOid = index === undefined ? null : typeOfColumn(column, search);
  if (index === undefined || typeOid === null) return;
  const kind = search.literals.kindOf(index);
  if (kind === 'integer' && comparedWithInteger.has(typeOid)) search.types.set(index, int4);
  if (takesStrings && kind === 'string' && ofString.has(typeOid)) search.types.set(index, text);
}

/** The type of a column that is seen as it is, and that only one table can have. */
function typeOfColumn(node: unknown, { view, tables }: Search): number | null {
  const parts = nameParts(as(node, 'ColumnRef')?.fields);
  if (parts === null || parts.length === 0 || parts.length > 2) return null;
  const name = parts.at(-1);
  const found = tables.filter(
    (table) =>
      (parts.length === 1 || table.name === parts[0]) && table.relation.columns.some((column) => column.name === name),
  );
  const [only] = found;
  if (only === undefined || found.length > 1 || name === undefined) return null;
  const compiled = view.compiled(only.relation);
  if (compiled !== null && compiledColumn(compiled, name)?.shown !== 'pass') return null;
  return only.relation.columns.find((column) => column.name === name)?.typeOid ?? null;
}
