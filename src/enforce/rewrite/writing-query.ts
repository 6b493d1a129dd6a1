import {
  as,
  type Column,
  isStruct,
  listOf,
  type Relation,
  type Struct,
  stringNode,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import { type CompiledRelation, compiledColumn, isWritable } from '../relation/compiled-relation.js';
import { conjunction, conjunctsOf } from './conjunction.js';
import type { Place, QueryPlace, RewriteContext } from './context.js';
import { rewriteExpression, rewriteField, rewriteFields, rewriteTargets } from './expression.js';
import { familyOfColumn } from './family.js';
import { assertMayFlow } from './flow.js';
import { rewriteFrom, rewriteQuery, rewriteWith } from './query.js';
import { outputColumns, starItems } from './query-columns.js';
import { findRelationOf, isSystem, nameOf, unlisted } from './relation-name.js';
import { innerScope, type Scope, type ScopeColumn, type ScopeItem } from './scope.js';
import { isTotal } from './totality.js';

/**
 * Rewrites an INSERT, UPDATE, DELETE or MERGE in place (a bare statement struct). The target's expressions see the
 * permitted view: its row filter joins the WHERE, and its protected columns become their masks.
 *
 * @returns what RETURNING gives, or null when that is not known.
 * @throws GatewayError `refused`.
 */
export function rewriteWritingQuery(
  tag: string,
  statement: Struct,
  place: QueryPlace,
  context: RewriteContext,
): readonly ScopeColumn[] | null {
  const ctes = rewriteWith(statement, place.outer, place.ctes, context);
  const scope = innerScope(null, ctes);
  const target = openTarget(statement.relation as Struct, context);
  switch (tag) {
    case 'InsertStmt':
      return rewriteInsert(statement, target, scope, context);
    case 'UpdateStmt':
      return rewriteUpdate(statement, target, scope, context);
    case 'DeleteStmt':
      return rewriteDelete(statement, target, scope, context);
    case 'MergeStmt':
      return rewriteMerge(statement, target, scope, context);
    default:
      throw refused(`\`${tag}\` is not handled by the guard in WITH`);
  }
}

/** The relation that a statement writes. */
export interface Target {
  readonly relation: Relation;
  /** Null when it is not protected. */
  readonly compiled: CompiledRelation | null;
  readonly alias: string;
}

/** @throws GatewayError `refused` when it may not be written at all. */
export function openTarget(range: Struct, context: RewriteContext): Target {
  const relation = findRelationOf(range, context);
  if (isSystem(relation)) throw refused(`relation \`${nameOf(relation)}\` may not be written`);
  const compiled = context.view.compiled(relation);
  if (compiled === null) {
    if (context.view.listedDescendant(relation) !== null) {
      throw refused(`a part of \`${nameOf(relation)}\` is in the data map, and it is not`);
    }
    if (context.view.unlisted === 'refuse') throw unlisted(relation);
    if (relation.kind === 'v')
      throw refused(`writing through view \`${nameOf(relation)}\` is not handled by the guard`);
  } else {
    if (relation.kind === 'v')
      throw refused(`writing through view \`${nameOf(relation)}\` is not handled by the guard`);
    context.targets.add(range);
    context.touched.add(compiled);
  }
  const alias = isStruct(range.alias) ? textOf(range.alias.aliasname) : undefined;
  range.schemaname = relation.schema;
  delete range.catalogname;
  return { relation, compiled, alias: alias ?? relation.name };
}

/** What can be named through the target. */
export function targetItem(
  target: Target,
  context: RewriteContext,
  alias = target.alias,
  more: Partial<ScopeItem> = {},
): ScopeItem {
  const family = (column: Column) => familyOfColumn(context.view.catalog, column);
  return {
    alias,
    qualified: alias === target.relation.name ? { schema: target.relation.schema, name: target.relation.name } : null,
    // All columns, those that are absent too: a name that means one of them must not be taken for another's.
    columns: target.relation.columns.map((column) => ({ name: column.name, family: family(column) })),
    guard: null,
    target: target.compiled,
    qualifiedOnly: false,
    plain: target.compiled === null,
    extras: [],
    renamed: false,
    ...more,
  };
}

function rewriteInsert(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  const source = as(statement.selectStmt, 'SelectStmt');
  const before = context.guards.length;
  const given =
    source === undefined ? [] : rewriteQuery(source, { outer: null, ctes: scope.ctes, exposed: false }, context);
  const reads = context.guards.length > before;
  if (reads) {
    throw refused(
      `copying from protected relations into \`${nameOf(target.relation)}\` is not handled by the guard`,
      'read the data and write it with values',
    );
  }
  if (target.compiled !== null) {
    nameColumns(statement, target.relation, source, given);
    assertWritable(statement.cols, target.compiled);
  }
  rewriteConflict(statement, target, scope, context);
  return rewriteReturning(statement, target, scope, context);
}

/** An INSERT without a column list fills the first columns of the table: PostgreSQL docs, INSERT. */
function nameColumns(
  statement: Struct,
  relation: Relation,
  source: Struct | undefined,
  given: readonly ScopeColumn[] | null,
): void {
  if (statement.cols !== undefined || source === undefined) return;
  if (given === null) throw refused('the columns that are inserted are not known', 'name them: INSERT INTO t (a, b) …');
  const names = relation.columns.slice(0, given.length).map((column) => column.name);
  statement.cols = names.map((name) => ({ ResTarget: { name } }));
}

function assertWritable(columns: unknown, compiled: CompiledRelation): void {
  for (const node of listOf(columns)) {
    const name = textOf(as(node, 'ResTarget')?.name) ?? '';
    const column = compiledColumn(compiled, name);
    if (column === undefined)
      throw refused(`column \`${name}\` does not exist in what may be written of \`${nameOf(compiled.relation)}\``);
    if (isWritable(compiled, name)) continue;
    throw refused(
      `column \`${nameOf(compiled.relation)}.${name}\` may not be written for this purpose`,
      'a rule can permit it with `write`',
    );
  }
}

function rewriteConflict(statement: Struct, target: Target, scope: Scope, context: RewriteContext): void {
  const clause = statement.onConflictClause;
  if (!isStruct(clause)) return;
  const inner = innerScope(null, scope.ctes);
  inner.items.push(targetItem(target, context));
  // `excluded` holds what the client itself gave.
  inner.items.push(targetItem(target, context, 'excluded', { target: null, qualifiedOnly: true, qualified: null }));
  const place: Place = { scope: inner, exposed: false, context };
  if (isStruct(clause.infer)) {
    if (target.compiled === null) rewriteFields(clause.infer, place);
    else assertPlainInference(clause.infer);
  }
  if (clause.targetList === undefined) return;
  rewriteAssignments(clause, target, place);
  rewriteTargetWhere(clause, target, place);
}

/** Which unique index is meant: named columns tell nothing of a row. */
function assertPlainInference(infer: Struct): void {
  if (infer.whereClause !== undefined)
    throw refused('ON CONFLICT with a WHERE for its index is not handled by the guard');
  for (const node of listOf(infer.indexElems)) {
    if (as(node, 'IndexElem')?.expr !== undefined) {
      throw refused('ON CONFLICT on an expression is not handled by the guard');
    }
  }
}

function rewriteUpdate(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  scope.items.push(targetItem(target, context));
  rewriteFrom(statement, 'fromClause', scope, context);
  const place: Place = { scope, exposed: false, context };
  rewriteAssignments(statement, target, place);
  rewriteTargetWhere(statement, target, place);
  return rewriteReturning(statement, target, scope, context);
}

function rewriteDelete(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  if (target.compiled !== null) assertDeletable(target.compiled);
  scope.items.push(targetItem(target, context));
  rewriteFrom(statement, 'usingClause', scope, context);
  rewriteTargetWhere(statement, target, { scope, exposed: false, context });
  return rewriteReturning(statement, target, scope, context);
}

/** To delete a row is to write every column of it that the asker's rules are about. */
function assertDeletable(compiled: CompiledRelation): void {
  if (
    compiled.decision.writable.size > 0 &&
    compiled.columns.some((column) => isWritable(compiled, column.column.name))
  )
    return;
  throw refused(
    `rows of \`${nameOf(compiled.relation)}\` may not be deleted for this purpose`,
    'a rule can permit it with `write`',
  );
}

function rewriteMerge(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  if (target.compiled !== null) throw refused('MERGE into a protected relation is not handled by the guard');
  const before = context.guards.length;
  scope.items.push(targetItem(target, context));
  const from: Struct = { items: [statement.sourceRelation] };
  rewriteFrom(from, 'items', scope, context);
  statement.sourceRelation = (from.items as TreeNode[])[0];
  if (context.guards.length > before) {
    throw refused(`copying from protected relations into \`${nameOf(target.relation)}\` is not handled by the guard`);
  }
  const place: Place = { scope, exposed: true, context };
  rewriteField(statement, 'joinCondition', place);
  for (const node of listOf(statement.mergeWhenClauses)) {
    const clause = as(node, 'MergeWhenClause');
    if (clause !== undefined) rewriteFields(clause, place);
  }
  if (context.guards.length > before) {
    throw refused(`copying from protected relations into \`${nameOf(target.relation)}\` is not handled by the guard`);
  }
  return rewriteReturning(statement, target, scope, context);
}

/** SET: what is written must be writable, and what it is made of must be free to go there. */
function rewriteAssignments(statement: Struct, target: Target, place: Place): void {
  const { compiled } = target;
  if (compiled !== null) assertWritable(statement.targetList, compiled);
  statement.targetList = listOf(statement.targetList).map((node) => {
    const assignment = as(node, 'ResTarget');
    if (assignment === undefined) throw refused('an assignment is written in a way that the guard does not handle');
    const before = place.context.guards.length;
    place.context.readTargetColumns.clear();
    const original = assignment.val;
    assertMayFlow(original, target.relation, place);
    const rewritten = rewriteExpression(node, place);
    if (place.context.guards.length > before) {
      throw refused(`copying from protected relations into \`${nameOf(target.relation)}\` is not handled by the guard`);
    }
    if (compiled !== null) assertSameCategory(compiled, textOf(assignment.name) ?? '', place.context.readTargetColumns);
    return rewritten;
  });
}

/** A column may be made of itself, and of columns of its own category: else it would be seen under another's rule. */
function assertSameCategory(compiled: CompiledRelation, written: string, read: ReadonlySet<string>): void {
  const category = compiled.decision.fields.get(written)?.reason.category ?? null;
  for (const name of read) {
    const column = compiledColumn(compiled, name);
    if (column?.shown === 'pass' && (name === written || column.decision.reason.category === category)) continue;
    throw refused(
      `\`${name}\` may not be copied into \`${written}\``,
      'a column can be made of itself and of columns of its own category, where they are seen unmasked',
    );
  }
}

/**
 * The target's row filter joins the WHERE. Conditions of the client that could raise because of a row are asked only of
 * rows that the filter lets through: CASE keeps that order (PostgreSQL docs, 4.2.14).
 */
function rewriteTargetWhere(statement: Struct, target: Target, place: Place): void {
  const where = statement.whereClause;
  const filter = target.compiled?.filter ?? null;
  const conjuncts = isStruct(where) ? conjunctsOf(where as TreeNode) : [];
  if (filter === null) {
    rewriteField(statement, 'whereClause', { ...place, exposed: true });
    return;
  }
  const condition = () => place.context.splices.expression(filter(target.alias));
  const first: TreeNode[] = [];
  const late: TreeNode[] = [];
  for (const conjunct of conjuncts) {
    const total = isTotal(conjunct, place.scope, place.context);
    (total ? first : late).push(rewriteExpression(conjunct, { ...place, exposed: true }));
  }
  const all = [...first, condition(), ...late.map((conjunct) => onlyWhere(condition(), conjunct))];
  statement.whereClause = conjunction(all);
}

function onlyWhere(condition: TreeNode, then: TreeNode): TreeNode {
  return {
    CaseExpr: {
      args: [{ CaseWhen: { expr: condition, result: then } }],
      defresult: { A_Const: { boolval: {} } },
    },
  };
}

function rewriteReturning(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  const clause = statement.returningClause;
  if (!isStruct(clause)) return [];
  const inner = innerScope(null, scope.ctes);
  inner.items.push(...scope.items);
  // An INSERT has no FROM to be named in: its target can be named here alone.
  if (inner.items.length === 0) inner.items.push(targetItem(target, context));
  for (const name of versionNames(clause)) {
    inner.items.push(targetItem(target, context, name, { qualifiedOnly: true, qualified: null }));
  }
  const select: Struct = { targetList: listOf(clause.exprs).flatMap((node) => expandStar(node, inner)) };
  const columns = outputColumns(select, inner, context);
  rewriteTargets(select, () => ({ scope: inner, exposed: false, context }));
  clause.exprs = select.targetList;
  return columns;
}

/** What RETURNING calls the row before and after: OLD and NEW, or the names that WITH gives them. PostgreSQL 18 docs, 6.4. */
function versionNames(clause: Struct): readonly string[] {
  const names = { RETURNING_OPTION_OLD: 'old', RETURNING_OPTION_NEW: 'new' };
  for (const node of listOf(clause.options)) {
    const option = as(node, 'ReturningOption');
    const kind = textOf(option?.option) ?? 'RETURNING_OPTION_OLD';
    const value = textOf(option?.value);
    if (value !== undefined && (kind === 'RETURNING_OPTION_OLD' || kind === 'RETURNING_OPTION_NEW'))
      names[kind] = value;
  }
  return Object.values(names);
}

/** A star that reaches a protected target as the columns that may be seen of it, one by one. */
function expandStar(node: TreeNode, scope: Scope): readonly TreeNode[] {
  const value = as(node, 'ResTarget')?.val;
  const items = isStruct(value) ? starItems(value as TreeNode, scope) : undefined;
  if (items === undefined || items.every((item) => item.target === null)) return [node];
  return items.flatMap((item) => {
    const alias = item.alias;
    if (alias === null)
      throw refused('RETURNING * with a nameless item is not handled by the guard', 'name the columns one by one');
    if (item.target === null) return [output([stringNode(alias), { A_Star: {} }], null)];
    return item.target.columns
      .filter((column) => column.shown !== 'absent')
      .map((column) => output([stringNode(alias), stringNode(column.column.name)], column.column.name));
  });
}

function output(fields: readonly TreeNode[], name: string | null): TreeNode {
  return { ResTarget: { ...(name === null ? {} : { name }), val: { ColumnRef: { fields } } } };
}
