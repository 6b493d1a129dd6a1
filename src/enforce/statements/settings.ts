import {
  as,
  isStruct,
  listOf,
  quoteIdentifier,
  type Struct,
  searchPathMax,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import { isReadableParameter, isSettable } from '../system/index.js';
import type { StatementState } from './statement-state.js';

/** The setting by which a client says its purpose. */
export const purposeSetting = 'damask.purpose';

/**
 * SET and RESET: settings on the list, with values that change nothing of how a statement is read.
 *
 * @throws GatewayError `refused`.
 */
export function admitSet(struct: Struct, state: StatementState): void {
  const name = (textOf(struct.name) ?? '').toLowerCase();
  const kind = textOf(struct.kind);
  if (identities.has(name)) return admitIdentity(struct, kind);
  const local = struct.is_local === true;
  const own = state.context.view.settings;
  switch (kind) {
    case 'VAR_RESET_ALL':
      changePath(null, false, state);
      changePurpose(null, false, state);
      return;
    case 'VAR_SET_MULTI':
      return admitMulti(struct);
    case 'VAR_SET_VALUE':
      return admitValue(name, valuesOf(struct), local, state);
    case 'VAR_SET_DEFAULT':
    case 'VAR_RESET':
      return admitReset(name, local, state);
    case 'VAR_SET_CURRENT':
      if (isSettable(name, null, own) && name !== 'search_path') return;
      throw refused(`setting \`${safeName(name)}\` may not be changed`);
    default:
      throw refused('this form of SET is not handled by the guard');
  }
}

/** Who one is in the store. */
const identities = new Set(['role', 'session_authorization']);

/**
 * Poolers and drivers set the role back when a connection is handed on. The gateway's role is what it always was, so both are
 * RESET ROLE: the default of SESSION AUTHORIZATION could be more than that of ROLE.
 */
function admitIdentity(struct: Struct, kind: string | undefined): void {
  if (kind !== 'VAR_SET_DEFAULT' && kind !== 'VAR_RESET') {
    throw refused('the role in the store may not be changed', 'the gateway decides by the principal, not by a role');
  }
  struct.name = 'role';
}

/** SET TRANSACTION, SET SESSION CHARACTERISTICS: modes of transactions only. */
function admitMulti(struct: Struct): void {
  const name = textOf(struct.name) ?? '';
  if (name === 'TRANSACTION' || name === 'SESSION CHARACTERISTICS') return;
  if (name === 'TRANSACTION SNAPSHOT')
    throw refused('a snapshot of another transaction’s is not taken over', 'consent and rows are as they are now');
  throw refused('this form of SET is not handled by the guard');
}

function admitValue(name: string, values: readonly string[], local: boolean, state: StatementState): void {
  if (name === purposeSetting) {
    const [purpose] = values;
    if (purpose === undefined || values.length !== 1) throw refused('`damask.purpose` takes one purpose');
    if (!state.purposes.includes(purpose)) throw refused("this purpose is not one of the principal's");
    return changePurpose(purpose, local, state);
  }
  if (name === 'search_path') {
    // SET takes each item as one name, whatever it holds: `SET search_path TO 'a, b'` is one schema.
    if (values.join('').length > searchPathMax) throw refused('the search_path is a very long one');
    const text = values.map(quoteIdentifier).join(', ');
    changePath(values.length === 1 && values[0] === '' ? '' : text, local, state);
    return;
  }
  if (isSettable(name, values.join(', '), state.context.view.settings)) return;
  throw refused(`setting \`${safeName(name)}\` may not be changed, or not to this value`);
}

function admitReset(name: string, local: boolean, state: StatementState): void {
  if (name === purposeSetting) return changePurpose(null, local, state);
  if (name === 'search_path') {
    changePath(null, local, state);
    return;
  }
  if (isSettable(name, null, state.context.view.settings)) return;
  throw refused(`setting \`${safeName(name)}\` may not be changed`);
}

/** The server looks names in a prepared statement up anew under a new search_path: then it would not be what was planned. */
export function changePath(text: string | null, local: boolean, state: StatementState): void {
  if (state.remembered.prepared.size > 0) {
    throw refused('the search_path can not change while prepared statements stand', 'DEALLOCATE ALL first');
  }
  state.effects.push({ kind: 'search_path', text, local });
}

/** What was planned for one purpose must not be run for another. */
function changePurpose(purpose: string | null, local: boolean, state: StatementState): void {
  const { prepared, cursors } = state.remembered;
  if (prepared.size > 0 || cursors.size > 0) {
    throw refused(
      'the purpose can not change while prepared statements or cursors stand',
      'DEALLOCATE ALL and CLOSE ALL first',
    );
  }
  state.effects.push({ kind: 'purpose', purpose, local });
}

function valuesOf(struct: Struct): readonly string[] {
  return listOf(struct.args).map((node) => constantText(node));
}

function constantText(node: TreeNode): string {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return constantText(cast.arg as TreeNode);
  const constant = as(node, 'A_Const') ?? {};
  const { sval, ival, fval, boolval } = constant;
  if (isStruct(sval)) return textOf(sval.sval) ?? '';
  if (isStruct(ival)) return String(ival.ival ?? 0);
  if (isStruct(fval)) return String(fval.fval);
  if (isStruct(boolval)) return boolval.boolval === true ? 'true' : 'false';
  throw refused('a setting takes a constant');
}

/** A setting's name comes from the client: only what looks like one is repeated. */
function safeName(name: string): string {
  return /^[a-z_][a-z0-9_.]{0,62}$/.test(name) ? name : '?';
}

/** SHOW. @throws GatewayError `refused`. */
export function admitShow(struct: Struct, { context }: StatementState): void {
  const name = (textOf(struct.name) ?? '').toLowerCase();
  if (name === 'all' || isReadableParameter(name, context.view.settings)) return;
  throw refused(`setting \`${safeName(name)}\` may not be read`);
}
