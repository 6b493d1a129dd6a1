import { mapInSteps, type Steps } from '../../base/index.js';
import {
  as,
  isStruct,
  listOf,
  nameParts,
  type Struct,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import { countStep, mayRest } from './bounds.js';
import { rewriteCall } from './call.js';
import { rewriteColumnReference } from './column-reference.js';
import { compareStored, matchStored } from './compare-stored.js';
import { admitCastTo, admitDefaults, admitDocument } from './construct-casts.js';
import type { Place, QueryPlace } from './context.js';
import { isSimple } from './derived-values.js';
import { exposedWithin, mayRaise, noteEquation, triedOutWithin } from './exposure.js';
import { noteHazard } from './findings.js';
import { admitOperator, dotCallsForbidden } from './functions.js';
import { admitConstruct } from './later-constructs.js';
import { settleLike, settleLikeQuery } from './like.js';
import { mentionConstruct } from './mentions.js';
import { isTotalStep } from './totality.js';
import { admitCast, admitType, isUntyped } from './types.js';

type Rewrite = (struct: Struct, place: Place) => Steps<TreeNode>;

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

const rewriting = { expression: rewriteExpression, fields: rewriteFields };

/** Nodes that name something, but for names themselves and subqueries. */
const special: Readonly<Record<string, Rewrite>> = {
  *FuncCall(struct, place) {
    return yield* rewriteCall(struct, place, rewriting);
  },
  *A_Expr(struct, place) {
    rewriteOperator(struct, place);
    const stored = compareStored(struct, place);
    if (stored !== null) return stored;
    const { tried, finish } = settleLike(struct, place);
    if (tried === place) return { A_Expr: finish(yield* rewriteFields(struct, place)) };
    yield* rewriteField(struct, 'lexpr', place);
    yield* rewriteField(struct, 'rexpr', tried);
    return { A_Expr: finish(struct) };
  },
  *TypeCast(struct, place) {
    if (!isUntyped(struct.arg)) admitCastTo(struct.typeName, place.context);
    return { TypeCast: yield* rewriteFields(struct, place) };
  },
  *CaseExpr(struct, place) {
    // CASE x WHEN y compares the two by an operator that no name in it tells.
    if (struct.arg !== undefined) admitOperator(['='], place.context);
    return { CaseExpr: yield* rewriteFields(struct, place) };
  },
  JsonParseExpr: toJson('JsonParseExpr'),
  JsonScalarExpr: toJson('JsonScalarExpr'),
  JsonSerializeExpr: toJson('JsonSerializeExpr'),
  *JsonFuncExpr(struct, place) {
    admitDocument(struct, place);
    admitDefaults(struct, isStruct(struct.output) ? struct.output.typeName : undefined, place.context);
    return { JsonFuncExpr: yield* rewriteFields(struct, place) };
  },
  *JsonTableColumn(struct, place) {
    admitDefaults(struct, struct.typeName, place.context);
    return { JsonTableColumn: yield* rewriteFields(struct, place) };
  },
  *RangeTableFuncCol(struct, place) {
    admitDefaults(struct, struct.typeName, place.context);
    return { RangeTableFuncCol: yield* rewriteFields(struct, place) };
  },
  *SortBy(struct, place) {
    const operator = nameParts(struct.useOp);
    if (operator !== null && operator.length > 0) admitOperator(operator, place.context);
    return { SortBy: yield* rewriteFields(struct, place) };
  },
  *SelectStmt(struct, place) {
    yield* rewriteInner(struct, place);
    return { SelectStmt: struct };
  },
  *A_Indirection(struct, place) {
    for (const step of listOf(struct.indirection)) {
      const name = stringOf(step);
      if (name !== undefined && dotCallsForbidden(name, place.context))
        throw refused(`function \`${name}\` may not be called`);
    }
    return { A_Indirection: yield* rewriteFields(struct, place) };
  },
  *CurrentOfExpr(struct, place) {
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
export function* rewriteExpression(node: TreeNode, place: Place): Steps<TreeNode> {
  const tag = tagOf(node);
  if (tag === null) return node;
  const struct = as(node, tag);
  // The value of a constant is nobody's business: see template/literals.ts.
  if (struct === undefined || tag === 'A_Const') return node;
  if (special[tag] === undefined && tag !== 'SubLink' && tag !== 'ColumnRef' && !plain.has(tag))
    throw refused(`\`${tag}\` is not handled by the guard here`);
  countStep(place.context);
  if (mayRest(place.context)) yield;
  mentionConstruct(place.context, tag);
  admitConstruct(tag, struct, place.context);
  // Whether a subquery is total is asked once it is rewritten: what it gives is known only then.
  if (tag === 'SubLink') {
    if (place.context.settled.has(struct)) return node;
    const rewritten = yield* rewriteSubLink(struct, place);
    if (mayRaise(tag, struct, place)) noteHazard(place.context.findings, place.above === true);
    return rewritten;
  }
  if (tag === 'A_Expr' && place.exposed) yield* settleQueries(struct, place);
  if (place.exposed) noteEquation(tag, struct, place);
  const within = mayRaise(tag, struct, place) ? exposedWithin(node, place) : triedOutWithin(tag, node, place);
  if (tag === 'ColumnRef') return rewriteColumnReference(struct, within.scope, within.context);
  const rewrite = special[tag];
  return rewrite === undefined ? { [tag]: yield* rewriteFields(struct, within) } : yield* rewrite(struct, within);
}

/** Rewrites what stands in a struct's fields; a bare struct in a field is looked into as well. */
export function* rewriteFields(struct: Struct, place: Place): Steps<Struct> {
  for (const field in struct) {
    const value = struct[field];
    if (typeof value === 'object') struct[field] = yield* rewriteValue(field, value, place);
  }
  return struct;
}

function* rewriteValue(field: string, value: unknown, place: Place): Steps<unknown> {
  if (Array.isArray(value)) return yield* mapInSteps(value, (item) => rewriteValue(field, item, place));
  if (!isStruct(value)) return value;
  if (tagOf(value) !== null) return yield* rewriteExpression(value as TreeNode, place);
  // RETURNING casts what SQL/JSON makes.
  if (field === 'output') admitCastTo(value.typeName, place.context);
  if (field === 'typeName') {
    admitType(value, place.context);
    return value;
  }
  return yield* rewriteFields(value, place);
}

/** JSON(x) and its like cast what they are given. */
function toJson(tag: string): Rewrite {
  return function* (struct, place) {
    admitCast(['json'], place.context);
    return { [tag]: yield* rewriteFields(struct, place) };
  };
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
function* rewriteInner(select: Struct, place: Place): Steps<void> {
  const { context } = place;
  context.findings.expressionsAround += 1;
  yield* context.rewrite.query(select, queryPlace(place), context);
  context.findings.expressionsAround -= 1;
}

function* rewriteSubLink(struct: Struct, place: Place): Steps<TreeNode> {
  const operator = nameParts(struct.operName);
  // IN (SELECT …) names no operator, and is `= ANY`.
  const compares = struct.subLinkType === 'ANY_SUBLINK' || struct.subLinkType === 'ALL_SUBLINK';
  if (operator !== null && operator.length > 0) admitOperator(operator, place.context);
  else if (compares) admitOperator(['='], place.context);
  const subselect = as(struct.subselect, 'SelectStmt');
  if (subselect === undefined) throw refused('a subquery is not a SELECT');
  yield* rewriteInner(subselect, place);
  const { testexpr } = struct;
  if (testexpr === undefined) return { SubLink: struct };
  // IN becomes a join by that.
  const isPlainJoin = isSimple(testexpr, place.context) && isTotalStep('SubLink', struct, place.scope, place.context);
  if (compares && !isPlainJoin) place.context.findings.derives = true;
  const settle = settleLikeQuery(struct, place);
  const rewritten = matchStored(struct, place) ?? (yield* rewriteExpression(testexpr as TreeNode, place));
  // Of a copy: whether it is total is asked of what the client wrote.
  return { SubLink: { ...struct, testexpr: settle(rewritten) } };
}

/** Whether a comparison is total hangs on what queries in it give, which is known once they are rewritten. */
function* settleQueries(comparison: Struct, place: Place): Steps<void> {
  const list = as(comparison.rexpr, 'List');
  if (list !== undefined) yield* settleEach(list, 'items', place);
  for (const side of ['lexpr', 'rexpr'] as const) {
    if (isStruct(comparison[side])) comparison[side] = yield* settleQuery(comparison[side] as TreeNode, place);
  }
}

function* settleEach(struct: Struct, field: string, place: Place): Steps<void> {
  const nodes = listOf(struct[field]);
  if (nodes.some((node) => as(node, 'SubLink') !== undefined || as(node, 'CoalesceExpr') !== undefined))
    struct[field] = yield* mapInSteps(nodes, (node) => settleQuery(node, place));
}

/** A query that gives a value, or stands in for one that is NULL; anything else as it is. */
function* settleQuery(node: TreeNode, place: Place): Steps<TreeNode> {
  const choice = as(node, 'CoalesceExpr');
  if (choice !== undefined) {
    yield* settleEach(choice, 'args', place);
    place.context.families.delete(choice);
  }
  const query = as(node, 'SubLink');
  if (query === undefined || !givingValues.has(textOf(query.subLinkType) ?? '')) return node;
  const rewritten = yield* rewriteExpression(node, place);
  place.context.settled.add(as(rewritten, 'SubLink') ?? query);
  return rewritten;
}

const givingValues = new Set(['EXPR_SUBLINK', 'ARRAY_SUBLINK']);

/** Rewrites each expression of a list field. */
export function* rewriteList(struct: Struct, field: string, place: Place): Steps<void> {
  const list = struct[field];
  if (Array.isArray(list))
    struct[field] = yield* mapInSteps(list, (node) => rewriteExpression(node as TreeNode, place));
}

/** Rewrites the expression in a field, when there is one. */
export function* rewriteField(struct: Struct, field: string, place: Place): Steps<void> {
  if (isStruct(struct[field])) struct[field] = yield* rewriteExpression(struct[field] as TreeNode, place);
}
