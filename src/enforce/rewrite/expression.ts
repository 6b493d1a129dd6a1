import {
  as,
  type FunctionInfo,
  isStruct,
  listOf,
  nameParts,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import { sizeFunctions } from '../system/index.js';
import { countStep } from './bounds.js';
import { rewriteColumnReference } from './column-reference.js';
import { compareStored, matchStored } from './compare-stored.js';
import { admitCastTo, admitDefaults, admitDocument } from './construct-casts.js';
import type { Place, QueryPlace, RewriteContext } from './context.js';
import { comparesSimple, isEquation, isSimple } from './derived-values.js';
import { noteHazard } from './findings.js';
import {
  admitFunction,
  admitOperator,
  admitSettingCall,
  dotCallsForbidden,
  functionsOf,
  noteLockCall,
} from './functions.js';
import { settleLike, settleLikeCall, settleLikeQuery } from './like.js';
import { mentionConstruct } from './mentions.js';
import { rewriteNotifyCall } from './notify-call.js';
import { outputName } from './output-name.js';
import { probe } from './probes.js';
import { takesFromAround } from './reads-around.js';
import { readsRows } from './reads-rows.js';
import { resolve } from './scope.js';
import { rewriteSettingCall } from './setting-call.js';
import { steadinessOf } from './steadiness.js';
import { isTotalStep } from './totality.js';
import { admitTypeByText } from './type-by-text.js';
import { admitArguments, admitCast, admitType, isUntyped, namesType } from './types.js';

type Rewrite = (struct: Struct, place: Place) => TreeNode;

/** Nodes of which only the parts need a look. What stands neither here nor in `special` is refused. */
const plain = new Set([
  'ParamRef',
  'BoolExpr',
  'NullTest',
  'BooleanTest',
  'CaseWhen',
  'CoalesceExpr',
  'MinMaxExpr',
  'A_ArrayExpr',
  'A_Indices',
  'A_Star',
  'RowExpr',
  'NamedArgExpr',
  'SQLValueFunction',
  'XmlExpr',
  'XmlSerialize',
  'GroupingFunc',
  'GroupingSet',
  'WindowDef',
  'ResTarget',
  'MultiAssignRef',
  'SetToDefault',
  'List',
  'String',
  'Integer',
  'Float',
  'Boolean',
  'BitString',
  'CollateClause',
  'MergeSupportFunc',
  'DefElem',
  'IndexElem',
  'JsonObjectConstructor',
  'JsonArrayConstructor',
  'JsonArrayQueryConstructor',
  'JsonObjectAgg',
  'JsonArrayAgg',
  'JsonValueExpr',
  'JsonKeyValue',
  'JsonArgument',
  'JsonIsPredicate',
  'JsonTablePathSpec',
  'JsonBehavior',
  'JsonOutput',
  'JsonReturning',
  'JsonFormat',
  'JsonAggConstructor',
  'ColumnDef',
  'Alias',
]);

/** Nodes that name something. */
const special: Readonly<Record<string, Rewrite>> = {
  ColumnRef: (struct, place) => rewriteColumnReference(struct, place.scope, place.context),
  FuncCall: rewriteCall,
  A_Expr: (struct, place) => {
    rewriteOperator(struct, place);
    const stored = compareStored(struct, place);
    if (stored !== null) return stored;
    const { tried, finish } = settleLike(struct, place);
    if (tried === place) return { A_Expr: finish(rewriteFields(struct, place)) };
    rewriteField(struct, 'lexpr', place);
    rewriteField(struct, 'rexpr', tried);
    return { A_Expr: finish(struct) };
  },
  TypeCast: (struct, place) => {
    if (!isUntyped(struct.arg)) admitCastTo(struct.typeName, place.context);
    return { TypeCast: rewriteFields(struct, place) };
  },
  CaseExpr: (struct, place) => {
    // CASE x WHEN y compares the two by an operator that no name in it tells.
    if (struct.arg !== undefined) admitOperator(['='], place.context);
    return { CaseExpr: rewriteFields(struct, place) };
  },
  JsonParseExpr: (struct, place) => toJson('JsonParseExpr', struct, place),
  JsonScalarExpr: (struct, place) => toJson('JsonScalarExpr', struct, place),
  JsonSerializeExpr: (struct, place) => toJson('JsonSerializeExpr', struct, place),
  JsonFuncExpr: (struct, place) => {
    admitDocument(struct, place);
    admitDefaults(struct, isStruct(struct.output) ? struct.output.typeName : undefined, place.context);
    return { JsonFuncExpr: rewriteFields(struct, place) };
  },
  JsonTableColumn: (struct, place) => {
    admitDefaults(struct, struct.typeName, place.context);
    return { JsonTableColumn: rewriteFields(struct, place) };
  },
  RangeTableFuncCol: (struct, place) => {
    admitDefaults(struct, struct.typeName, place.context);
    return { RangeTableFuncCol: rewriteFields(struct, place) };
  },
  SortBy: (struct, place) => {
    const operator = nameParts(struct.useOp);
    if (operator !== null && operator.length > 0) admitOperator(operator, place.context);
    return { SortBy: rewriteFields(struct, place) };
  },
  TypeName: (struct, place) => {
    admitType(struct, place.context);
    return { TypeName: struct };
  },
  SelectStmt: (struct, place) => {
    rewriteInner(struct, place);
    return { SelectStmt: struct };
  },
  A_Indirection: (struct, place) => {
    for (const step of listOf(struct.indirection)) {
      const name = stringOf(step);
      if (name !== undefined && dotCallsForbidden(name, place.context))
        throw refused(`function \`${name}\` may not be called`);
    }
    return { A_Indirection: rewriteFields(struct, place) };
  },
  CurrentOfExpr: (struct, place) => {
    // It stands alone, so no filter can stand beside it.
    if (place.scope.items.some((item) => item.target !== null && item.target.filter !== null)) {
      throw refused('WHERE CURRENT OF is not handled where not all rows may be seen', 'name the row by its key');
    }
    return { CurrentOfExpr: struct };
  },
};

/**
 * Rewrites an expression in place: subqueries get their guards, names are resolved, and every function, operator and type
 * is one that may be used. Notes a hazard when the expression is exposed and could raise because of a row.
 *
 * @throws GatewayError `refused` for what the guard does not handle.
 */
export function rewriteExpression(node: TreeNode, place: Place): TreeNode {
  const tag = tagOf(node);
  if (tag === null) return node;
  const struct = as(node, tag);
  // The value of a constant is nobody's business: see template/literals.ts.
  if (struct === undefined || tag === 'A_Const') return node;
  if (special[tag] === undefined && tag !== 'SubLink' && !plain.has(tag))
    throw refused(`\`${tag}\` is not handled by the guard here`);
  countStep(place.context);
  mentionConstruct(place.context, tag);
  // Whether a subquery is total is asked once it is rewritten: what it gives is known only then.
  if (tag === 'SubLink') {
    const rewritten = rewriteSubLink(struct, place);
    if (mayRaise(tag, struct, place)) noteHazard(place.context.findings, place.above === true);
    return rewritten;
  }
  if (place.exposed) noteEquation(tag, struct, place);
  const within = mayRaise(tag, struct, place) ? exposedWithin(node, place) : triedOutWithin(tag, node, place);
  return special[tag]?.(struct, within) ?? { [tag]: rewriteFields(struct, within) };
}

function mayRaise(tag: string, struct: Struct, { exposed, above, scope, context }: Place): boolean {
  const { hazard, hazardAbove, expressionsAround } = context.findings;
  if (!exposed || hazard) return false;
  // Of what is found already nothing more is asked.
  if (above === true && hazardAbove && expressionsAround === 0 && !maySortAnIndex(tag, struct, context)) return false;
  return !isTotalStep(tag, struct, scope, context);
}

/** Operators by which no index sorts: `a <-> b`, by which one may, would be worked out within its scan. */
const workedOutAbove = new Set([
  ...['+', '-', '*', '/', '%', '^', '||', '->', '->>', '#>', '#>>', '=', '<>', '!=', '<', '<=', '>', '>='],
  ...['~', '~*', '!~', '!~*', '~~', '~~*', '!~~', '!~~*'],
]);

/** A function of the store's may come to such an operator. */
function maySortAnIndex(tag: string, struct: Struct, context: RewriteContext): boolean {
  if (tag === 'A_Expr') return !workedOutAbove.has(stringOf(listOf(struct.name).at(-1)) ?? '');
  const name = tag === 'FuncCall' ? (nameParts(struct.funcname) ?? []) : [];
  return name.length > 0 && functionsOf(name, context).some(({ schema }) => schema !== 'pg_catalog');
}

/** What is equated is made one type of as well, which could raise. */
function noteEquation(tag: string, struct: Struct, { scope, context }: Place): void {
  const { findings } = context;
  if (tag !== 'A_Expr' || findings.derives || !isEquation(struct)) return;
  findings.derives = !comparesSimple(struct, context) || !isTotalStep(tag, struct, scope, context);
}

/** What is the same for each row, and raises before any is read if it does, tells nothing; nor does what stands in it. */
function exposedWithin(node: TreeNode, place: Place): Place {
  const { context } = place;
  const tag = tagOf(node) ?? '';
  if (!readsRows(node) && (probe(node, context) || steadinessOf(node, context) !== 'telling'))
    return { ...place, exposed: false };
  const above = place.above === true && !maySortAnIndex(tag, as(node, tag) ?? {}, context);
  noteHazard(context.findings, above);
  return place;
}

/**
 * Where something is known to raise already, nothing more is asked; but a cast that is taken for one which was tried out has to be. What
 * a guard tests as well, and what is written, is asked of rows that are hidden.
 */
function triedOutWithin(tag: string, node: TreeNode, place: Place): Place {
  const isAsked = place.exposed && place.context.findings.hazard && tag === 'TypeCast';
  return isAsked && probe(node, place.context) ? { ...place, exposed: false } : place;
}

/** Rewrites what stands in a struct's fields; a bare struct in a field is looked into as well. */
export function rewriteFields(struct: Struct, place: Place): Struct {
  for (const field in struct) struct[field] = rewriteValue(field, struct[field], place);
  return struct;
}

function rewriteValue(field: string, value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteValue(field, item, place));
  if (!isStruct(value)) return value;
  if (tagOf(value) !== null) return rewriteExpression(value as TreeNode, place);
  // RETURNING casts what SQL/JSON makes.
  if (field === 'output') admitCastTo(value.typeName, place.context);
  if (field === 'typeName') {
    admitType(value, place.context);
    return value;
  }
  return rewriteFields(value, place);
}

