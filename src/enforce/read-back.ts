import type { Steps } from '../base/index.js';
import { print, type TreeNode, tagOf } from '../sql/index.js';
import { readsAs } from './referee.js';
import type { RewriteContext } from './rewrite/context.js';
import { type HoledText, parameterized } from './template/holed-text.js';
import type { Literals } from './template/literals.js';

/** What is sent for one statement. */
export interface StatementText {
  readonly text: string;
  /** The text as it is with other values in the place of free literals; null when the plan serves no other text. */
  readonly holed: HoledText | null;
}

/**
 * What to send when `written` is `meant`, with guards in their places; null when it reads as anything else. It has holes when
 * each stands where it is meant to: then it reads back as what is meant whatever is put into them. `types` are those of its
 * literals; null where they can't be told.
 */
export function* readBack(
  meant: TreeNode,
  context: RewriteContext,
  written: string,
  types: readonly number[] | null,
): Steps<StatementText | null> {
  const { literals, splices } = context;
  if (literals === null) {
    const read = yield* readsAs(written, meant);
    return read === null ? null : { text: splices.apply(written), holed: null };
  }
  const cut = literals.cut(written);
  const filled = literals.fill(cut);
  const read = yield* readsAs(filled, meant);
  if (read === null) return null;
  yield;
  // Guards take them: all are printed and read at once, which is a step of its own.
  if (!context.findings.definesView) context.conditions();
  yield;
  const spliced = literals.cut(splices.apply(written));
  yield* literals.makeDerived(spliced);
  const text = literals.fill(spliced);
  yield;
  if (!literals.standAsMeant(cut, filled, { meant, read })) return { text, holed: null };
  yield;
  const holed = literals.forOthers(spliced);
  const asked = types !== null && canBeAsked(literals, context) ? parameterized(cut) : null;
  yield;
  const isSame = asked !== null && (yield* readsAs(asked, literals.withParameters(meant))) !== null;
  const prepared =
    isSame && types !== null
      ? { bytes: Buffer.from(parameterized(spliced), 'utf8'), types, returnsRows: returnsRows(meant) }
      : null;
  return { text, holed: { ...holed, derived: literals.derived, prepared } };
}

/** Whether parameters may stand in the place of its literals. */
function canBeAsked(literals: Literals, { findings }: RewriteContext): boolean {
  // What could raise because of a row may or may not, as the plan has it.
  if (findings.hazard || findings.hazardAbove) return false;
  return literals.bound.length === 0 && literals.derived.length === 0;
}

/** Of the kinds of statement that have a prepared form. */
function returnsRows(statement: TreeNode): boolean {
  const tag = tagOf(statement) ?? '';
  return tag === 'SelectStmt' || statement[tag]?.returningClause !== undefined;
}

/** Printed with holes. Empty where something other than a constant can't be printed, or there is nothing to make holes for. */
export function printHoled(node: TreeNode, literals: Literals | null): string {
  if (literals === null) return '';
  try {
    return print(literals.withHoles(node));
  } catch {
    return '';
  }
}
