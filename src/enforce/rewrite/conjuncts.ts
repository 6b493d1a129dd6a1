import {
  as,
  isStruct,
  listOf,
  nameParts,
  quoteIdentifier,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import { guardAlias } from '../relation/guard.js';
import type { OriginalValue } from '../relation/stored-comparison.js';
import { conjunctsOf } from './conjunction.js';
import type { Place, PlacedGuard, RewriteContext } from './context.js';
import { momentFamily } from './moment.js';
import { resolve } from './scope.js';
import { storedArray, storedConstants } from './stored-constant.js';
import { isTotal } from './totality.js';
import { triedMoment } from './tried-moment.js';

const comparisons = new Set(['=', '<', '<=', '>', '>=']);

/**
 * Finds conditions of a WHERE that a fenced guard can also test inside: `column op constant`, IN and BETWEEN, on a column that is passed.
 * They are copied, not moved, and are NULL for NULL, so it is right whatever join the guard stands in. Read before the
 * WHERE is rewritten.
 */
export function collectConjuncts(where: unknown, place: Place): void {
  if (!isStruct(where) || place.context.guards.length === 0) return;
  for (const conjunct of conjunctsOf(where as TreeNode).slice(0, lookedAtMax)) {
    const comparison = as(conjunct, 'A_Expr');
    if (comparison === undefined || !isTotal(conjunct, place.scope, place.context)) continue;
    const operator = stringOf(listOf(comparison.name).at(-1)) ?? '';
    const kind = textOf(comparison.kind);
    const serves =
      kind === 'AEXPR_BETWEEN' || kind === 'AEXPR_IN'
        ? kind === 'AEXPR_BETWEEN' || operator === '='
        : (kind === 'AEXPR_OP' || kind === 'AEXPR_OP_ANY') && comparisons.has(operator);
    if (serves) collect(comparison, place);
  }
}

function collect(comparison: Struct, place: Place): void {
  for (const side of ['lexpr', 'rexpr'] as const) {
    const parts = nameParts(as(comparison[side], 'ColumnRef')?.fields);
    const other = comparison[side === 'lexpr' ? 'rexpr' : 'lexpr'];
    if (parts === null || parts.length === 0 || !isConstant(other, place.context)) continue;
    const meaning = resolve(place.scope, parts);
    if (meaning.kind !== 'column' || meaning.item.guard === null || meaning.level !== place.scope) continue;
    const guard = meaning.item.guard;
    const name = parts.at(-1) ?? '';
    // A column alias list may have given the name to another column: then it is not looked for.
    const column = compiledColumn(guard.compiled, name);
    if (column === undefined || meaning.item.renamed || column.column.virtual === true) continue;
    const placed = place.context.guards.find((candidate) => candidate.guard === guard);
    const original = column.stored?.original;
    if (original) collectStored({ comparison, side, name, original }, placed, place);
    if (column.shown !== 'pass') continue;
    // A copy, for the comparison's own column is rewritten where it stands; the constants beside it stay what they are.
    const inside = { ...comparison, [side]: { ColumnRef: { fields: [stringNode(guardAlias), stringNode(name)] } } };
    if (placed !== undefined && placed.conjuncts.length < conjunctsMax) placed.conjuncts.push({ A_Expr: inside });
  }
}

/** Copies are for indexes, and no index has this many columns (PostgreSQL docs, 11.3). */
const conjunctsMax = 32;

/** Of a WHERE with more conditions not all are looked at: those that find rows stand among the first. */
const lookedAtMax = 250;

interface Comparison {
  readonly comparison: Struct;
  readonly side: 'lexpr' | 'rexpr';
  readonly name: string;
  readonly original: OriginalValue;
}

/** Equality with a mask that can be turned back is tested inside by what is stored: see compare-stored.ts. */
function collectStored(found: Comparison, placed: PlacedGuard | undefined, { context }: Place): void {
  const { comparison, side, name, original } = found;
  const kind = textOf(comparison.kind);
  const operator = stringOf(listOf(comparison.name)[0]);
  if (placed === undefined || operator !== '=' || listOf(comparison.name).length > 1) return;
  const column = `${guardAlias}.${quoteIdentifier(name)}`;
  const array = kind === 'AEXPR_OP' ? null : storedArray(comparison.rexpr, original, context);
  if (array !== null) placed.storedConjuncts.push(() => `${column} OPERATOR(pg_catalog.=) ANY (${array})`);
  if (array !== null || kind === 'AEXPR_OP_ANY') return;
  const values = storedConstants(comparison[side === 'lexpr' ? 'rexpr' : 'lexpr'], original, context);
  if (values !== null) placed.storedConjuncts.push(() => `${column} IN (${values.map(({ sql }) => sql()).join(', ')})`);
}

/** Constants, parameters, and casts, lists and arrays of them; and moments that are reckoned from now, and from what is given. */
function isConstant(node: unknown, context: RewriteContext): boolean {
  if (as(node, 'A_Const') !== undefined || as(node, 'ParamRef') !== undefined) return true;
  const cast = as(node, 'TypeCast');
  if (cast !== undefined && isConstant(cast.arg, context)) return true;
  const list = as(node, 'List')?.items ?? as(node, 'A_ArrayExpr')?.elements;
  if (Array.isArray(list)) return list.every((item) => isConstant(item, context));
  return momentFamily(node, context) !== null || triedMoment(node, context) !== null;
}
