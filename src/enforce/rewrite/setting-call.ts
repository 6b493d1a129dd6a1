import type { Steps } from '../../base/index.js';
import { as, listOf, type Struct, type TreeNode } from '../../sql/index.js';
import { settingReaders, unreadableSql } from '../system/index.js';
import { asText } from './as-text.js';
import type { Place, Rewriting } from './context.js';
import { printExpression } from './print-expression.js';
import { isSteady } from './steady-node.js';

/**
 * `current_setting` of a name that is known only when it runs: NULL for a setting that may not be read. The name is a column or
 * a parameter, so that it is the same each time it is looked at; null for a call of any other kind.
 */
export function* rewriteSettingCall(
  parts: readonly string[],
  call: Struct,
  place: Place,
  rewrite: Rewriting,
): Steps<TreeNode | null> {
  const [name, missing, ...more] = listOf(call.args);
  if (!settingReaders.has(parts.at(-1) ?? '') || name === undefined || more.length > 0) return null;
  if (!isSteady(name) || (missing !== undefined && as(as(missing, 'A_Const'), 'boolval') === undefined)) return null;
  const rewritten = yield* rewrite.expression(name, place);
  place.context.printed.push(rewritten);
  const text = printExpression(asText(rewritten), null);
  const rest = missing === undefined ? '' : `, ${printExpression(missing, null)}`;
  const read = `pg_catalog.current_setting(${text}${rest})`;
  return place.context.splices.expression(
    `CASE WHEN ${unreadableSql(text, place.context.view.settings)} THEN NULL ELSE ${read} END`,
  );
}
