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
import { countStep } from './bounds.js';
import { comparesNodes, comparisons } from './compared-rows.js';
import { branchesOf, familyOfLiteral, familyOfParameter, familyOfValueFunction } from './constant-family.js';
import type { RewriteContext } from './context.js';
import {
  citext,
  comparesSafely,
  comparesWithList,
  type Family,
  familyOfType,
  isText,
  literalFamily,
  mergedFamily,
  textual,
  unknownFamily,
} from './family.js';
import { functionsOf } from './functions.js';
import { namesOf } from './level-names.js';
import { isPlainPattern, isProbedLike } from './like-pattern.js';
import { momentFamily } from './moment.js';
import { readsRows, readsRowsOnce } from './reads-rows.js';
import { resolve, type Scope } from './scope.js';
import { isProbed, steadinessOf } from './steadiness.js';
import { familyOfAggregate, familyOfWindow } from './total-aggregate.js';
import { isTotalSubLink, outputFamily } from './total-query.js';
import { triedMoment } from './tried-moment.js';
import { builtinTypeName } from './types.js';
import { unnestedFamily } from './unnested-family.js';
import { isWorkedOut } from './worked-out.js';

/**
 * An expression is *total* when no row can make it raise an error or a notice. Only such may run on rows that a guard
 * filters away (PostgreSQL docs, 39.5: the rule of leakproof functions). What is not known to be total is not.
 */

/** Functions on text that take any value. */
const totalFunctions = new Set([
  'lower',
  'upper',
  'length',
  'char_length',
  'character_length',
  'octet_length',
  'btrim',
  'ltrim',
  'rtrim',
]);

/** Nodes that do no more than combine what stands in them. */
const combining = new Set([
  'A_Const',
  'ParamRef',
  'BoolExpr',
  'NullTest',
  'BooleanTest',
  'CaseWhen',
  'RowExpr',
  'List',
  'SQLValueFunction',
  'ResTarget',
  'SortBy',
  'SetToDefault',
  'NamedArgExpr',
  'GroupingFunc',
  'GroupingSet',
]);

/** True when this node itself can't raise; what stands inside it is asked for on its own. */
export function isTotalStep(tag: string, struct: Struct, scope: Scope, context: RewriteContext): boolean {
  if (combining.has(tag)) return true;
  switch (tag) {
    case 'ColumnRef':
      return !context.findings.worksOut || !isWorkedOut(struct, scope);
    case 'A_Expr':
      return isTotalOperator(struct, scope, context);
    case 'CaseExpr':
    case 'CoalesceExpr':
    case 'A_ArrayExpr':
      return struct.arg === undefined && branchesFamily(tag, struct, scope, context) !== null;
    case 'TypeCast':
      return isTotalCast(struct, scope, context);
    case 'FuncCall':
      return familyOfTotalCall(struct, scope, context) !== null;
    case 'SubLink':
      return isTotalSubLink(struct, (node) => familyOf(node, scope, context), context);
    default:
      return false;
  }
}

/** The family of what CASE, COALESCE and ARRAY put together; null when making it one type could raise. */
function branchesFamily(tag: string, struct: Struct, scope: Scope, context: RewriteContext): Family | null {
  return mergedFamily(branchesOf(tag, struct).map((branch) => familyOf(branch, scope, context)));
}

function isTotalOperator(struct: Struct, scope: Scope, context: RewriteContext): boolean {
  const name = stringOf(listOf(struct.name).at(-1)) ?? '';
  const familyHere = (node: unknown) => familyOf(node, scope, context);
  const left = familyHere(struct.lexpr);
  switch (textOf(struct.kind)) {
    case 'AEXPR_OP':
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return comparisons.has(name) && comparesNodes(struct.lexpr, struct.rexpr, familyHere);
    case 'AEXPR_NULLIF':
      return comparisons.has(name) && comparesSafely(left, familyOf(struct.rexpr, scope, context));
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return comparisons.has(name) && comparesSafely(left, elementFamily(struct.rexpr, scope, context));
    case 'AEXPR_IN':
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
    case 'AEXPR_NOT_BETWEEN_SYM': {
      const nodes = listOf(as(struct.rexpr, 'List')?.items);
      // Rows are compared with each of a list by itself.
      if (as(struct.lexpr, 'RowExpr') !== undefined)
        return struct.kind === 'AEXPR_IN' && nodes.every((node) => comparesNodes(struct.lexpr, node, familyHere));
      const items = nodes.map(familyHere);
      if (struct.kind === 'AEXPR_IN') return comparesWithList(left, items);
      return items.length > 0 && items.every((item) => comparesSafely(left, item));
    }
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return left === 'text' && (isPlainPattern(struct.rexpr) || isProbedLike(struct, context));
    default:
      return false;
  }
}

