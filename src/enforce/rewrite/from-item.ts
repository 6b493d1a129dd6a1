import { once } from '../../base/index.js';
import {
  as,
  isStruct,
  listOf,
  nameParts,
  quoteRelation,
  type Relation,
  type Struct,
  stringNode,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import { emptyGuardText, type Guard, guardText } from '../relation/guard.js';
import { counted, countRelation } from './bounds.js';
import { castColumns, castText } from './checked-columns.js';
import { admitDocument } from './construct-casts.js';
import type { PlacedGuard, RewriteContext } from './context.js';
import { rewriteExpression, rewriteField, rewriteFields, rewriteList } from './expression.js';
import { noteHazard } from './findings.js';
import { functionColumns, tableColumns } from './function-columns.js';
import { isScannedApart } from './function-scan.js';
import { admitOperator } from './functions.js';
import { joinsSafely, mergedColumns } from './joined-columns.js';
import { mention, mentionColumns, mentionConstruct } from './mentions.js';
import { nameBeside } from './namesakes.js';
import { guardedColumns, knownColumns } from './offered-columns.js';
import { fenceOf } from './print-conditions.js';
import { printSample } from './print-expression.js';
import { readsRows } from './reads-rows.js';
import { isSystem, qualifyRelation, readRelation, reducedText, temporaryText } from './relation-name.js';
import { admitSampleMethod, assertSampleTellsNothing } from './sample.js';
import {
  findCte,
  innerScope,
  renamed,
  type Scope,
  type ScopeColumn,
  type ScopeItem,
  starColumns,
  unknownColumns,
} from './scope.js';
import { systemColumnsOf } from './system-columns.js';
import { assertTellsNoPart, assertTellsNothing } from './telling-parts.js';
import type { TemporaryRelation } from './temporaries.js';
import { noteWorkedOut } from './worked-out.js';

/**
 * Rewrites an item of FROM in place, and adds what can be named through it to the scope.
 *
 * @throws GatewayError `refused`.
 */
export function rewriteFromItem(node: TreeNode, scope: Scope, context: RewriteContext): TreeNode {
  const tag = tagOf(node) ?? '';
  const struct = as(node, tag) as Struct;
  switch (tag) {
    case 'RangeVar':
      return rewriteRelation(struct, null, scope, context);
    case 'RangeTableSample': {
      // Columns of a query around it could be named in its arguments, and which rows are taken would tell of them.
      if (readsRows([struct.args, struct.repeatable]))
        throw refused(
          'TABLESAMPLE takes constants only',
          'work the share out before, and give it as a constant or parameter',
        );
      admitSampleMethod(struct, context);
      // A share of more than the whole raises where it is read.
      if (scope.onDemand || scope.joins) context.findings.hazard = true;
      const place = { scope: innerScope(null, scope.ctes), exposed: false, context };
      rewriteList(struct, 'args', place);
      rewriteField(struct, 'repeatable', place);
      const relation = as(struct.relation, 'RangeVar');
      if (relation === undefined)
        throw refused('TABLESAMPLE of something other than a table is not handled by the guard');
      return rewriteRelation(relation, struct, scope, context);
    }
    case 'RangeSubselect':
      return rewriteSubselect(struct, scope, context);
    case 'JoinExpr':
      return rewriteJoin(struct, scope, context);
    case 'RangeFunction':
      return rewriteFunction(struct, scope, context);
    case 'RangeTableFunc':
    case 'JsonTable': {
      mentionConstruct(context, tag);
      const place = { scope, exposed: true, above: true, context };
      const columns = tableColumns(struct, context);
      const plain = !readsRows(struct);
      if (tag === 'JsonTable') admitDocument(struct, place);
      // Of a document that reads no row it can raise as well, or not be asked for.
      noteHazard(context.findings, true);
      const rewritten = { [tag]: rewriteFields(struct, place) };
      offer(scope, context, item(struct, columns, { plain }));
      return rewritten;
    }
    default:
      throw refused(`\`${tag}\` is not handled by the guard in FROM`);
  }
}

function aliasOf(struct: Struct): { readonly name: string | null; readonly columns: readonly string[] } {
  const alias = struct.alias;
  if (!isStruct(alias)) return { name: null, columns: [] };
  return { name: textOf(alias.aliasname) ?? null, columns: nameParts(alias.colnames) ?? [] };
}

function item(struct: Struct, columns: readonly ScopeColumn[] | null, more: Partial<ScopeItem> = {}): ScopeItem {
  const alias = aliasOf(struct);
  return {
    alias: alias.name,
    qualified: null,
    columns: renamed(columns, alias.columns),
    guard: null,
    target: null,
    qualifiedOnly: false,
    plain: false,
    extras: [],
    renamed: alias.columns.length > 0,
    aliases: alias.columns,
    ...more,
  };
}

/** What stands in FROM can be named from here on. */
function offer(scope: Scope, context: RewriteContext, offered: ScopeItem): void {
  counted(offered.columns, context);
  scope.items.push(offered);
}

/**
 * An item that stands as it is: that its columns are those that they are taken for is seen to by naming them where one is called
 * as a function is.
 */
function bound(struct: Struct, columns: readonly ScopeColumn[] | null, more: Partial<ScopeItem> = {}): ScopeItem {
  const made = item(struct, columns, more);
  const bind = once(() => {
    const alias = isStruct(struct.alias) ? struct.alias : { aliasname: made.alias ?? '' };
    struct.alias = { ...alias, colnames: (made.columns ?? []).map(({ name }) => stringNode(name)) };
  });
  return { ...made, bind };
}

function rewriteRelation(range: Struct, sample: Struct | null, scope: Scope, context: RewriteContext): TreeNode {
  const name = textOf(range.relname) ?? '';
  const alias = aliasOf(range);
  if (range.schemaname === undefined) {
    const cte = findCte(scope.ctes, name);
    if (cte !== undefined) {
      // A query of a WITH that is named once is run where it is named.
      const { raisesInWith, expressionsAround } = context.findings;
      if (raisesInWith) noteHazard(context.findings, expressionsAround === 0);
      offer(scope, context, bound(range, cte, { alias: alias.name ?? name }));
      return sampled(range, sample);
    }
  }
  countRelation(context);
  const read = readRelation(range, context);
  if (read.kind === 'temporary') return placeTemporary(range, sample, read.temporary, scope, context);
  if (read.kind === 'temporary_view') {
    if (sample !== null) throw refused('TABLESAMPLE of a view is not possible');
    const names = read.view.columns.map((column, index) => alias.columns[index] ?? column);
    const called = alias.name ?? name;
    offer(scope, context, item(range, read.columns, { alias: called }));
    return subselect(read.select, called, names);
  }
  const { relation } = read;
  mentionColumns(context, relation.columns);
  const beside = alias.name === null ? nameBeside(relation, scope) : null;
  const called = alias.name ?? name;
  const named = {
    alias: beside ?? called,
    ...(beside === null ? {} : { called }),
    qualified: alias.name === null ? { schema: relation.schema, name: relation.name } : null,
  };
  switch (read.kind) {
    case 'plain': {
      noteWorkedOut(relation.columns, relation, context);
      const columns = knownColumns(relation, context);
      const casts = castColumns(relation, null, context);
      if (casts.size > 0) {
        if (sample !== null)
          throw refused('TABLESAMPLE of a relation with checked columns is not handled by the guard');
        const extras = systemColumnsOf(context.systemColumns, called);
        const all = [...(columns ?? []), ...unknownColumns(extras)];
        offer(scope, context, item(range, all, { ...named, extras, plain: true }));
        const isRead = () => (alias.columns.length > 0 ? null : context.columnNames());
        const text = () => castText(relation, casts, { only: range.inh !== true, extras, read: isRead() });
        return spliced(range, text, context, beside);
      }
      // PostgreSQL's own have the columns that they have.
      const offered = isSystem(relation) ? item : bound;
      offer(scope, context, offered(range, columns, { ...named, plain: true }));
      if (beside === null) qualifyRelation(range, relation.schema, context);
      else nameRelation(range, relation, beside, context);
      return sampled(range, sample);
    }
    case 'guarded': {
      const placed = placeGuard(range, sample, read.compiled, called, context);
      const { extras } = placed.guard;
      const columns = guardedColumns(read.compiled, context);
      const all = extras.length === 0 ? columns : [...columns, ...unknownColumns(extras)];
      offer(scope, context, item(range, all, { ...named, guard: placed.guard, extras }));
      return spliced(range, () => textOfGuard(placed, context), context, beside);
    }
    case 'reduced': {
      context.findings.readsReduced = true;
      const extras = systemColumnsOf(context.systemColumns, called);
      const names = [...relation.columns.map((column) => column.name), ...extras];
      const hidesNothing = read.reduction.where === undefined;
      offer(scope, context, item(range, unknownColumns(names), { ...named, extras, hidesNothing }));
      return spliced(range, () => reducedText(read, extras), context, beside);
    }
    case 'opened': {
      if (sample !== null) throw refused('TABLESAMPLE of a view is not possible');
      offer(scope, context, item(range, read.columns, named));
      return subselect(read.select, named.alias, alias.columns);
    }
    default:
      return read satisfies never;
  }
}

/** A sample of what can have none is PostgreSQL's to refuse. */
function sampled(range: Struct, sample: Struct | null): TreeNode {
  return sample === null ? { RangeVar: range } : { RangeTableSample: { ...sample, relation: { RangeVar: range } } };
}

function placeTemporary(
  range: Struct,
  sample: Struct | null,
  temporary: TemporaryRelation,
  scope: Scope,
  context: RewriteContext,
): TreeNode {
  if (sample !== null) throw refused('TABLESAMPLE of a temporary table is not handled by the guard');
  mention(context, temporary.typeOids);
  const alias = aliasOf(range).name ?? temporary.name;
  const extras = systemColumnsOf(context.systemColumns, alias);
  const columns = unknownColumns([...temporary.columns, ...extras]);
  offer(scope, context, item(range, columns, { alias, extras, plain: !temporary.holdsProtected }));
  return spliced(range, () => temporaryText(temporary, extras), context);
}

function placeGuard(
  range: Struct,
  sample: Struct | null,
  compiled: CompiledRelation,
  alias: string,
  context: RewriteContext,
): PlacedGuard {
  const extras = systemColumnsOf(context.systemColumns, alias);
  assertTellsNothing(compiled.relation, context);
  assertTellsNoPart(compiled, extras, context);
  if (sample !== null) assertSampleTellsNothing(sample, compiled);
  const shown = compiled.columns.filter(({ shown }) => shown === 'pass' || shown === 'mask');
  noteWorkedOut(
    shown.map(({ column }) => column),
    compiled.relation,
    context,
  );
  const guard: Guard = {
    compiled,
    only: range.inh !== true,
    sample: sample === null ? '' : printSample(sample),
    extras,
    casts: castColumns(compiled.relation, compiled, context),
  };
  const placed: PlacedGuard = {
    guard,
    conjuncts: [],
    storedConjuncts: [],
    lookups: [],
    renamed: aliasOf(range).columns.length > 0,
    stored: new Map(),
  };
  context.guards.push(placed);
  context.touched.add(compiled);
  return placed;
}

/** The same, with a name beside others of its own: see namesakes.ts. */
function nameRelation(range: Struct, { schema, name }: Relation, alias: string, context: RewriteContext): void {
  context.edits.relation(range.location, partsOf(range), quoteRelation(schema, name), alias);
  range.schemaname = schema;
  delete range.catalogname;
  range.alias = { aliasname: alias };
}

/** A query of the gateway's own in the place of a relation, under the name that the client knows it by or the one beside others. */
function spliced(range: Struct, make: () => string, context: RewriteContext, beside: string | null = null): TreeNode {
  const { select, text } = context.splices.query(make);
  const alias = aliasOf(range);
  const name = beside ?? textOf(range.relname) ?? '';
  context.edits.relation(range.location, partsOf(range), text, alias.name === null ? name : null);
  return subselect(select, alias.name ?? name, alias.columns);
}

/** Of how many parts a relation's name is. */
function partsOf({ schemaname, catalogname }: Struct): number {
  return 1 + (schemaname === undefined ? 0 : 1) + (catalogname === undefined ? 0 : 1);
}

/** Only once the whole statement has been seen is it known whether a fence is needed. */
function textOfGuard(placed: PlacedGuard, context: RewriteContext): string {
  const { guard, renamed } = placed;
  if (context.findings.definesView) return emptyGuardText(guard, placed.stored);
  const fence = fenceOf(placed, context.findings);
  const isAround = fence === 'around';
  // Below a fence all rows of the guard would be locked, whatever the client's conditions say.
  if (isAround && context.findings.hazard && context.findings.mindsLocks) {
    throw refused(
      'SKIP LOCKED and NOWAIT are not handled together with a condition that could fail because of a row',
      'select by comparisons of columns with constants',
    );
  }
  const texts = context.conditions();
  const print = (conditions: readonly TreeNode[]) => conditions.map((condition) => texts.get(condition) ?? '');
  const conjuncts = isAround ? print(placed.conjuncts) : [];
  if (guard.compiled.filter !== null) conjuncts.unshift(...print(context.probes));
  const { storedConjuncts } = placed;
  if (storedConjuncts.length > 0 && (isAround || !context.mayHide())) {
    conjuncts.push(...storedConjuncts.map((conjunct) => conjunct()));
  }
  const read = renamed ? null : context.columnNames();
  return guardText(guard, { fence, conjuncts, lookups: print(placed.lookups), read, stored: placed.stored });
}

function subselect(select: Struct, alias: string, columns: readonly string[]): TreeNode {
  return {
    RangeSubselect: {
      subquery: { SelectStmt: select },
      alias: { aliasname: alias, ...(columns.length > 0 ? { colnames: columns.map(stringNode) } : {}) },
    },
  };
}

function rewriteSubselect(struct: Struct, scope: Scope, context: RewriteContext): TreeNode {
  const select = as(struct.subquery, 'SelectStmt');
  if (select === undefined) throw refused('a subquery in FROM is not a SELECT');
  const plain = select.valuesLists !== undefined && !readsRows(select);
  const outer = struct.lateral === true ? scope : scope.outer;
  const onDemand = scope.onDemand || scope.joins;
  const columns = context.rewrite.query(select, { outer, ctes: scope.ctes, exposed: true, onDemand }, context);
  // Nothing that the statement has named so far is filtered.
  const { guards, targets, temporaries } = context;
  const hidesNothing = guards.length === 0 && targets.size === 0 && temporaries.viewsRead.length === 0;
  offer(scope, context, bound(struct, columns, { plain, hidesNothing }));
  return { RangeSubselect: struct };
}

function rewriteJoin(struct: Struct, scope: Scope, context: RewriteContext): TreeNode {
  const first = scope.items.length;
  const firstMerge = scope.merges.length;
  struct.larg = rewriteFromItem(struct.larg as TreeNode, scope, context);
  const second = scope.items.length;
  struct.rarg = rewriteFromItem(struct.rarg as TreeNode, scope, context);
  const [left, right] = [scope.items.slice(first, second), scope.items.slice(second)];
  const isByName = struct.isNatural === true || struct.usingClause !== undefined;
  // Columns that are joined by name are compared by an operator that no name tells.
  if (isByName) admitOperator(['='], context);
  const { findings } = context;
  if (!(findings.hazard && findings.derives) && !joinsSafely(struct, scope.items, first, second))
    findings.hazard = findings.derives = true;
  // What stands beside the join can not be named in its condition: such a name is one of the query around.
  const joined: Scope = { ...innerScope(scope.outer, scope.ctes), items: [...left, ...right] };
  rewriteField(struct, 'quals', { scope: joined, exposed: true, context });
  const using = struct.join_using_alias;
  if (isStruct(using)) {
    const names = nameParts(struct.usingClause) ?? [];
    offer(scope, context, item({ alias: using }, unknownColumns(names), { qualifiedOnly: true }));
  }
  const items = scope.items.slice(first);
  if (isByName) {
    const merges = [...scope.merges];
    scope.merges.push({ items, columns: once(() => mergedColumns(struct, left, right, merges, context)) });
  }
  if (struct.alias === undefined) return { JoinExpr: struct };
  // An alias on the join hides what stands in it.
  const columns = starColumns({ items, merges: scope.merges });
  scope.items.splice(first);
  scope.merges.splice(firstMerge);
  offer(scope, context, bound(struct, aliasOf(struct).columns.length === 0 ? columns : null));
  return { JoinExpr: struct };
}

function rewriteFunction(struct: Struct, scope: Scope, context: RewriteContext): TreeNode {
  const columns = functionColumns(struct, aliasOf(struct).name, scope, context);
  const above = isScannedApart(struct, context);
  if (!above) context.findings.derives = true;
  const plain = above && !readsRows(struct.functions);
  const place = { scope, exposed: true, above, context };
  // Each function stands as a list of the call and its column definitions.
  struct.functions = listOf(struct.functions).map((node) => rewriteExpression(node, place));
  const definitions = listOf(struct.coldeflist);
  for (const definition of definitions) rewriteExpression(definition, place);
  const alias = aliasOf(struct);
  const [call] = listOf(as(listOf(struct.functions)[0], 'List')?.items);
  const callName = nameParts(as(call, 'FuncCall')?.funcname)?.at(-1) ?? null;
  // With definitions, the columns have their names from those.
  const make = definitions.length > 0 ? item : bound;
  offer(scope, context, make(struct, columns, { alias: alias.name ?? callName, plain }));
  return { RangeFunction: struct };
}
