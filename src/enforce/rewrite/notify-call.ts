import type { Steps } from '../../base/index.js';
import { as, listOf, quoteLiteral, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { asText } from './as-text.js';
import type { Place, Rewriting } from './context.js';
import { printExpression } from './print-expression.js';
import { readsRows } from './reads-rows.js';
import { isSteady } from './steady-node.js';

/**
 * `pg_notify` as NOTIFY is (statements/notify.ts): on channels that the operator has listed, with what the client says itself, or rows of
 * what nobody protects do. A channel that is known only when it runs, as drivers give it (`sql.notify` of postgres.js), is NULL unless it
 * is listed, and the server fails: 22023.
 *
 * @returns null for a call that stands as it is, or of another function.
 * @throws GatewayError `refused`.
 */
export function* rewriteNotifyCall(
  parts: readonly string[],
  call: Struct,
  place: Place,
  rewrite: Rewriting,
): Steps<TreeNode | null> {
  if (parts.at(-1) !== 'pg_notify') return null;
  const { context } = place;
  const [channel, payload, ...more] = listOf(call.args);
  const named = textOf(as(as(channel, 'A_Const'), 'sval')?.sval);
  if (channel === undefined || payload === undefined || more.length > 0 || isNamed(call))
    throw refused('`pg_notify` is handled with a channel and what is said there, as they stand');
  const listed = [...context.view.channels];
  if (named !== undefined ? context.view.channels.has(named) : listed.length > 0 && isSteady(channel)) {
    if (readsRows(call.args)) context.findings.tellsOthers = true;
    if (named !== undefined) return null;
    const said = yield* rewrite.expression(channel, place);
    const what = yield* rewrite.expression(payload, place);
    context.printed.push(said, what);
    const text = printExpression(asText(said), null);
    const isListed = `${text} OPERATOR(pg_catalog.=) ANY (ARRAY[${listed.map(quoteLiteral).join(', ')}]::pg_catalog.text[])`;
    return context.splices.expression(
      `pg_catalog.pg_notify(CASE WHEN ${isListed} THEN ${text} END, ${printExpression(what, null)})`,
    );
  }
  throw refused('this channel is not listed', 'an operator can list it under `channels`');
}

function isNamed(call: Struct): boolean {
  return (
    call.func_variadic === true || listOf(call.args).some((argument) => as(argument, 'NamedArgExpr') !== undefined)
  );
}
