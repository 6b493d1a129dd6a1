import { as, isStruct, listOf, quoteIdentifier, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import type { SettingChange } from './connection-use.js';
import { type FoundUse, pin } from './found-use.js';

// What a statement sets, as far as that can be read.

/** SET and RESET. */
export function readSet(struct: Struct, found: FoundUse): void {
  const name = (textOf(struct.name) ?? '').toLowerCase();
  const local = struct.is_local === true;
  switch (struct.kind) {
    case 'VAR_RESET_ALL':
      found.settings.push({ name: null, value: null, local: false });
      return;
    case 'VAR_SET_MULTI':
      if (textOf(struct.name) === 'SESSION CHARACTERISTICS') pin(found, 'setting');
      return;
    case 'VAR_SET_DEFAULT':
    case 'VAR_RESET':
      return changeSetting({ name, value: null, local }, found);
    case 'VAR_SET_VALUE': {
      const value = flattened(name, listOf(struct.args));
      if (value === null) return pin(found, 'setting');
      return changeSetting({ name, value, local }, found);
    }
    default:
      pin(found, 'setting');
  }
}

function changeSetting(change: SettingChange, found: FoundUse): void {
  const { name, value, local } = change;
  if (name === null || ofOneTransaction.has(name)) return;
  if (name === 'seed') return pin(found, 'seed');
  if (notCarried.has(name) && !local) return pin(found, 'setting');
  if (name === 'search_path' && value !== null && makesTemporary(value)) pin(found, 'temporary');
  found.settings.push(change);
}

/** Of the transaction that runs, whatever SET says. */
const ofOneTransaction = new Set(['transaction_isolation', 'transaction_read_only', 'transaction_deferrable']);

/** What is made under such a search_path without a schema is temporary: if there is none of the schemas before it, too. */
export function makesTemporary(path: string): boolean {
  return /(^|,)\s*"?pg_temp/i.test(path);
}

/** They are more than a value: a role, a state of chance, how the very bytes of statements are read. */
const notCarried = new Set(['role', 'session_authorization', 'seed', 'client_encoding']);

/** As flatten_set_variable_args of guc_funcs.c. Null for what is not a list of constants. */
function flattened(name: string, args: readonly TreeNode[]): string | null {
  const values: string[] = [];
  for (const arg of args) {
    const value = constantText(arg);
    if (value === null) return null;
    const isName = quotedLists.has(name) && as(as(arg, 'A_Const'), 'sval') !== undefined;
    values.push(isName && !plainName.test(value) ? quoteIdentifier(value) : value);
  }
  return values.join(', ');
}

/** quote_identifier leaves it as it is. */
const plainName = /^[a-z_][a-z0-9_]*$/;

/** GUC_LIST_QUOTE of guc_tables.c. */
const quotedLists = new Set([
  'search_path',
  'temp_tablespaces',
  'local_preload_libraries',
  'session_preload_libraries',
  'shared_preload_libraries',
  'unix_socket_directories',
]);

function constantText(node: unknown): string | null {
  const constant = as(node, 'A_Const');
  if (constant === undefined) return null;
  const { sval, ival, fval, boolval } = constant;
  if (isStruct(sval)) return textOf(sval.sval) ?? '';
  if (isStruct(ival)) return String(ival.ival ?? 0);
  if (isStruct(fval)) return String(fval.fval);
  if (isStruct(boolval)) return boolval.boolval === true ? 'true' : 'false';
  return null;
}

/** Nothing but a list of targets: each of them is worked out once. */
function isBareSelect(struct: Struct): boolean {
  const { targetList, op, limitOption, ...others } = struct;
  return op === 'SETOP_NONE' && limitOption === 'LIMIT_OPTION_DEFAULT' && Object.keys(others).length === 0;
}

/** Notes which calls of a statement are run once, whatever the rows are. */
export function noteSureCalls(struct: Struct, found: FoundUse): void {
  if (!isBareSelect(struct)) return;
  for (const target of listOf(struct.targetList)) {
    const call = as(as(target, 'ResTarget')?.val, 'FuncCall');
    if (call !== undefined) found.sureCalls.add(call);
  }
}

/** A call of set_config. `isSure`: it is run, and once. */
export function readSetConfig(args: readonly TreeNode[], found: FoundUse, isSure: boolean): void {
  const [name, value, isLocal] = args.map(constantText);
  const local = isLocal == null ? null : booleanOf(isLocal);
  // A parameter may hold anything.
  if (name == null || value == null || local === null) return pin(found, 'setting');
  // Whether the call is run at all may hang on a row.
  if (!isSure && !local) return pin(found, 'setting');
  changeSetting({ name: name.toLowerCase(), value, local }, found);
}

/** As parse_bool of bool.c reads the commonest of what it takes; null for the rest. */
function booleanOf(text: string): boolean | null {
  if (/^(t|true|on|yes|1)$/i.test(text)) return true;
  return /^(f|false|off|no|0)$/i.test(text) ? false : null;
}
