import { mapInSteps, once, type Steps } from '../../base/index.js';
import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, tagOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { admitDocument } from './construct-casts.js';
import type { Place, RewriteContext } from './context.js';
import { rewriteExpression, rewriteField, rewriteFields, rewriteList } from './expression.js';
import { noteHazard } from './findings.js';
import { rewriteRelation } from './from-relation.js';
import { functionColumns, tableColumns } from './function-columns.js';
import { isScannedApart } from './function-scan.js';
import { admitOperator } from './functions.js';
import { joinsSafely, mergedColumns } from './joined-columns.js';
import { takeLookupsOfJoin } from './lookup.js';
import { mentionConstruct } from './mentions.js';
import { aliasOf, boundItem, offer, scopeItem } from './offered-item.js';
import { readsRows } from './reads-rows.js';
import { admitSampleMethod } from './sample.js';
import { innerScope, type Scope, starColumns, unknownColumns } from './scope.js';

/**
 * Rewrites an item of FROM in place, and adds what can be named through it to the scope.
 *
 * @throws GatewayError `refused`.
 */
export function* rewriteFromItem(node: TreeNode, scope: Scope, context: RewriteContext): Steps<TreeNode> {
  // What it offers is looked through, however short its text is.
  yield;
  const tag = tagOf(node) ?? '';
  const struct = as(node, tag) as Struct;
  switch (tag) {
    case 'RangeVar':
      return yield* rewriteRelation(struct, null, scope, context);
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
      yield* rewriteList(struct, 'args', place);
      yield* rewriteField(struct, 'repeatable', place);
      const relation = as(struct.relation, 'RangeVar');
      if (relation === undefined)
        throw refused('TABLESAMPLE of something other than a table is not handled by the guard');
      return yield* rewriteRelation(relation, struct, scope, context);
    }
    case 'RangeSubselect':
      return yield* rewriteSubselect(struct, scope, context);
    case 'JoinExpr':
      return yield* rewriteJoin(struct, scope, context);
    case 'RangeFunction':
      return yield* rewriteFunction(struct, scope, context);
    case 'RangeTableFunc':
    case 'JsonTable': {
      mentionConstruct(context, tag);
      const place = { scope, exposed: true, above: true, context };
      const columns = tableColumns(struct, context);
      const plain = !readsRows(struct);
      if (tag === 'JsonTable') admitDocument(struct, place);
      // Of a document that reads no row it can raise as well, or not be asked for.
      noteHazard(context.findings, true);
      const rewritten = { [tag]: yield* rewriteFields(struct, place) };
      offer(scope, context, scopeItem(struct, columns, { plain }));
      return rewritten;
    }
    default:
      throw refused(`\`${tag}\` is not handled by the guard in FROM`);
  }
}

function* rewriteSubselect(struct: Struct, scope: Scope, context: RewriteContext): Steps<TreeNode> {
  const select = as(struct.subquery, 'SelectStmt');
  if (select === undefined) throw refused('a subquery in FROM is not a SELECT');
  const plain = select.valuesLists !== undefined && !readsRows(select);
  const outer = struct.lateral === true ? scope : scope.outer;
  const onDemand = scope.onDemand || scope.joins;
  const place = { outer, ctes: scope.ctes, exposed: true, onDemand };
  const columns = yield* context.rewrite.query(select, place, context);
  // Nothing that the statement has named so far is filtered.
  const { guards, targets, temporaries } = context;
  const hidesNothing = guards.length === 0 && targets.size === 0 && temporaries.viewsRead.length === 0;
  offer(scope, context, boundItem(struct, columns, { plain, hidesNothing }));
  return { RangeSubselect: struct };
}

function* rewriteJoin(struct: Struct, scope: Scope, context: RewriteContext): Steps<TreeNode> {
  const first = scope.items.length;
  const firstMerge = scope.merges.length;
  struct.larg = yield* rewriteFromItem(struct.larg as TreeNode, scope, context);
  const second = scope.items.length;
  struct.rarg = yield* rewriteFromItem(struct.rarg as TreeNode, scope, context);
  const [left, right] = [scope.items.slice(first, second), scope.items.slice(second)];
  const isByName = struct.isNatural === true || struct.usingClause !== undefined;
  // Columns that are joined by name are compared by an operator that no name tells.
  if (isByName) admitOperator(['='], context);
  const { findings } = context;
  if (!(findings.hazard && findings.derives) && !joinsSafely(struct, scope.items, first, second))
    findings.hazard = findings.derives = true;
  // What stands beside the join can not be named in its condition: such a name is one of the query around.
  const joined: Scope = { ...innerScope(scope.outer, scope.ctes), items: [...left, ...right] };
  const condition: Place = { scope: joined, exposed: true, context };
  yield* takeLookupsOfJoin(struct, condition);
  yield* rewriteField(struct, 'quals', condition);
  const using = struct.join_using_alias;
  if (isStruct(using)) {
    const names = nameParts(struct.usingClause) ?? [];
    offer(scope, context, scopeItem({ alias: using }, unknownColumns(names), { qualifiedOnly: true }));
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
  offer(scope, context, boundItem(struct, aliasOf(struct).columns.length === 0 ? columns : null));
  return { JoinExpr: struct };
}

function* rewriteFunction(struct: Struct, scope: Scope, context: RewriteContext): Steps<TreeNode> {
  const columns = functionColumns(struct, aliasOf(struct).name, scope, context);
  const above = isScannedApart(struct, context);
  if (!above) context.findings.derives = true;
  const plain = above && !readsRows(struct.functions);
  const place = { scope, exposed: true, above, context };
  // Each function stands as a list of the call and its column definitions.
  struct.functions = yield* mapInSteps(listOf(struct.functions), (node) => rewriteExpression(node, place));
  const definitions = listOf(struct.coldeflist);
  for (const definition of definitions) yield* rewriteExpression(definition, place);
  const alias = aliasOf(struct);
  const [call] = listOf(as(listOf(struct.functions)[0], 'List')?.items);
  const callName = nameParts(as(call, 'FuncCall')?.funcname)?.at(-1) ?? null;
  // With definitions, the columns have their names from those.
  const make = definitions.length > 0 ? scopeItem : boundItem;
  offer(scope, context, make(struct, columns, { alias: alias.name ?? callName, plain }));
  return { RangeFunction: struct };
}