/** JSON(x) and its like cast what they are given. */
function toJson(tag: string, struct: Struct, place: Place): TreeNode {
  admitCast(['json'], place.context);
  return { [tag]: rewriteFields(struct, place) };
}

function rewriteCall(struct: Struct, place: Place): TreeNode {
  const { context } = place;
  const parts = nameParts(struct.funcname);
  if (parts === null || parts.length === 0)
    throw refused('a function is named in a way that the guard does not handle');
  if (listOf(struct.args).length === 1 && namesType(parts, context)) admitCast(parts, context);
  if (isColumnNotation(parts, struct, place)) return { FuncCall: rewriteFields(struct, place) };
  const candidates = admitFunction(parts, context, struct.location);
  admitArguments(candidates, context);
  const settingCall = rewriteSettingCall(parts, struct, place, (node) => rewriteExpression(node, place));
  if (settingCall !== null) return settingCall;
  const notifyCall = rewriteNotifyCall(parts, struct, place, (node) => rewriteExpression(node, place));
  if (notifyCall !== null) return notifyCall;
  if (!context.followedCalls.has(struct) && admitSettingCall(parts, struct, context.view))
    context.findings.changesSettings = true;
  noteLockCall(parts, struct, place);
  admitTypeByText(parts, struct, context);
  qualifyCall(struct, parts, candidates, place);
  const aggregate = candidates.every((candidate) => candidate.kind === 'a' || candidate.kind === 'w');
  if (candidates.some((candidate) => candidate.schema === 'pg_catalog' && sizeFunctions.has(candidate.name))) {
    return withoutResult({ FuncCall: rewriteFields(struct, place) });
  }
  if (aggregate) return { FuncCall: rewriteAggregate(struct, place) };
  const settle = settleLikeCall(struct, place);
  return { FuncCall: settle(rewriteFields(struct, place)) };
}

