import {
  as,
  isStruct,
  listOf,
  nameParts,
  type ParsedStatement,
  quoteIdentifier,
  type Struct,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import type { ConnectionUse, PinReason, SettingChange } from './connection-use.js';
import type { KnownNames } from './known-names.js';

/** What has been found while a text was walked. */
interface Found {
  plainRead: boolean;
  pins: PinReason | null;
  uncertain: boolean;
  readonly unknownFunctions: string[];
  readonly settings: SettingChange[];
  shareable: boolean;
  readonly names: string[];
  readonly deallocates: (string | null)[];
  discardsAll: boolean;
  controlsTransaction: boolean;
  rollsBackPart: boolean;
  readonly ctes: Set<string>;
}

/** Reads what the statements of one text do to their connection. The trees are the client's own, not yet rewritten. */
export function readConnectionUse(statements: readonly ParsedStatement[], names: KnownNames): ConnectionUse {
  const found: Found = {
    plainRead: true,
    pins: null,
    uncertain: false,
    unknownFunctions: [],
    settings: [],
    shareable: true,
    names: [],
    deallocates: [],
    discardsAll: false,
    controlsTransaction: false,
    rollsBackPart: false,
    ctes: new Set(),
  };
  for (const { node } of statements) readStatement(node, found, names);
  // How much of what is set holds is not known when a transaction begins or ends in the same text.
  if (statements.length > 1 && found.settings.length > 0 && (found.controlsTransaction || found.rollsBackPart)) {
    found.pins ??= 'setting';
  }
  // The connection is as new only when nothing came behind it.
  if (statements.length > 1) found.discardsAll = false;
  const { ctes, ...use } = found;
  return use;
}

function readStatement(node: TreeNode, found: Found, names: KnownNames): void {
  const tag = tagOf(node) ?? '';
  const struct = as(node, tag) ?? {};
  if (tag !== 'SelectStmt') found.plainRead = false;
  const read = kinds[tag];
  if (read !== undefined) read(struct, found);
  else if (!harmless.test(tag)) pin(found, 'unknown');
  walk(node, found, names);
}

/** Kinds of statement that leave nothing but what the walk finds in them. */
const harmless =
  /^(Select|Insert|Update|Delete|Merge|Copy|Explain|Fetch|ClosePortal|Unlisten|Notify|VariableShow|ConstraintsSet|Lock|CheckPoint|Truncate|Vacuum|Reindex|Cluster|Comment|SecLabel|Grant\w*|Drop\w*|Create\w*|Alter\w*|Rename|Reassign\w*|Index|View|Rule|Refresh\w*|Define|Composite\w*|Import\w*)(Stmt)?$/;

const kinds: Readonly<Record<string, (struct: Struct, found: Found) => void>> = {
  VariableSetStmt: readSet,
  TransactionStmt: ({ kind }, found) => {
    if (kind === 'TRANS_STMT_ROLLBACK_TO') found.rollsBackPart = true;
    else if (kind !== 'TRANS_STMT_SAVEPOINT' && kind !== 'TRANS_STMT_RELEASE') found.controlsTransaction = true;
  },
  DiscardStmt: ({ target }, found) => {
    if (target !== undefined && target !== 'DISCARD_ALL') return;
    found.discardsAll = true;
    found.deallocates.push(null);
    found.settings.push({ name: null, value: null, local: false });
  },
  PrepareStmt: ({ name }, found) => {
    found.names.push(textOf(name) ?? '');
    pin(found, 'prepared');
  },
  // The walk finds it below EXPLAIN and CREATE TABLE AS too.
  ExecuteStmt: () => {},
  DeallocateStmt: ({ name }, found) => {
    if (name !== undefined) found.names.push(textOf(name) ?? '');
    found.deallocates.push(textOf(name) ?? null);
  },
  DeclareCursorStmt: ({ options }, found) => {
    if ((Number(options ?? 0) & cursorOptionHold) !== 0) pin(found, 'cursor');
  },
  ListenStmt: (_, found) => pin(found, 'listen'),
  DoStmt: (struct, found) => {
    found.uncertain = true;
    const texts = listOf(struct.args).map((arg) => stringOf(as(arg, 'DefElem')?.arg) ?? '');
    if (texts.some((text) => setsInCode.test(text))) pin(found, 'setting');
  },
  CallStmt: (_, found) => {
    found.uncertain = true;
  },
};

/** No server tells of settings with a name of somebody's own that code has made. */
const setsInCode = /set_config|\bset\b|execute/i;

/** CURSOR_OPT_HOLD of parsenodes.h. */
const cursorOptionHold = 0x20;

function pin(found: Found, reason: PinReason): void {
  found.pins ??= reason;
}

function readSet(struct: Struct, found: Found): void {
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

function changeSetting(change: SettingChange, found: Found): void {
  const { name } = change;
  // Of the transaction that runs, whatever SET says.
  if (name === null || name.startsWith('transaction_')) return;
  if (notCarried.has(name)) pin(found, 'setting');
  else found.settings.push(change);
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

/** Looks at every node below. Depth is bounded: the parser has taken no deeper text. */
function walk(value: unknown, found: Found, names: KnownNames): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, found, names);
    return;
  }
  if (!isStruct(value)) return;
  for (const field in value) {
    const below = value[field];
    if (typeof below !== 'object' || below === null) continue;
    if (isStruct(below)) look(field, below, found, names);
    walk(below, found, names);
  }
}

