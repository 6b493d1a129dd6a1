import {
  as,
  isStruct,
  listOf,
  nameParts,
  parseSearchPath,
  resolveRelation,
  type Struct,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from '../rewrite/context.js';
import { functionsOf } from '../rewrite/functions.js';
import { isSettable } from '../system/index.js';
import { changePath } from './settings.js';
import type { StatementState } from './statement-state.js';

/**
 * `SELECT pg_catalog.set_config('search_path', '', false)`, which pg_dump and vacuumdb say first, is SET search_path: it stands alone
 * and names what it sets by constants, so it is followed as that is. In any other place such a call is refused.
 *
 * @throws GatewayError `refused`.
 */
export function followSettingCalls(node: TreeNode, state: StatementState): void {
  admitCallIfKnown(as(node, 'SelectStmt'), state);
  const calls = callsAlone(as(node, 'SelectStmt'), state);
  if (calls === null) return;
  for (const call of calls) {
    const [name, value, isLocal] = listOf(call.args);
    if (constantText(name)?.toLowerCase() !== 'search_path') continue;
    const text = constantText(value);
    const local = truthOf(isLocal);
    if (text === undefined || local === undefined)
      throw refused('the search_path is set to a constant', 'write it into the statement, or use SET');
    if (parseSearchPath(text) === null) throw refused('the search_path is no list of names, or a very long one');
    changePath(text, local, state);
    state.context.followedCalls.add(call);
  }
}

/**
 * `SELECT set_config(name, 'value', false) FROM pg_settings WHERE name = 'setting'`, by which pg_dump sets what not every server
 * knows: the name is that of the comparison, so it is as good as one that stands there.
 */
function admitCallIfKnown(select: Struct | undefined, { context }: StatementState): void {
  if (select === undefined) return;
  const { targetList, fromClause, whereClause, op, limitOption, ...others } = select;
  if (op !== 'SETOP_NONE' || limitOption !== 'LIMIT_OPTION_DEFAULT' || Object.keys(others).length > 0) return;
  const [target, ...moreTargets] = listOf(targetList);
  const [from, ...moreFrom] = listOf(fromClause);
  const call = as(as(target, 'ResTarget')?.val, 'FuncCall');
  const condition = as(whereClause, 'A_Expr');
  if (moreTargets.length > 0 || moreFrom.length > 0 || call === undefined || !isSetConfig(call, context)) return;
  if (condition?.kind !== 'AEXPR_OP' || nameParts(condition.name)?.join('.') !== '=') return;
  const [name, value, isLocal] = listOf(call.args);
  const setting = constantText(condition.rexpr);
  const text = constantText(value);
  if (!isNameColumn(name) || !isNameColumn(condition.lexpr) || setting === undefined || text === undefined) return;
  if (setting === 'search_path' || truthOf(isLocal) === undefined || !isListOfSettings(from, context)) return;
  if (isSettable(setting, text, context.view.settings)) context.followedCalls.add(call);
}

function isNameColumn(node: unknown): boolean {
  return nameParts(as(node, 'ColumnRef')?.fields)?.join('.') === 'name';
}

/** PostgreSQL's own view of that name, and nothing that a search_path or the session puts before it. */
function isListOfSettings(node: unknown, { view, temporaries }: RewriteContext): boolean {
  const range = as(node, 'RangeVar');
  const name = textOf(range?.relname) ?? '';
  if (range === undefined || name !== 'pg_settings' || range.alias !== undefined) return false;
  if (temporaries.known.has(name) || temporaries.views.has(name)) return false;
  return resolveRelation(view.catalog, view.path, textOf(range.schemaname) ?? null, name)?.schema === 'pg_catalog';
}

/** The calls of set_config that a SELECT of nothing else makes; null for any other statement. */
function callsAlone(select: Struct | undefined, { context }: StatementState): readonly Struct[] | null {
  if (select === undefined) return null;
  const { targetList, op, limitOption, ...others } = select;
  if (op !== 'SETOP_NONE' || limitOption !== 'LIMIT_OPTION_DEFAULT' || Object.keys(others).length > 0) return null;
  const calls: Struct[] = [];
  for (const target of listOf(targetList)) {
    const call = as(as(target, 'ResTarget')?.val, 'FuncCall');
    if (call === undefined || !isSetConfig(call, context)) return null;
    calls.push(call);
  }
  return calls;
}

/** PostgreSQL's own: a function of another schema is judged as any other. */
function isSetConfig({ funcname, args, funcformat, location, ...more }: Struct, context: RewriteContext): boolean {
  const parts = nameParts(funcname) ?? [];
  if (parts.at(-1) !== 'set_config' || listOf(args).length !== 3 || Object.keys(more).length > 0) return false;
  return functionsOf(parts, context).every(({ schema }) => schema === 'pg_catalog');
}

/** An empty text is left out of a tree. */
function constantText(node: unknown): string | undefined {
  const text = as(as(node, 'A_Const'), 'sval');
  return text === undefined ? undefined : (textOf(text.sval) ?? '');
}

function truthOf(node: unknown): boolean | undefined {
  const truth = as(node, 'A_Const')?.boolval;
  return isStruct(truth) ? truth.boolval === true : undefined;
}
