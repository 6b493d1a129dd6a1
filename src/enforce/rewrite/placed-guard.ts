import type { Struct, TreeNode } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import { emptyGuardText, type Guard, guardText } from '../relation/guard.js';
import { castColumns } from './checked-columns.js';
import type { PlacedGuard, RewriteContext } from './context.js';
import { aliasOf } from './offered-item.js';
import { fenceOf } from './print-conditions.js';
import { printSample } from './print-expression.js';
import { assertSampleTellsNothing } from './sample.js';
import { systemColumnsOf } from './system-columns.js';
import { assertTellsNoPart, assertTellsNothing } from './telling-parts.js';
import { unestimatedColumns } from './unestimated-columns.js';
import { noteWorkedOut } from './worked-out.js';

/** A guard in the place of a relation. What it is to let through is known only when the whole statement has been seen. */
export function placeGuard(
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
    unestimated: unestimatedColumns(compiled, context),
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

/** Only once the whole statement has been seen is it known whether a fence is needed. */
export function textOfGuard(placed: PlacedGuard, context: RewriteContext): string {
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
