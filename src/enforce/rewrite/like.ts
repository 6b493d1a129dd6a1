import { as, isStruct, listOf, nameParts, type Struct, stringOf, type TreeNode, textOf } from '../../sql/index.js';
import type { Place } from './context.js';
import { isText, literalFamily, unknownFamily } from './family.js';
import { isPlainPattern, isProbedLike, patternProbe } from './like-pattern.js';
import { readsRows } from './reads-rows.js';
import { itemsMeant, resolve, type Scope } from './scope.js';
import { familyOf } from './totality.js';
import { isTriedOutEach, triedOut } from './tried-out.js';

/*
 * To know how many rows it will find, PostgreSQL tries LIKE out as it plans: on the values of the column that are in its statistics,
 * those of rows among them that a guard filters away, behind a fence as well (`patternsel_common`). A pattern that raises on one of
 * them would tell of it. So a pattern that could is either tried out before, whatever the rows are, or the column is kept from the
 * estimate: PostgreSQL has no statistics of GREATEST(column), which is the column.
 *
 * So does every pattern for text whose collation is not deterministic, of which there is no ILIKE and no beginning (PostgreSQL docs,
 * 23.2.2.4): what is not known to have the database's own is kept from the estimate, too.
 */

const matching = new Set(['~~', '!~~', '~~*', '!~~*', '^@']);
const kinds = new Set(['AEXPR_LIKE', 'AEXPR_ILIKE', 'AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL']);

interface Settled {
  readonly tried: Place;
  readonly finish: (rewritten: Struct) => Struct;
}

/**
 * Keeps what is compared from the estimate where that could raise. Asked before the comparison is rewritten; `tried` says where its
 * pattern stands by then, and `finish` is done with what comes of it.
 */
export function settleLike(comparison: Struct, place: Place): Settled {
  const { lexpr, rexpr, name, kind } = comparison;
  const { scope, context } = place;
  if (!place.exposed || !kinds.has(textOf(kind) ?? '')) return { tried: place, finish: asItIs };
  if (!matching.has(stringOf(listOf(name).at(-1)) ?? '')) {
    const tried = [...triedOut(comparison), ...(searchesText(comparison, place) ? (['rexpr'] as const) : [])];
    const sides = tried.filter((side) => mayBeHidden(comparison[side], scope));
    return { tried: place, finish: sides.length === 0 ? asItIs : (rewritten) => unestimatedOn(sides, rewritten) };
  }
  const isText = isPlainText(lexpr, place);
  if (isText && arePlain(rexpr)) return { tried: place, finish: asItIs };
  // Of whatever reads rows or not: it is taken for one that raises before any is read. See totality.ts.
  const isProbed = familyOf(lexpr, scope, context) === 'text' && isProbedLike(comparison, context);
  if (isProbed) context.probes.push(patternProbe(rexpr));
  const isKept = !(isText && isProbed) && readsRows(lexpr) && mayBeHidden(lexpr, scope);
  return {
    tried: isProbed ? { ...place, exposed: false } : place,
    finish: isKept ? (rewritten) => unestimatedOn(['lexpr'], rewritten) : asItIs,
  };
}

/** `'x' @@ column` is asked of values in the statistics as well, and says aloud which of them hold no word. */
function searchesText({ name, lexpr }: Struct, { scope, context }: Place): boolean {
  if (stringOf(listOf(name).at(-1)) !== '@@' || lexpr === undefined) return false;
  const family = familyOf(lexpr, scope, context);
  return family === literalFamily || isText(family);
}

/** Functions that are what LIKE is, or `^@`, and are estimated as that is (`like_regex_support`). */
const functions = /^(?:(?:text|bpchar|name|bytea)(?:ic)?n?like|(?:not)?like|starts_with)$/;

/** The same of a call. */
export function settleLikeCall(call: Struct, place: Place): (rewritten: Struct) => Struct {
  const { exposed, scope } = place;
  const [compared, pattern] = listOf(call.args);
  if (!exposed || !functions.test(nameParts(call.funcname)?.at(-1) ?? '')) return asItIs;
  if ((isPlainText(compared, place) && isPlainPattern(pattern)) || !mayBeHidden(compared, scope)) return asItIs;
  return (rewritten) => {
    const [first, ...others] = listOf(rewritten.args);
    return { ...rewritten, args: [unestimated(first as TreeNode), ...others] };
  };
}

/** The same of `column LIKE ANY (SELECT …)`: what VALUES or a SELECT without FROM give is taken for constants. */
export function settleLikeQuery(
  { operName, testexpr }: Struct,
  { exposed, scope }: Place,
): (test: TreeNode) => TreeNode {
  const operator = stringOf(listOf(operName).at(-1)) ?? '';
  return exposed && (matching.has(operator) || isTriedOutEach(operator)) && mayBeHidden(testexpr, scope)
    ? unestimated
    : asItIs;
}

function asItIs<Node>(node: Node): Node {
  return node;
}

function arePlain(patterns: unknown): boolean {
  const array = as(patterns, 'A_ArrayExpr');
  const items = array === undefined ? [patterns] : listOf(array.elements);
  return items.every((item) => isPlainPattern(item));
}

/** A text of the database's own collation, which is deterministic: all that stands in it is known to have no other. */
function isPlainText(value: unknown, { scope, context }: Place): boolean {
  const hasOther = (part: Struct): boolean | null => {
    if (part.CollateClause !== undefined || part.SubLink !== undefined) return true;
    if (part.ColumnRef === undefined) return null;
    const family = familyOf(part, scope, context);
    return family === unknownFamily || family.startsWith('text ');
  };
  return familyOf(value, scope, context) === 'text' && !holds(value, hasOther, withOthers);
}

/** Found out once for a part: comparisons stand within one another. */
const withOthers = new WeakMap<Struct, boolean>();
const withHidden = new WeakMap<Struct, boolean>();

/** Some part of a value is what is looked for, as `isIt` says of it; null: as its own parts say. */
function holds(value: unknown, isIt: (part: Struct) => boolean | null, known: WeakMap<Struct, boolean>): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, isIt, known));
  if (!isStruct(value)) return false;
  const before = known.get(value);
  if (before !== undefined) return before;
  const parts = () => Object.keys(value).some((key) => key !== 'A_Const' && holds(value[key], isIt, known));
  const found = isIt(value) ?? parts();
  known.set(value, found);
  return found;
}

/** It names something that may be of rows which are filtered away, as far as is known here. */
function mayBeHidden(value: unknown, scope: Scope): boolean {
  const isHidden = (part: Struct): boolean | null => {
    const reference = as(part, 'ColumnRef');
    if (reference === undefined) return null;
    const parts = nameParts(reference.fields) ?? [];
    const meaning = parts.length === 0 ? null : resolve(scope, parts);
    if (meaning === null || meaning.kind === 'unknown') return true;
    return itemsMeant(meaning, parts).some(
      ({ plain, hidesNothing, guard, target }) =>
        !plain && hidesNothing !== true && (guard?.compiled ?? target)?.filter !== null,
    );
  };
  return holds(value, isHidden, withHidden);
}

function unestimatedOn(sides: readonly ('lexpr' | 'rexpr')[], comparison: Struct): Struct {
  return {
    ...comparison,
    ...Object.fromEntries(sides.map((side) => [side, unestimated(comparison[side] as TreeNode)])),
  };
}

/** The same value, of which there are no statistics. */
function unestimated(value: TreeNode): TreeNode {
  return { MinMaxExpr: { op: 'IS_GREATEST', args: [value] } };
}
