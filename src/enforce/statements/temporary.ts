import { inOneGo, type Steps } from '../../base/index.js';
import {
  as,
  isRelationName,
  isStruct,
  listOf,
  nameParts,
  type Struct,
  stringNode,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Place, RewriteContext } from '../rewrite/context.js';
import { admitDomainDefaults } from '../rewrite/domain-defaults.js';
import { rewriteField } from '../rewrite/expression.js';
import { assertColumnName } from '../rewrite/functions.js';
import { rewriteQuery, topLevel } from '../rewrite/query.js';
import { qualifyRelation } from '../rewrite/relation-name.js';
import { innerScope, renamed, type Scope, unknownColumns } from '../rewrite/scope.js';
import { madeBefore, temporarySchema } from '../rewrite/temporaries.js';
import { admitType } from '../rewrite/types.js';
import {
  assertConstraint,
  assertOnly,
  constraintTimes,
  isSerial,
  plainConstraints,
} from './definitions/table-parts.js';
import type { StatementState } from './statement-state.js';
import { admitLike } from './temporary-like.js';

/*
 * Temporary tables, for principals with `may: [temp]`. What fills one is the permitted view, so its session may read it again,
 * under the purpose and policy that filled it. Whether the server did make a table is never known here: a name is bound to
 * what it was first made under as long as the session lasts, and columns are read by qualified names, so that one that is not
 * there is an error and no other's.
 */

/** CREATE TEMPORARY TABLE with its columns. @throws GatewayError `refused`, or UnknownName. */
export function admitCreateTable(struct: Struct, { context }: StatementState): void {
  const range = struct.relation as Struct;
  assertOnly(struct, tableParts, 'CREATE TABLE');
  const name = temporaryName(range, context);
  const elements = listOf(struct.tableElts);
  const columns = elements.flatMap((node) => {
    const like = as(node, 'TableLikeClause');
    return like === undefined ? (textOf(as(node, 'ColumnDef')?.colname) ?? []) : admitLike(like, context);
  });
  const { scope } = temporaryPlace(name, columns, context);
  for (const node of elements) {
    const column = as(node, 'ColumnDef');
    const constraint = as(node, 'Constraint');
    if (column !== undefined) admitColumn(column, scope, context);
    else if (constraint !== undefined) admitConstraint(constraint, scope, context);
    else if (as(node, 'TableLikeClause') === undefined) throw refused('this part of CREATE TABLE is not handled');
  }
  makeTemporary(range, name, columns, context);
}

/** Where expressions in the definition of a temporary table stand. */
export function temporaryPlace(name: string, columns: readonly string[], context: RewriteContext): Place {
  context.findings.assigns = true;
  const scope = innerScope(null, null);
  scope.items.push({
    alias: name,
    qualified: null,
    columns: unknownColumns(columns),
    guard: null,
    target: null,
    qualifiedOnly: false,
    plain: true,
    extras: [],
    renamed: false,
  });
  return { scope, exposed: false, context };
}

/** CREATE TEMPORARY TABLE AS, and SELECT INTO TEMPORARY. @throws GatewayError `refused`, or UnknownName. */
export function* admitCreateTableAs(struct: Struct, { context }: StatementState): Steps<void> {
  const into = struct.into as Struct;
  const range = into.rel as Struct;
  const select = as(struct.query, 'SelectStmt');
  if (select === undefined) throw refused('CREATE TABLE AS takes a query', 'write the query itself');
  assertOnly(into, intoParts, 'CREATE TABLE AS');
  const name = temporaryName(range, context);
  const given = yield* rewriteQuery(select, topLevel, context);
  const columns = renamed(given, nameParts(into.colNames) ?? []);
  if (columns === null)
    throw refused('the columns of the temporary table are not known', 'name each column of the query');
  makeTemporary(
    range,
    name,
    columns.map((column) => column.name),
    context,
  );
}

/** A DROP of tables that this session made, or may have made, for itself. */
export function dropsTemporary(struct: Struct, { context: { temporaries, view } }: StatementState): boolean {
  if (struct.removeType !== 'OBJECT_TABLE') return false;
  const isTemporary = (node: TreeNode) => {
    const parts = partsOf(node);
    return parts.length === 1 ? temporaries.known.has(parts[0] ?? '') : parts[0] === temporarySchema;
  };
  const objects = listOf(struct.objects);
  return objects.every(isTemporary) || (view.may.has('temp') && (!view.may.has('ddl') || objects.some(isTemporary)));
}

/** The name of what is dropped. */
export function partsOf(node: TreeNode): readonly string[] {
  return nameParts(as(node, 'List')?.items) ?? [];
}

/** DROP TABLE of temporary ones. Their names stay bound. @throws GatewayError `refused`. */
export function admitDrop(struct: Struct, { context }: StatementState): void {
  assertMay(context);
  struct.objects = listOf(struct.objects).map((node) => {
    const parts = partsOf(node);
    const name = parts.at(-1) ?? '';
    const isTemporary = parts.length === 1 || (parts.length === 2 && parts[0] === temporarySchema);
    if (!isTemporary || !context.temporaries.known.has(name)) {
      // What is not there may be dropped with IF EXISTS.
      if (!isTemporary || struct.missing_ok !== true || !isFree(name, context))
        throw refused(`\`${name}\` is no temporary table of this session`, 'DROP takes those alone');
    }
    return { List: { items: [stringNode(temporarySchema), stringNode(name)] } };
  });
}