function look(field: string, struct: Struct, found: Found, names: KnownNames): void {
  switch (field) {
    case 'FuncCall':
      return lookAtCall(struct, found, names);
    case 'ExecuteStmt':
      found.names.push(textOf(struct.name) ?? '');
      found.shareable = false;
      return;
    case 'FetchStmt':
      // What its columns are is read at Parse.
      found.shareable = false;
      return;
    case 'CommonTableExpr':
      found.ctes.add(textOf(struct.ctename) ?? '');
      return;
    case 'InsertStmt':
    case 'UpdateStmt':
    case 'DeleteStmt':
    case 'MergeStmt':
    case 'LockingClause':
    case 'intoClause':
    case 'into':
      found.plainRead = false;
      return;
    case 'RangeVar':
    case 'relation':
    case 'rel':
    case 'view':
    case 'sequence':
      return lookAtRelation(struct, found, names);
    case 'TypeName':
    case 'typeName': {
      const parts = nameParts(struct.names) ?? [];
      if (/^reg[a-z]+$/.test(parts[parts.length - 1] ?? '')) found.shareable = false;
      return;
    }
    case 'sval':
      if (readsTheClock.test(textOf(struct.sval) ?? '')) found.shareable = false;
      return;
  }
}

/** Words that the types of dates and times take for the time at which the constant was read (PostgreSQL docs, 8.5.1.4). */
export const readsTheClock = /(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])/i;

function lookAtRelation(struct: Struct, found: Found, names: KnownNames): void {
  const name = textOf(struct.relname);
  if (name === undefined) return;
  const schema = textOf(struct.schemaname) ?? null;
  if (struct.relpersistence === 't' || schema?.startsWith('pg_temp')) pin(found, 'temporary');
  if (!found.plainRead || (schema === null && found.ctes.has(name))) return;
  if (!names.isPlainRelation(schema, name)) found.plainRead = false;
}

function lookAtCall(struct: Struct, found: Found, names: KnownNames): void {
  const parts = nameParts(struct.funcname) ?? [];
  const name = parts[parts.length - 1] ?? '';
  const args = listOf(struct.args);
  if (namesObjects.test(name) && args.some((arg) => as(as(arg, 'A_Const'), 'sval') !== undefined)) {
    found.shareable = false;
  }
  const known = stateful[name];
  if (known !== undefined && (parts.length === 1 || parts[0] === 'pg_catalog')) {
    found.plainRead = false;
    known(args, found);
    return;
  }
  const kind = names.functionKind(parts);
  if (kind === 'pure') return;
  found.plainRead = false;
  if (kind !== 'unknown') return;
  found.uncertain = true;
  found.unknownFunctions.push(name);
}

/** Functions that take the name of an object for its OID: the OID is what a Parse keeps. */
const namesObjects = /^(nextval|currval|setval|pg_|has_|to_reg|row_security_active|obj_description|col_description)/;

const advisoryLock = (_: readonly TreeNode[], found: Found): void => pin(found, 'advisory_lock');
const sequence = (_: readonly TreeNode[], found: Found): void => pin(found, 'sequence');

const stateful: Readonly<Record<string, (args: readonly TreeNode[], found: Found) => void>> = {
  pg_advisory_lock: advisoryLock,
  pg_advisory_lock_shared: advisoryLock,
  pg_try_advisory_lock: advisoryLock,
  pg_try_advisory_lock_shared: advisoryLock,
  currval: sequence,
  lastval: sequence,
  setseed: (_, found) => pin(found, 'setting'),
  set_config: (args, found) => {
    const [name, value, local] = args.map(constantText);
    if (local === 'true') return;
    // A parameter may hold anything, and whether the call is run at all may hang on a row.
    if (name == null || value == null || local == null) return pin(found, 'setting');
    changeSetting({ name: name.toLowerCase(), value, local: false }, found);
  },
};
