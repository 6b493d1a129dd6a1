import {
  as,
  isStruct,
  listOf,
  nameParts,
  type ParsedStatement,
  type Struct,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import type { ConnectionUse } from './connection-use.js';
import { type FoundUse, pin } from './found-use.js';
import type { KnownNames } from './known-names.js';
import { isOwnOperator, isOwnType } from './own-names.js';
import { noteSureCalls, readSet, readSetConfig } from './read-settings.js';

/** Reads what the statements of one text do to their connection. The trees are the client's own, not yet rewritten. */
export function readConnectionUse(statements: readonly ParsedStatement[], names: KnownNames): ConnectionUse {
  const found: FoundUse = {
    plainRead: true,
    pins: null,
    uncertain: false,
    unknownFunctions: [],
    relations: [],
    settings: [],
    shareable: true,
    names: [],
    listsPrepared: false,
    deallocates: [],
    discardsAll: false,
    controlsTransaction: false,
    rollsBackPart: false,
    ctes: new Set(),
    named: new Set(),
    writes: false,
    sureCalls: new Set(),
  };
  for (const { node } of statements) readStatement(node, found, names);
  // How much of what is set holds is not known when a transaction begins or ends in the same text.
  if (statements.length > 1 && found.settings.length > 0 && (found.controlsTransaction || found.rollsBackPart)) {
    found.pins ??= 'setting';
  }
  // The connection is as new only when nothing came behind it.
  if (statements.length > 1) found.discardsAll = false;
  const { ctes, named, writes, sureCalls, ...use } = found;
  return use;
}

function readStatement(node: TreeNode, found: FoundUse, names: KnownNames): void {
  const tag = tagOf(node) ?? '';
  const struct = as(node, tag) ?? {};
  if (tag !== 'SelectStmt') found.plainRead = false;
  else noteSureCalls(struct, found);
  const read = kinds[tag];
  if (read !== undefined) read(struct, found);
  else if (!harmless.test(tag)) pin(found, 'unknown');
  found.named.clear();
  found.writes = false;
  walk(node, found, names);
  // What it defines may stand behind whatever is used.
  if (found.named.size === 0 && defines.test(tag)) found.relations.push(`${tag} `);
  const how = found.writes && tag === 'SelectStmt' ? `${tag} that writes` : tag;
  for (const name of found.named) if (!found.ctes.has(name)) found.relations.push(`${how} ${name}`);
}

const defines = /^(Create|Alter|Define|Drop|Rename)/;

/** Kinds of statement that leave nothing but what the walk finds in them. */
const harmless =
  /^(Select|Insert|Update|Delete|Merge|Copy|Explain|Fetch|ClosePortal|Unlisten|Notify|VariableShow|ConstraintsSet|Lock|CheckPoint|Truncate|Vacuum|Reindex|Cluster|Comment|SecLabel|Grant\w*|Drop\w*|Create\w*|Alter\w*|Rename|Reassign\w*|Index|View|Rule|Refresh\w*|Define|Composite\w*|Import\w*)(Stmt)?$/;

const kinds: Readonly<Record<string, (struct: Struct, found: FoundUse) => void>> = {
  VariableSetStmt: readSet,
  TransactionStmt: ({ kind }, found) => {
    if (kind === 'TRANS_STMT_ROLLBACK_TO') found.rollsBackPart = true;
    else if (kind !== 'TRANS_STMT_SAVEPOINT' && kind !== 'TRANS_STMT_RELEASE') found.controlsTransaction = true;
    // What was prepared may have defined anything.
    if (kind === 'TRANS_STMT_COMMIT_PREPARED') found.relations.push('TransactionStmt ');
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
    if (texts.some((text) => /setseed|\bseed\b/i.test(text))) pin(found, 'seed');
    if (texts.some((text) => /prepared_statement/i.test(text))) listPrepared(found);
    if (texts.some((text) => definesInCode.test(text))) found.relations.push('DoStmt ');
  },
  CallStmt: (_, found) => {
    found.uncertain = true;
  },
};

const definesInCode = /create|alter|drop|execute/i;

/** No server tells of settings with a name of somebody's own that code has made. */
const setsInCode = /set_config|\bset\b|execute/i;

/** CURSOR_OPT_HOLD of parsenodes.h. */
const cursorOptionHold = 0x20;

/** Looks at every node below. Depth is bounded: the parser has taken no deeper text. */
function walk(value: unknown, found: FoundUse, names: KnownNames): void {
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

function look(field: string, struct: Struct, found: FoundUse, names: KnownNames): void {
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
      found.plainRead = false;
      found.writes = true;
      return;
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
    case 'typevar':
      return lookAtRelation(struct, found, names);
    case 'TypeName':
    case 'typeName': {
      const parts = nameParts(struct.names) ?? [];
      if (/^reg[a-z]+$/.test(parts[parts.length - 1] ?? '')) found.shareable = false;
      if (!isOwnType(parts)) found.named.add(`type ${parts.join('.')}`);
      return;
    }
    case 'A_Expr':
      return lookAtOperator(struct.name, found);
    case 'SortBy':
      return lookAtOperator(struct.useOp, found);
    case 'SubLink':
      return lookAtOperator(struct.operName, found);
    case 'String':
      // Of a function, a type, or whatever else is made there or found there.
      if (temporarySchema.test(textOf(struct.sval) ?? '')) pin(found, 'temporary');
      return;
    case 'sval':
      if (readsTheClock.test(textOf(struct.sval) ?? '')) found.shareable = false;
      return;
  }
}

/** Code of the store's own may stand behind an operator, as behind a relation. */
function lookAtOperator(name: unknown, found: FoundUse): void {
  const parts = nameParts(name) ?? [];
  if (parts.length > 0 && !isOwnOperator(parts)) found.named.add(`operator ${parts.join('.')}`);
}

/** Nobody has put a trigger behind it. */
const systemName = /^(pg_|information_schema$)/;

const temporarySchema = /^pg_temp(_[0-9]+)?$/;

/** Words that the types of dates and times take for the time at which the constant was read (PostgreSQL docs, 8.5.1.4). */
export const readsTheClock = /(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])/i;

