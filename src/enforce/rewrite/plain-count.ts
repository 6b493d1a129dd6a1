import { as, isStruct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';

/** The bounds of a window's frame are looked at when its first row is there: none of them may be refused then, as NULL is. */
export function hasPlainFrame(window: unknown, context: RewriteContext): boolean {
  if (!isStruct(window)) return true;
  const bounds = [window.startOffset, window.endOffset].filter((bound) => bound !== undefined);
  return bounds.every((bound) => as(bound, 'A_Const')?.isnull !== true && isPlainCount(bound, context));
}

/** A number without a sign, or NULL: nothing that LIMIT or OFFSET refuses when it runs. */
export function isPlainCount(node: unknown, { literals }: RewriteContext): boolean {
  const constant = as(node, 'A_Const');
  if (constant === undefined) return false;
  if (constant.isnull === true) return true;
  const number = constant.ival ?? constant.fval;
  if (!isStruct(number)) return false;
  // Other texts of the template hold another number there, and none of them a sign.
  const literal = literals?.indexOf(constant);
  if (literals && literal !== undefined) return !literals.isNegative(literal);
  return !String(number.ival ?? number.fval ?? 0).startsWith('-');
}
