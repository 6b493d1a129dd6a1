import { categoryCovers } from '../../datamap/index.js';
import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { type CompiledColumn, type CompiledRelation, compiledColumn } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { isBareStar, starItems } from './query-columns.js';
import { readsPlainOnly } from './reads-plain-only.js';
import { readsRows } from './reads-rows.js';
import { nameOf } from './relation-name.js';
import { isAsProtected } from './same-protection.js';
import { itemsMeant, resolve, type Scope, type ScopeItem } from './scope.js';

/** A column of an item of FROM that stands for a protected relation. */
interface GivenColumn {
  readonly item: ScopeItem;
  readonly from: CompiledRelation;
  readonly column: CompiledColumn;
}

/** What one column of an INSERT gets: such a column, or something else that is read from rows. */
type Given = GivenColumn | 'nothing protected' | 'something else';

/**
 * INSERT … SELECT from protected relations into a protected one: every value that is copied must be as protected in its new
 * place as in the old one, for everybody. That is so when
 *
 * - it is a column that the asker sees as it is, and goes into one of the very same category;
 * - the row belongs to the same person: the target's subject column gets that of the relation that is read (what is the
 *   `system`'s own belongs to nobody);
 * - it is not put into a row that is there already, which may be another's (ON CONFLICT DO UPDATE);
 * - no rule of anybody's hides rows of what is read by what stands in them, nor does their age; or what does goes along, into the
 *   same relation.
 *
 * Asked of the rewritten query.
 *
 * @throws GatewayError `refused`.
 */
export function assertInsertMayFlow(
  statement: Struct,
  source: Struct,
  into: CompiledRelation,
  context: RewriteContext,
): void {
  const columns = insertedColumns(statement);
  const conflict = statement.onConflictClause;
  if (isStruct(conflict) && conflict.targetList !== undefined) throw copies(into);
  const scope = context.scopes.get(source);
  const given = scope === undefined ? null : givenBy(source, scope);
  if (given === null || given.length !== columns.length) throw copies(into);
  const origins = new Set<ScopeItem>();
  columns.forEach((target, index) => {
    const value = given[index];
    if (value === 'nothing protected') return;
    if (value === undefined || value === 'something else') throw copies(into);
    const { item, from, column } = value;
    const origin = { relation: from, name: column.column.name };
    if (column.shown !== 'pass' || !isAsProtected(origin, { relation: into, name: target })) throw copies(into);
    if (!keepsHidden({ item, from }, { given, columns, into }, context)) throw copies(into);
    if (!isSystems(column.decision.reason.category)) origins.add(item);
  });
  if (origins.size === 0) return;
  const [origin] = origins;
  if (origins.size > 1 || origin === undefined || !keepsSubject(origin, { given, columns, into })) throw copies(into);
}

function givenBy(source: Struct, scope: Scope): readonly Given[] | null {
  if (source.larg !== undefined || source.valuesLists !== undefined || leavesOut(source.groupClause)) return null;
  const given: Given[] = [];
  for (const node of listOf(source.targetList)) {
    const value = as(node, 'ResTarget')?.val;
    if (!isStruct(value)) return null;
    const star = starItems(value as TreeNode, scope);
    if (star === undefined) {
      given.push(givenAs(value, scope));
      continue;
    }
    if (isBareStar(value) && scope.merges.length > 0) return null;
    for (const item of star) {
      if (item.columns === null || item.renamed) return null;
      given.push(...item.columns.map(({ name }) => ofItem(item, name)));
    }
  }
  return given;
}

/** GROUPING SETS and their kin put NULL in the place of what a row is not grouped by: its subject, it may be. */
function leavesOut(groupClause: unknown): boolean {
  return listOf(groupClause).some((node) => as(node, 'GroupingSet') !== undefined);
}

function givenAs(value: unknown, scope: Scope): Given {
  const parts = nameParts(as(value, 'ColumnRef')?.fields);
  const meaning = parts === null || parts.length === 0 ? null : resolve(scope, parts);
  if (meaning?.kind === 'column' && meaning.level === scope && !meaning.item.renamed) {
    const [item, ...others] = itemsMeant(meaning, parts ?? []);
    if (item !== undefined && others.length === 0) return ofItem(item, meaning.column.name);
  }
  return readsRows(value) && !readsPlainOnly(value, scope) ? 'something else' : 'nothing protected';
}

function ofItem(item: ScopeItem, column: string): Given {
  if (item.plain) return 'nothing protected';
  const from = item.guard?.compiled;
  const compiled = from === undefined ? undefined : compiledColumn(from, column);
  return from === undefined || compiled === undefined ? 'something else' : { item, from, column: compiled };
}

/**
 * Rows may be out of somebody's sight by what stands in them. In another relation they would not be; in a copy of the row they are when
 * that is copied, too.
 */
function keepsHidden(
  { item, from }: Pick<GivenColumn, 'item' | 'from'>,
  { given, columns, into }: Flow,
  context: RewriteContext,
): boolean {
  const hiding = context.view.hidingFields(from.decision.entry);
  if (hiding.size > 0 && from.relation.oid !== into.relation.oid) return false;
  return [...hiding].every((field) => {
    const value = given[columns.indexOf(field)];
    return typeof value === 'object' && value.item === item && value.column.column.name === field;
  });
}

function isSystems(category: string | null): boolean {
  return category !== null && categoryCovers('system', category);
}

interface Flow {
  readonly given: readonly Given[];
  readonly columns: readonly string[];
  readonly into: CompiledRelation;
}

function keepsSubject(origin: ScopeItem, { given, columns, into }: Flow): boolean {
  const theirs = origin.guard?.compiled.decision.entry.subject;
  const ours = into.decision.entry.subject;
  if (!theirs || !ours || !('column' in theirs) || !('column' in ours) || theirs.kind !== ours.kind) return false;
  const subject = given[columns.indexOf(ours.column)];
  return typeof subject === 'object' && subject.item === origin && subject.column.column.name === theirs.column;
}

/** The names of an INSERT's columns. */
function insertedColumns(statement: Struct): readonly string[] {
  return listOf(statement.cols).map((node) => textOf(as(node, 'ResTarget')?.name) ?? '');
}

function copies(into: CompiledRelation) {
  return refused(
    `copying from protected relations into \`${nameOf(into.relation)}\` is possible column by column only`,
    'each into a column of its own category, with the subject of the row; else read the data and write it with values',
  );
}