function lookAtRelation(struct: Struct, found: FoundUse, names: KnownNames): void {
  const name = textOf(struct.relname);
  if (name === undefined) return;
  const schema = textOf(struct.schemaname) ?? null;
  if (struct.relpersistence === 't' || (schema !== null && temporarySchema.test(schema))) pin(found, 'temporary');
  if (name === 'pg_prepared_statements' && (schema ?? 'pg_catalog') === 'pg_catalog') listPrepared(found);
  if (!systemName.test(schema ?? name)) found.named.add(schema === null ? name : `${schema}.${name}`);
  if (!found.plainRead || (schema === null && found.ctes.has(name))) return;
  if (!names.isPlainRelation(schema, name)) found.plainRead = false;
}

function listPrepared(found: FoundUse): void {
  found.listsPrepared = true;
  found.plainRead = false;
  found.shareable = false;
}

function lookAtCall(struct: Struct, found: FoundUse, names: KnownNames): void {
  const parts = nameParts(struct.funcname) ?? [];
  const name = parts[parts.length - 1] ?? '';
  const args = listOf(struct.args);
  if (namesObjects.test(name) && args.some((arg) => as(as(arg, 'A_Const'), 'sval') !== undefined)) {
    found.shareable = false;
  }
  const known = stateful[name];
  if (known !== undefined && (parts.length === 1 || parts[0] === 'pg_catalog')) {
    found.plainRead = false;
    known(args, found, found.sureCalls.has(struct));
    return;
  }
  const kind = names.functionKind(parts);
  if (kind === 'pure') return;
  found.plainRead = false;
  if (kind !== 'unknown') return;
  // Connections of the connection's own, under names of the client's.
  if (name.startsWith('dblink_connect')) pin(found, 'unknown');
  found.uncertain = true;
  found.unknownFunctions.push(name);
}

/** Functions that take the name of an object for its OID: the OID is what a Parse keeps. */
const namesObjects = /^(nextval|currval|setval|pg_|has_|to_reg|row_security_active|obj_description|col_description)/;

const advisoryLock = (_: readonly TreeNode[], found: FoundUse): void => pin(found, 'advisory_lock');
const sequence = (_: readonly TreeNode[], found: FoundUse): void => pin(found, 'sequence');

/** `isSure`: the call is run, and once. */
type StatefulCall = (args: readonly TreeNode[], found: FoundUse, isSure: boolean) => void;

const stateful: Readonly<Record<string, StatefulCall>> = {
  pg_advisory_lock: advisoryLock,
  pg_advisory_lock_shared: advisoryLock,
  pg_try_advisory_lock: advisoryLock,
  pg_try_advisory_lock_shared: advisoryLock,
  currval: sequence,
  lastval: sequence,
  pg_prepared_statement: (_, found) => listPrepared(found),
  setseed: (_, found) => pin(found, 'seed'),
  set_config: readSetConfig,
};
