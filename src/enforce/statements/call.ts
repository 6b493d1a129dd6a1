import { as, nameParts, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';
import { functionsOf } from '../rewrite/functions.js';
import { rewriteStandalone } from '../rewrite/query.js';
import type { StatementState } from './statement-state.js';

/**
 * CALL of procedures that the store lists under `functions`, for principals with `may: [code]`: what one does, and what it
 * gives back, is what the operator has listed it for.
 *
 * @throws GatewayError `refused`; UnknownName for a procedure that is not there.
 */
export function admitCall(struct: Struct, { context }: StatementState): void {
  if (!context.view.may.has('code')) throw refused('CALL is not permitted', 'an operator can permit it: `may: [code]`');
  const call = struct.funccall as Struct;
  const parts = nameParts(call.funcname) ?? [];
  const rewritten = as(rewriteStandalone({ FuncCall: call }, context), 'FuncCall');
  if (rewritten === undefined || functionsOf(parts, context).some(({ kind }) => kind !== 'p'))
    throw refused('CALL takes procedures', 'SELECT calls functions');
  struct.funccall = rewritten;
  context.findings.mayTell = true;
  context.temporaries.writesOthers = true;
}
