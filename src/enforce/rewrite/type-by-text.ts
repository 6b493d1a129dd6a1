import { as, isStruct, listOf, parse, type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { admitType } from './types.js';

/** Functions that read their first argument as a value of the type that the second one names. */
const readers: ReadonlySet<string> = new Set(['pg_input_error_info', 'pg_input_is_valid']);

/**
 * The type that `pg_input_is_valid('5', 'int4')` names is one that a statement may name, and so must be a constant.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function admitTypeByText(parts: readonly string[], call: Struct, context: RewriteContext): void {
  if (!readers.has(parts[parts.length - 1] ?? '')) return;
  const [, named] = listOf(call.args);
  const typeName = typeOfText(constantText(named));
  if (typeName === null) throw refused('the type that a text is tried for must be named by a constant');
  admitType(typeName, context);
}

function constantText(node: unknown): string | undefined {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return constantText(cast.arg);
  return textOf(as(as(node, 'A_Const'), 'sval')?.sval);
}

/** The TypeName of a text that is that and nothing else. */
function typeOfText(text: string | undefined): Struct | null {
  if (text === undefined) return null;
  const [statement, ...others] = parse(`SELECT NULL::${text}`);
  const { targetList, limitOption, op, ...more } = as(statement?.node, 'SelectStmt') ?? { other: true };
  const [target, ...targets] = listOf(targetList);
  const cast = as(as(target, 'ResTarget')?.val, 'TypeCast');
  const isAlone = others.length === 0 && targets.length === 0 && Object.keys(more).length === 0;
  if (!isAlone || as(cast?.arg, 'A_Const')?.isnull !== true || as(target, 'ResTarget')?.name !== undefined) return null;
  return isStruct(cast?.typeName) ? cast.typeName : null;
}
