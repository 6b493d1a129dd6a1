import {
  as,
  isStruct,
  listOf,
  nameParts,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import { guardAlias } from '../relation/guard.js';
import { conjunctsOf } from './conjunction.js';
import type { Place } from './context.js';
import { printExpression } from './print-expression.js';
import { resolve } from './scope.js';
import { isTotal } from './totality.js';

const comparisons = new Set(['=', '<', '<=', '>', '>=']);

/**
 * Finds conditions of a WHERE that a fenced guard can also test inside: `column op constant` on a column that is passed.
 * They are copied, not moved, and are NULL for NULL, so it is right whatever join the guard stands in. Read before the
 * WHERE is rewritten.
 */
export function collectConjuncts(where: unknown, place: Place): void {
  if (!isStruct(where) || place.context.guards.length === 0) return;
  for (const conjunct of conjunctsOf(where as TreeNode)) {
    const comparison = as(conjunct, 'A_Expr');
    if (comparison === undefined || !isTotal(conjunct, place.scope, place.context)) continue;
    const operator = stringOf(listOf(comparison.name).at(-1)) ?? '';
    const kind = textOf(comparison.kind);
    const serves =
      kind === 'AEXPR_IN'
        ? operator === '='
        : (kind === 'AEXPR_OP' || kind === 'AEXPR_OP_ANY') && comparisons.has(operator);
    if (serves) collect(comparison, place);
  }
}

function collect(comparison: Struct, place: Place): void {
  for (const side of ['lexpr', 'rexpr'] as const) {
    const parts = nameParts(as(comparison[side], 'ColumnRef')?.fields);
    const other = comparison[side === 'lexpr' ? 'rexpr' : 'lexpr'];
    if (parts === null || parts.length === 0 || !isConstant(other)) continue;
    const meaning = resolve(place.scope, parts);
    if (meaning.kind !== 'column' || meaning.item.guard === null || !place.scope.items.includes(meaning.item)) continue;
    const guard = meaning.item.guard;
    const name = parts.at(-1) ?? '';
    // A column alias list may have given the name to another column: then it is not looked for.
    const column = compiledColumn(guard.compiled, name);
    if (column?.shown !== 'pass' || meaning.item.renamed) continue;
    // A copy, for the comparison's own column is rewritten where it stands; the constants beside it stay what they are.
    const inside = { ...comparison, [side]: { ColumnRef: { fields: [stringNode(guardAlias), stringNode(name)] } } };
    place.context.guards
      .find((placed) => placed.guard === guard)
      ?.conjuncts.push(() => printExpression({ A_Expr: inside }, place.context.literals));
  }
}

/** Constants, parameters, and casts, lists and arrays of them. */
function isConstant(node: unknown): boolean {
  if (as(node, 'A_Const') !== undefined || as(node, 'ParamRef') !== undefined) return true;
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return isConstant(cast.arg);
  const list = as(node, 'List')?.items ?? as(node, 'A_ArrayExpr')?.elements;
  return Array.isArray(list) && list.every(isConstant);
}