function isTotalCast(struct: Struct, scope: Scope, context: RewriteContext): boolean {
  const target = builtinTypeName(as({ t: struct.typeName }, 't'), context);
  return target !== undefined && textual.has(target) && familyOf(struct.arg, scope, context) !== unknownFamily;
}

/** The family of what a call gives that can't raise; null for one that could. */
function familyOfTotalCall(struct: Struct, scope: Scope, context: RewriteContext): Family | null {
  const parts = nameParts(struct.funcname);
  if (parts === null) return null;
  const candidates = functionsOf(parts, context);
  if (candidates.length === 0 || candidates.some(({ schema }) => schema !== 'pg_catalog')) return null;
  const families = () => listOf(struct.args).map((node) => familyOf(node, scope, context));
  if (candidates.every(({ kind }) => kind === 'w')) return familyOfWindow(struct, families, { scope, context });
  // An aggregate runs above the scan, on rows that were let through. Of a query that runs on demand it must not raise at all.
  if (candidates.every(({ kind }) => kind === 'a')) {
    return familyOfAggregate(struct, families, { scope, context }) ?? (scope.onDemand ? null : unknownFamily);
  }
  const name = parts.at(-1) ?? '';
  // length(bytea, name) is the one overload of text that takes more, and it raises.
  if (listOf(struct.args).length > 1 && name === 'length') return null;
  if (!candidates.every((candidate) => candidate.kind === 'a' || totalFunctions.has(candidate.name))) return null;
  const text = takenText(struct, scope, context);
  if (text === null) return null;
  if (candidates.some(({ kind }) => kind === 'a')) return unknownFamily;
  return name.includes('length') ? 'int' : text;
}

/**
 * The family of the text that a call takes; null where it takes something else (the length of a path), or two collations.
 * Arguments that are the same for each row raise before any is read.
 */
function takenText(struct: Struct, scope: Scope, context: RewriteContext): Family | null {
  // The family first: then it is known of what stands in an argument whether it reads rows.
  const families = listOf(struct.args).map((node) => ({ node, family: familyOf(node, scope, context) }));
  const varying = families.filter(({ node }) => readsRowsOnce(node, context.reading));
  const taken = mergedFamily(varying.map(({ family }) => (family === citext ? 'text' : family)));
  if (taken === literalFamily) return 'text';
  return taken !== null && isText(taken) ? taken : null;
}

function familyOfUnnest({ funcname, args }: Struct, context: RewriteContext): Family {
  const [array, ...others] = listOf(args);
  const parts = nameParts(funcname) ?? [];
  if (parts.at(-1) !== 'unnest' || others.length > 0) return unknownFamily;
  const isOwn = functionsOf(parts, context).every(({ schema }) => schema === 'pg_catalog');
  return isOwn ? unnestedFamily(array, context) : unknownFamily;
}

/**
 * What is known of an expression's type. It is asked of an expression once for each that it stands in, and hangs on all that stands
 * in it: so what was found is kept.
 */
export function familyOf(node: unknown, scope: Scope, context: RewriteContext): Family {
  if (!isStruct(node)) return unknownFamily;
  const tag = tagOf(node);
  const struct = tag === null ? undefined : as(node, tag);
  if (tag === null || struct === undefined) return unknownFamily;
  countStep(context);
  if (!nesting.has(tag)) return findFamily(tag, struct, scope, context);
  const known = context.families.get(struct);
  if (known?.scope === scope) return known.family;
  const family = findFamily(tag, struct, scope, context);
  context.families.set(struct, { scope, family });
  return family;
}

/** Kinds whose family is that of what stands in them. */
const nesting: ReadonlySet<string> = new Set(['TypeCast', 'FuncCall', 'CaseExpr', 'CoalesceExpr']);

