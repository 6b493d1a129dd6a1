import { as, listOf, quoteLiteral, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Place } from './context.js';
import { printExpression } from './print-expression.js';
import { readsRows } from './reads-rows.js';

/**
 * `pg_notify` as NOTIFY is (statements/notify.ts): on channels that the operator has listed, with what the client says itself. A channel that
 * is known only when it runs, as drivers give it (`sql.notify` of postgres.js), is NULL unless it is listed, and the server fails: 22023.
 *
 * @returns null for a call that stands as it is, or of another function.
 * @throws GatewayError `refused`.
 */
export function rewriteNotifyCall(
  parts: readonly string[],
  call: Struct,
  place: Place,
  rewrite: (node: TreeNode) => TreeNode,
): TreeNode | null {
  if (parts.at(-1) !== 'pg_notify') return null;
  const { context } = place;
  const [channel, payload, ...more] = listOf(call.args);
  const named = textOf(as(as(channel, 'A_Const'), 'sval')?.sval);
  if (channel === undefined || payload === undefined || more.length > 0 || readsRows(payload) || isNamed(call))
    throw refused('what `pg_notify` says may not come from a row', 'give it as a constant or parameter');
  const listed = [...context.view.channels];
  if (named !== undefined ? context.view.channels.has(named) : listed.length > 0 && isParameter(channel)) {
    if (named !== undefined) return null;
    const [said, what] = [rewrite(channel), rewrite(payload)];
    context.printed.push(said, what);
    const text = printExpression({ TypeCast: { arg: said, typeName: textType } }, null);
    const isListed = `${text} OPERATOR(pg_catalog.=) ANY (ARRAY[${listed.map(quoteLiteral).join(', ')}]::pg_catalog.text[])`;
    return context.splices.expression(
      `pg_catalog.pg_notify(CASE WHEN ${isListed} THEN ${text} END, ${printExpression(what, null)})`,
    );
  }
  throw refused('this channel is not listed', 'an operator can list it under `channels`');
}

const textType = {
  names: [{ String: { sval: 'pg_catalog' } }, { String: { sval: 'text' } }],
  typemod: -1,
};

/** A parameter, cast or not. */
function isParameter(node: unknown): boolean {
  const cast = as(node, 'TypeCast');
  return cast === undefined ? as(node, 'ParamRef') !== undefined : isParameter(cast.arg);
}

function isNamed(call: Struct): boolean {
  return (
    call.func_variadic === true || listOf(call.args).some((argument) => as(argument, 'NamedArgExpr') !== undefined)
  );
}