/**
 * What an aggregate takes is worked out above the scan, on rows that were let through; but what it sorts by may be worked
 * out below, to sort early, what is of a query around its own is of that one's rows, and an error of a query that runs on demand
 * tells that it ran.
 */
function rewriteAggregate(struct: Struct, place: Place): Struct {
  const sorts = struct.agg_order !== undefined || struct.agg_distinct === true || struct.over !== undefined;
  const { scope } = place;
  const isOfRows = sorts || (place.exposed && (scope.onDemand || takesFromAround(struct, scope, place.context)));
  return rewriteFields(struct, { ...place, exposed: isOfRows });
}

/**
 * Where another schema has a function of that name too, the name is qualified, so that it means the same whatever the
 * server's search_path is by now.
 */
function qualifyCall(
  struct: Struct,
  parts: readonly string[],
  candidates: readonly FunctionInfo[],
  { context }: Place,
): void {
  const [name] = parts;
  const [schema, ...others] = new Set(candidates.map((candidate) => candidate.schema));
  if (name === undefined || parts.length > 1 || schema === undefined || others.length > 0) return;
  if (context.view.catalog.functionsNamed(name).every((candidate) => candidate.schema === schema)) return;
  context.edits.qualify(struct.location, schema);
  struct.funcname = [stringNode(schema), stringNode(name)];
}

/** The type of a function's result, and NULL: how large relations are tells of rows that are filtered away. */
function withoutResult(call: TreeNode): TreeNode {
  return { CaseExpr: { args: [{ CaseWhen: { expr: { A_Const: { boolval: {} } }, result: call } }] } };
}