function findFamily(tag: string, struct: Struct, scope: Scope, context: RewriteContext): Family {
  switch (tag) {
    case 'A_Const':
      return familyOfLiteral(struct);
    case 'ParamRef':
      return familyOfParameter(struct, context);
    case 'ColumnRef': {
      const parts = nameParts(struct.fields);
      const meaning = parts === null ? null : resolve(scope, parts);
      if (meaning?.kind !== 'column') return unknownFamily;
      return parts?.length === 1 ? familyOfName(parts[0] ?? '', meaning.level) : meaning.column.family;
    }
    case 'TypeCast': {
      const name = builtinTypeName(as({ t: struct.typeName }, 't'), context);
      if (name === undefined) return unknownFamily;
      const [from, to] = [familyOf(struct.arg, scope, context), familyOfType(name)];
      // A text keeps its collation.
      return to === 'text' && isText(from) ? from : to;
    }
    case 'FuncCall':
      return (
        familyOfTotalCall(struct, scope, context) ??
        momentFamily({ FuncCall: struct }, context) ??
        triedMoment({ FuncCall: struct }, context) ??
        familyOfUnnest(struct, context)
      );
    case 'A_Expr':
      return momentFamily({ A_Expr: struct }, context) ?? triedMoment({ A_Expr: struct }, context) ?? unknownFamily;
    case 'SQLValueFunction':
      return familyOfValueFunction(struct);
    case 'CaseExpr':
    case 'CoalesceExpr':
      return branchesFamily(tag, struct, scope, context) ?? unknownFamily;
    case 'SubLink':
      return familyOfQuery(struct, context);
    case 'BoolExpr':
    case 'NullTest':
    case 'BooleanTest':
      return 'bool';
    default:
      return unknownFamily;
  }
}

function familyOfQuery({ subLinkType, subselect }: Struct, context: RewriteContext): Family {
  if (subLinkType === 'EXPR_SUBLINK') return outputFamily(subselect, context);
  return subLinkType === 'ARRAY_SUBLINK' ? unknownFamily : 'bool';
}

/** A bare name in both sides of a join by USING means what the two come to. */
function familyOfName(name: string, { items }: Scope): Family {
  return mergedFamily(namesOf(items).families(name)) ?? unknownFamily;
}

function elementFamily(node: unknown, scope: Scope, context: RewriteContext): Family {
  const parameter = as(node, 'ParamRef');
  if (parameter !== undefined) return familyOfParameter(parameter, context);
  const array = as(node, 'A_ArrayExpr');
  const query = as(node, 'SubLink');
  if (query !== undefined)
    return query.subLinkType === 'ARRAY_SUBLINK' ? outputFamily(query.subselect, context) : unknownFamily;
  if (array !== undefined) return branchesFamily('A_ArrayExpr', array, scope, context) ?? unknownFamily;
  const cast = as(node, 'TypeCast');
  const names = nameParts(as({ t: cast?.typeName }, 't')?.names);
  return cast === undefined ? literalFamilyOf(node) : familyOfType(names?.at(-1) ?? '');
}

function literalFamilyOf(node: unknown): Family {
  return as(node, 'A_Const') === undefined ? unknownFamily : literalFamily;
}

/** A condition that is total throughout. */
export function isTotal(node: TreeNode, scope: Scope, context: RewriteContext): boolean {
  const tag = tagOf(node);
  const struct = tag === null ? undefined : as(node, tag);
  if (tag === null || struct === undefined) return true;
  if (!isTotalStep(tag, struct, scope, context))
    return !readsRows(node) && (isProbed(node, context) || steadinessOf(node, context) !== 'telling');
  if (tag === 'SubLink') return false;
  if (tag === 'A_Expr' && isProbedLike(struct, context)) return isTotal(struct.lexpr as TreeNode, scope, context);
  return children(struct).every((child) => isTotal(child, scope, context));
}

function children(struct: Struct): readonly TreeNode[] {
  const found: TreeNode[] = [];
  for (const field in struct) {
    const value = struct[field];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isStruct(item) && tagOf(item) !== null) found.push(item as TreeNode);
    }
  }
  return found;
}
