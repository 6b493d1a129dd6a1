import type { Steps } from '../../base/index.js';
import {
  as,
  listOf,
  nameParts,
  parse,
  type Relation,
  type Struct,
  stringNode,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import { conjunction, conjunctsOf } from './conjunction.js';
import type { Place, RewriteContext } from './context.js';
import { findRelationOf, isSystem, nameOf, readsProtected, temporaryOf } from './relation-name.js';
import { innerScope } from './scope.js';
import { type Target, targetItem } from './target.js';
import { filteredConditions } from './target-where.js';
import { assertTellsNoPart, assertTellsNothing } from './telling-parts.js';
import { noteWorkedOut } from './worked-out.js';

/**
 * A view over a protected table as the target of INSERT, UPDATE or DELETE: the statement then writes the table, as PostgreSQL's
 * would (docs, CREATE VIEW, "Updatable Views"). Handled are views of one table, with columns of it under their own names.
 *
 * @returns null when the relation is no view over anything protected.
 * @throws GatewayError `refused` when it is another kind of view.
 */
export function openViewTarget(range: Struct, context: RewriteContext): Target | null {
  if (temporaryOf(range, context) !== undefined) return null;
  const view = findRelationOf(range, context);
  if (view.kind !== 'v' || isSystem(view) || context.view.compiled(view) !== null) return null;
  if (view.hasRules || !readsProtected(view, context)) return null;
  // What is not qualified in a definition is PostgreSQL's own.
  const inside = { ...context, view: { ...context.view, path: [] } };
  const select = as(parse(view.definition ?? '')[0]?.node, 'SelectStmt') ?? {};
  const [from, ...others] = listOf(select.fromClause).map((node) => as(node, 'RangeVar'));
  const isPlain = Object.keys(select).every((part) => simpleParts.has(part)) && others.length === 0;
  const makesMore = view.hasTriggers || view.checksRows === true || view.isPending === true;
  if (from === undefined || !isPlain || makesMore || view.columns.some(({ hasDefault }) => hasDefault))
    throw tooMuch(view);
  const base = findRelationOf(from, inside);
  const compiled = context.view.compiled(base);
  const names = columnNames(select, view);
  if (compiled === null || base.hasRules || !['r', 'p'].includes(base.kind) || names === null) throw tooMuch(view);
  if (base.hasTriggers) context.findings.mayTell = true;
  noteWorkedOut(base.columns, base, context);
  assertTellsNothing(base, context);
  for (const named of context.systemColumns.values()) assertTellsNoPart(compiled, named, context);
  const alias = textOf((range.alias as Struct | undefined)?.aliasname) ?? view.name;
  const terms = select.whereClause === undefined ? [] : conjunctsOf(select.whereClause as TreeNode);
  if (terms.some(holdsQuery)) throw tooMuch(view);
  for (const term of terms) nameThrough(term, alias);
  context.temporaries.writesOthers = true;
  context.targets.add(range);
  context.touched.add(compiled);
  Object.assign(range, { schemaname: base.schema, relname: base.name, inh: from.inh === true });
  range.alias = { aliasname: alias };
  delete range.catalogname;
  return { ...reduced(base, compiled, names), alias, isTemporary: false, view: { whole: compiled, terms } };
}

const simpleParts = new Set(['targetList', 'fromClause', 'whereClause', 'limitOption', 'op']);

function tooMuch(view: Relation) {
  return refused(
    `writing through view \`${nameOf(view)}\` is not handled: it is more than some columns and rows of one table`,
    'write the table',
  );
}

/** The names of its columns, when they are the table's own. */
function columnNames(select: Struct, view: Relation): readonly string[] | null {
  const names = listOf(select.targetList).map((node) => {
    const target = as(node, 'ResTarget');
    const name = nameParts(as(target?.val, 'ColumnRef')?.fields)?.at(-1) ?? null;
    return target?.name === undefined || target.name === name ? name : null;
  });
  const own = view.columns.map(({ name }) => name);
  return names.length === own.length && names.every((name, index) => name === own[index]) ? own : null;
}

/**
 * The table with the view's columns first, and no others that could be written or seen. Others can still be named, and are
 * then refused: what is left unknown would reach the row itself.
 */
function reduced(base: Relation, compiled: CompiledRelation, names: readonly string[]) {
  const inView = <T>(list: readonly T[], nameOfOne: (one: T) => string) =>
    names.flatMap((name) => list.filter((one) => nameOfOne(one) === name));
  const first = inView(base.columns, ({ name }) => name);
  const relation = { ...base, columns: [...first, ...base.columns.filter((column) => !first.includes(column))] };
  return { relation, compiled: { ...compiled, columns: inView(compiled.columns, ({ column }) => column.name) } };
}

function holdsQuery(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsQuery);
  if (typeof node !== 'object' || node === null) return false;
  return 'SubLink' in node || Object.values(node).some(holdsQuery);
}

function nameThrough(node: unknown, alias: string): void {
  if (Array.isArray(node)) for (const item of node) nameThrough(item, alias);
  if (typeof node !== 'object' || node === null) return;
  const reference = as(node, 'ColumnRef') as { fields?: readonly TreeNode[] } | undefined;
  const name = nameParts(reference?.fields)?.at(-1);
  if (reference !== undefined && name !== undefined) reference.fields = [stringNode(alias), stringNode(name)];
  else for (const item of Object.values(node)) nameThrough(item, alias);
}

/** The view's rows alone are written: its WHERE, which may name what it does not show, joins the statement's. */
export function* addViewTerms(statement: Struct, target: Target, { context }: Place): Steps<void> {
  const { view } = target;
  if (view === undefined || view.terms.length === 0) return;
  const whole: Target = { ...target, compiled: view.whole };
  const scope = innerScope(null, null);
  scope.items.push(targetItem(whole, context));
  const inside: RewriteContext = { ...context, view: { ...context.view, path: [] } };
  const conditions = yield* filteredConditions(view.terms, whole, { scope, exposed: true, context: inside });
  const own = statement.whereClause as TreeNode | undefined;
  statement.whereClause = conjunction(own === undefined ? conditions : [...conditions, ...conjunctsOf(own)]);
}