/** `email(c)` for `c.email`: PostgreSQL docs, 8.16.5. It means that only where no function is called so. */
function isColumnNotation(parts: readonly string[], struct: Struct, { scope, context }: Place): boolean {
  const args = listOf(struct.args);
  const row = nameParts(as(args[0], 'ColumnRef')?.fields) ?? [];
  if (parts.length !== 1 || args.length !== 1 || row.length !== 1 || functionsOf(parts, context).length > 0)
    return false;
  const meaning = resolve(scope, row);
  return meaning.kind === 'row' && meaning.item.columns?.some((column) => column.name === parts[0]) === true;
}

function rewriteOperator(struct: Struct, place: Place): void {
  const kind = textOf(struct.kind);
  const parts = nameParts(struct.name);
  if (parts === null || parts.length === 0)
    throw refused('an operator is named in a way that the guard does not handle');
  // BETWEEN's name is a keyword; the operators behind it are the comparisons.
  if (kind?.includes('BETWEEN')) {
    for (const name of ['>=', '<=', '<', '>']) admitOperator([name], place.context);
    return;
  }
  admitOperator(parts, place.context, struct.location);
}

/** What stands in a select list alone is run for rows that were let through. */
function queryPlace({ scope, exposed }: Place): QueryPlace {
  return { outer: scope, ctes: scope.ctes, exposed: true, onDemand: exposed || scope.onDemand };
}

/** A query that is a part of an expression. */
function rewriteInner(select: Struct, place: Place): void {
  const { context } = place;
  context.findings.expressionsAround += 1;
  context.rewrite.query(select, queryPlace(place), context);
  context.findings.expressionsAround -= 1;
}

function rewriteSubLink(struct: Struct, place: Place): TreeNode {
  const operator = nameParts(struct.operName);
  // IN (SELECT …) names no operator, and is `= ANY`.
  const compares = struct.subLinkType === 'ANY_SUBLINK' || struct.subLinkType === 'ALL_SUBLINK';
  if (operator !== null && operator.length > 0) admitOperator(operator, place.context);
  else if (compares) admitOperator(['='], place.context);
  const subselect = as(struct.subselect, 'SelectStmt');
  if (subselect === undefined) throw refused('a subquery is not a SELECT');
  rewriteInner(subselect, place);
  const { testexpr } = struct;
  if (testexpr === undefined) return { SubLink: struct };
  // IN becomes a join by that.
  const isPlainJoin = isSimple(testexpr, place.context) && isTotalStep('SubLink', struct, place.scope, place.context);
  if (compares && !isPlainJoin) place.context.findings.derives = true;
  const settle = settleLikeQuery(struct, place);
  const rewritten = matchStored(struct, place) ?? rewriteExpression(testexpr as TreeNode, place);
  // Of a copy: whether it is total is asked of what the client wrote.
  return { SubLink: { ...struct, testexpr: settle(rewritten) } };
}

/** Rewrites each expression of a list field. */
export function rewriteList(struct: Struct, field: string, place: Place): void {
  const list = struct[field];
  if (Array.isArray(list)) struct[field] = list.map((node) => rewriteExpression(node as TreeNode, place));
}

/** Rewrites the expression in a field, when there is one. */
export function rewriteField(struct: Struct, field: string, place: Place): void {
  if (isStruct(struct[field])) struct[field] = rewriteExpression(struct[field] as TreeNode, place);
}

/** Rewrites a select list. A column that had its name from an expression that was replaced keeps it. */
export function rewriteTargets(struct: Struct, placeOf: (index: number) => Place): void {
  // `SELECT FROM t` has no list, which is not the same tree as an empty one.
  if (struct.targetList === undefined) return;
  const targets = listOf(struct.targetList);
  const names = targets.map((node) => impliedName(node));
  const locations = targets.map((node) => as(as(node, 'ResTarget')?.val, 'ColumnRef')?.location);
  struct.targetList = targets.map((node, index) => rewriteExpression(node, placeOf(index)));
  listOf(struct.targetList).forEach((node, index) => {
    const target = as(node, 'ResTarget');
    const name = names[index];
    if (target !== undefined && name !== null && name !== undefined && impliedName(node) !== name) {
      target.name = name;
      placeOf(index).context.edits.outputName(locations[index], name);
    }
  });
}

/** The name that a column has without AS; null with AS, and for a star. */
function impliedName(node: TreeNode): string | null {
  const target = as(node, 'ResTarget');
  if (target === undefined || target.name !== undefined || !isStruct(target.val)) return null;
  const isStar = as(listOf(as(target.val, 'ColumnRef')?.fields).at(-1), 'A_Star') !== undefined;
  return isStar ? null : outputName(target.val as TreeNode);
}