/** `SELECT … INTO TEMP x` as the CREATE TABLE AS that it is (PostgreSQL docs, SELECT INTO), in place. */
export function spellSelectInto(node: TreeNode): void {
  const select = as(node, 'SelectStmt');
  const into = select?.intoClause;
  if (select === undefined || !isStruct(into)) return;
  const { intoClause, ...query } = select;
  const spelled = node as Record<string, unknown>;
  delete spelled.SelectStmt;
  spelled.CreateTableAsStmt = { query: { SelectStmt: query }, into, objtype: 'OBJECT_TABLE' };
}

const tableParts = new Set(['relation', 'tableElts', 'oncommit', 'if_not_exists']);
const intoParts = new Set(['rel', 'colNames', 'onCommit', 'skipData']);
const columnParts = new Set(['colname', 'typeName', 'constraints', 'is_local', 'location']);
const constraintParts = new Set([
  'contype',
  'conname',
  'keys',
  'raw_expr',
  'nulls_not_distinct',
  'initially_valid',
  'deferrable',
  'initdeferred',
  'generated_when',
  'options',
  'is_enforced',
  'location',
]);

const constraintKinds: ReadonlySet<string> = new Set([...plainConstraints, ...constraintTimes, 'CONSTR_IDENTITY']);

/** Of the sequence behind an identity column. Its name, which pg_dump alone says, is none of them. */
const sequenceOptions = new Set(['start', 'increment', 'minvalue', 'maxvalue', 'cache', 'cycle']);

/** @throws GatewayError `refused`. */
export function admitColumn(column: Struct, scope: Scope, context: RewriteContext): void {
  assertOnly(column, columnParts, 'a column');
  assertColumnName(textOf(column.colname) ?? '', context);
  const isNumbered = listOf(column.constraints).some((node) => as(node, 'Constraint')?.contype === 'CONSTR_IDENTITY');
  const typeName = column.typeName as Struct;
  if (!isSerial(typeName)) admitType(typeName, context);
  if (isSerial(typeName) || isNumbered)
    assertSequence(scope.items[0]?.alias ?? '', textOf(column.colname) ?? '', context);
  for (const node of listOf(column.constraints)) admitConstraint(as(node, 'Constraint') ?? {}, scope, context);
}

/** @throws GatewayError `refused`. */
export function admitConstraint(constraint: Struct, scope: Scope, context: RewriteContext): void {
  assertConstraint(constraint, constraintKinds, constraintParts);
  for (const node of listOf(constraint.options)) {
    if (!sequenceOptions.has(textOf(as(node, 'DefElem')?.defname) ?? ''))
      throw refused('this option of a constraint is not handled by the guard');
  }
  // A key's index has its name.
  const name = textOf(constraint.conname);
  if (name !== undefined) assertIsFree(name, context);
  inOneGo(rewriteField(constraint, 'raw_expr', { scope, exposed: false, context }));
}

/** `serial` and identity make a sequence beside the table, of a name that PostgreSQL puts together and cuts (`makeObjectName`). */
function assertSequence(table: string, column: string, context: RewriteContext): void {
  const name = `${table}_${column}_seq`;
  if (Buffer.byteLength(name) > nameBytesMax)
    throw refused(`the sequence of \`${column}\` would have a name that is cut`, 'give the table a shorter name');
  if (context.temporaries.known.has(name)) throw refused(`\`${name}\` is the name of another temporary table`);
  assertIsFree(name, context);
}

/** NAMEDATALEN of pg_config_manual.h, less its end. */
const nameBytesMax = 63;

/** @throws GatewayError `refused`. */
export function assertMay({ view }: RewriteContext): void {
  if (view.may.has('temp')) return;
  throw refused('temporary tables and views are not permitted', 'an operator can permit them: `may: [temp]`');
}

/** @throws GatewayError `refused` unless a temporary table of this name may be made. */
function temporaryName(range: Struct, context: RewriteContext): string {
  const schema = textOf(range.schemaname);
  const name = textOf(range.relname) ?? '';
  const isTemporary = schema === temporarySchema || (schema === undefined && range.relpersistence === 't');
  if (!isTemporary)
    throw refused('a table that is made here would be one that no policy knows of', 'TEMPORARY ones can be permitted');
  assertMay(context);
  const { known, permit } = context.temporaries;
  const before = known.get(name);
  if (before !== undefined && before.permit !== permit) throw madeBefore(name);
  if (before === undefined && (context.temporaries.views.has(name) || !isFree(name, context)))
    throw refused(`\`${name}\` is the name of something else`, 'temporary tables take names that nothing has');
  if (before === undefined && known.size >= temporariesMax)
    throw refused('the session has made too many temporary tables', 'use their names again, or connect anew');
  return name;
}

/** A session remembers each name that it gave. */
const temporariesMax = 1_000;

/** Temporary schemas are searched first, for relations and for types: nothing may be hidden by what is made there. */
function isFree(name: string, { view: { catalog } }: RewriteContext): boolean {
  if (catalog.typesNamed(name).length > 0 || catalog.typesNamed(`_${name}`).length > 0) return false;
  return !isRelationName(catalog, name);
}

/** @throws GatewayError `refused`. */
export function assertIsFree(name: string, context: RewriteContext): void {
  if (!isFree(name, context)) throw refused(`\`${name}\` is the name of something else`);
}

function makeTemporary(range: Struct, name: string, columns: readonly string[], context: RewriteContext): void {
  for (const column of columns) assertColumnName(column, context);
  admitDomainDefaults(context);
  const { known, permit, written } = context.temporaries;
  context.targets.add(range);
  qualifyRelation(range, temporarySchema, context);
  const before = known.get(name);
  written.add({
    name,
    columns,
    typeOids: [...(before?.typeOids ?? []), ...(context.mentions ?? [])],
    permit,
    holdsProtected: before?.holdsProtected ?? false,
  });
}
