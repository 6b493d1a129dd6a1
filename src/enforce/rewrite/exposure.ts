import { as, listOf, nameParts, type Struct, stringOf, type TreeNode, tagOf } from '../../sql/index.js';
import type { Place, RewriteContext } from './context.js';
import { comparesSimple, isEquation } from './derived-values.js';
import { noteHazard } from './findings.js';
import { functionsOf } from './functions.js';
import { probe } from './probes.js';
import { readsRows } from './reads-rows.js';
import { steadinessOf } from './steadiness.js';
import { isTotalStep } from './totality.js';

// Which parts of an expression could raise because of a row that its caller may not see.

/** Whether a step could raise because of a row, where that is of interest still. */
export function mayRaise(tag: string, struct: Struct, { exposed, above, scope, context }: Place): boolean {
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
export function noteEquation(tag: string, struct: Struct, { scope, context }: Place): void {
  const { findings } = context;
  if (tag !== 'A_Expr' || findings.derives || !isEquation(struct)) return;
  findings.derives = !comparesSimple(struct, context) || !isTotalStep(tag, struct, scope, context);
}

/** What is the same for each row, and raises before any is read if it does, tells nothing; nor does what stands in it. */
export function exposedWithin(node: TreeNode, place: Place): Place {
  const { context } = place;
  const tag = tagOf(node) ?? '';
  if (!readsRows(node) && (probe(node, context) || steadinessOf(node, context) !== 'telling'))
    return { ...place, exposed: false };
  const above = place.above === true && !maySortAnIndex(tag, as(node, tag) ?? {}, context);
  noteHazard(context.findings, above);
  return place;
}

/**
 * Where something is known to raise already, nothing more is asked; but what is taken for tried out has to be. What a guard tests as
 * well, and what is written, is asked of rows that are hidden.
 */
export function triedOutWithin(tag: string, node: TreeNode, place: Place): Place {
  const isAsked = place.exposed && place.context.findings.hazard && triedOut.has(tag);
  return isAsked && probe(node, place.context) ? { ...place, exposed: false } : place;
}

const triedOut = new Set(['TypeCast', 'FuncCall', 'A_Expr']);
