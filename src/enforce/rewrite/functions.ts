import {
  as,
  type FunctionInfo,
  listOf,
  nameParts,
  type OperatorInfo,
  type Struct,
  stringOf,
  textOf,
} from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import {
  advisoryLockFunctions,
  allowedVolatileFunctions,
  deniedFunctions,
  isReadableParameter,
  isSettable,
  isSettableToAnything,
  sequenceFunctions,
  settingReaders,
  settingWriters,
  sizeFunctions,
  whyDeniedOf,
} from '../system/index.js';
import type { Place, RewriteContext } from './context.js';
import { unqualifiedBefore } from './later-keywords.js';
import { mention, mentionFunction } from './mentions.js';
import type { PermittedView } from './permitted-view.js';
import { readsPlainOnly } from './reads-plain-only.js';
import { readsRows } from './reads-rows.js';
import { visibleSchemas } from './types-named.js';

/**
 * The functions that a name can mean, each of which may be called.
 *
 * @throws GatewayError `refused` when one of them may not be; UnknownName when there is none.
 */
export function admitFunction(
  parts: readonly string[],
  context: RewriteContext,
  location?: unknown,
): readonly FunctionInfo[] {
  const candidates = functionsOf(parts, context);
  if (candidates.length === 0) {
    const place = { location, written: parts[0] ?? '' };
    throw new UnknownName('undefined_function', `function ${parts.join('.')} does not exist`, {
      hint: castHint('function'),
      ...place,
    });
  }
  for (const candidate of candidates) {
    const reason = whyRefused(candidate, context);
    if (reason !== null) throw refused(reason.message, reason.hint);
    mentionFunction(context, candidate);
  }
  return candidates;
}

/** PostgreSQL's own (src/backend/parser/parse_func.c, parse_oper.c). */
export function castHint(kind: string): string {
  return `No ${kind} matches the given name and argument types. You might need to add explicit type casts.`;
}

/**
 * True when `name` written after a dot could call a function that may not be called so: `(customers).leak`, `(5).leak`. What is
 * judged by its arguments (settings, locks), or has its result taken away (sizes), is not called in this way either.
 */
export function dotCallsForbidden(name: string, context: RewriteContext): boolean {
  return functionsOf([name], context).some((candidate) => {
    const { length } = candidate.argumentTypes;
    if (length === 0 || length - candidate.defaults > 1) return false;
    return judgedByCall.has(name) || whyRefused(candidate, context) !== null;
  });
}

/** A function of this name could be given a row: one of its table's, of any, or what a row is cast to by itself. */
export function takesRow(name: string, context: RewriteContext): boolean {
  const { catalog } = context.view;
  const isRow = (oid: number): boolean => {
    const type = catalog.typeByOid(oid);
    return type === undefined || type.kind === 'c' || type.kind === 'p' || (type.kind === 'd' && isRow(type.baseType));
  };
  return functionsOf([name], context).some(({ argumentTypes: [first] }) => {
    if (first === undefined) return false;
    return (
      isRow(first) || catalog.castsInvolving(first).some(({ source, context }) => context === 'i' && isRow(source))
    );
  });
}

const judgedByCall: ReadonlySet<string> = new Set([
  'pg_notify',
  ...advisoryLockFunctions,
  ...settingReaders,
  ...settingWriters,
  ...sizeFunctions,
]);

/** Were a column of this name not there, `x.name` would call a function. @throws GatewayError `refused`. */
export function assertColumnName(name: string, context: RewriteContext): void {
  if (dotCallsForbidden(name, context)) throw refused(`a column may not be called \`${name}\`: a function is`);
}

export function functionsOf(parts: readonly string[], context: RewriteContext): readonly FunctionInfo[] {
  const name = parts[parts.length - 1] ?? '';
  const named = context.view.catalog.functionsNamed(name);
  // Most names are a column's, and asked about in every reference.
  if (named.length === 0) return named;
  if (parts.length > 1 && unqualifiedBefore('function', parts, context.view.catalog) === null)
    return named.filter((candidate) => candidate.schema === parts[parts.length - 2]);
  const visible = visibleSchemas(context.view);
  return named.filter((candidate) => visible.includes(candidate.schema));
}

/** True when a function of the store, or of PostgreSQL, may be called. */
export function mayCall(candidate: FunctionInfo, context: RewriteContext): boolean {
  return whyRefused(candidate, context) === null;
}

/** The same of a function that a cast, a domain or the like calls. False when the catalog does not have it. */
export function mayCallByOid(oid: number, context: RewriteContext): boolean {
  const called = context.view.catalog.functionByOid(oid);
  return called !== undefined && mayCall(called, context);
}

function whyRefused(candidate: FunctionInfo, context: RewriteContext): { message: string; hint: string } | null {
  const { schema, name } = candidate;
  if (schema === 'pg_catalog') {
    if (sequenceFunctions.has(name) && !context.view.writes) {
      return { message: `function \`${name}\` is refused`, hint: 'nothing may be written for this purpose' };
    }
    // Each call of one is judged by the setting that it changes: see admitSettingCall.
    if (settingWriters.has(name)) return null;
    const reason = deniedFunctions.get(name);
    if (reason !== undefined) {
      return { message: `function \`${name}\` is refused`, hint: reason };
    }
    if (candidate.volatility === 'v' && !allowedVolatileFunctions.has(name)) {
      return {
        message: `function \`${name}\` is refused`,
        hint: 'it is volatile, and not on the list of those known to be harmless',
      };
    }
    return null;
  }
  if (schema === 'information_schema') return null;
  if (context.view.functions.has(`${schema}.${name}`)) return null;
  if (candidate.extension !== null && context.view.extensions.has(candidate.extension)) {
    const reason = whyDeniedOf(candidate.extension, name);
    if (reason === undefined) return null;
    return {
      message: `function \`${schema}.${name}\` is not listed`,
      hint: `${reason}: an operator can list it by itself under \`functions\``,
    };
  }
  return {
    message: `function \`${schema}.${name}\` is not listed`,
    hint: 'an operator can list it under `functions`, or its extension under `extensions`',
  };
}

/**
 * Settings are read and changed by constant name only: those that tell nothing of the guard, and change nothing of how a
 * statement is read.
 *
 * @returns true when the call changes one.
 * @throws GatewayError `refused`.
 */
export function admitSettingCall(parts: readonly string[], call: Struct, { settings }: PermittedView): boolean {
  const called = parts[parts.length - 1] ?? '';
  if (!settingReaders.has(called) && !settingWriters.has(called)) return false;
  const [first, second] = listOf(call.args).map(constantText);
  if (settingReaders.has(called)) {
    if (first === undefined) throw refused('a setting must be named by a constant, a parameter or a column');
    if (!isReadableParameter(first, settings)) throw refused('this setting may not be read', hintOf(first));
  }
  if (settingWriters.has(called)) {
    // The gate follows the search_path and the purpose through SET alone.
    // Django gives the time zone as a parameter, asyncpg the value that it found before.
    const isAllowed = (name: string) =>
      second === undefined ? isSettableToAnything(name, settings) : isSettable(name, second, settings);
    if (first === undefined || trackedSettings.has(first.toLowerCase()) || !isAllowed(first)) {
      throw refused('this setting may not be changed by a function', 'use SET');
    }
  }
  return settingWriters.has(called);
}

/** A name of two parts is somebody's own; those of the gateway are nobody's to list. */
function hintOf(setting: string): string | undefined {
  return /^(?!damask\.)[^.]+\./i.test(setting) ? 'an operator can list it under `settings`' : undefined;
}

const trackedSettings = new Set(['search_path', 'damask.purpose']);

function constantText(node: unknown): string | undefined {
  return textOf(as(as(node, 'A_Const'), 'sval')?.sval);
}

/**
 * The operators that a name can mean; each is PostgreSQL's own or a trusted extension's.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function admitOperator(
  parts: readonly string[],
  context: RewriteContext,
  location?: unknown,
): readonly OperatorInfo[] {
  const { catalog, extensions } = context.view;
  const name = parts[parts.length - 1] ?? '';
  const schema = parts.length > 1 ? parts[parts.length - 2] : undefined;
  const visible = schema === undefined ? visibleSchemas(context.view) : [schema];
  const candidates = catalog.operatorsNamed(name).filter((operator) => visible.includes(operator.schema));
  if (candidates.length === 0 && !rewrittenOperators.has(name)) {
    const place = { location, written: name };
    throw new UnknownName('undefined_function', `operator does not exist: ${name}`, {
      hint: castHint('operator'),
      ...place,
    });
  }
  for (const operator of candidates) {
    mention(context, [operator.leftType, operator.rightType]);
    if (operator.schema === 'pg_catalog') continue;
    if (operator.extension !== null && extensions.has(operator.extension)) continue;
    throw refused(
      `operator \`${operator.schema}.${operator.name}\` is not trusted`,
      'an operator can list its extension under `extensions`',
    );
  }
  return candidates;
}

/** The number of an advisory lock is not made of what rows hold, but for rows of what nobody protects. */
export function noteLockCall(parts: readonly string[], call: Struct, { scope, context }: Place): void {
  if (!advisoryLockFunctions.has(parts[parts.length - 1] ?? '')) return;
  if (readsRows(call.args) && !readsPlainOnly(call.args, scope)) context.findings.tellsOthers = true;
}

/** Written without a schema, an operator of this name is PostgreSQL's own. */
export function isOwnOperator(name: string, { view }: RewriteContext): boolean {
  const visible = visibleSchemas(view);
  return view.catalog.operatorsNamed(name).every(({ schema }) => schema === 'pg_catalog' || !visible.includes(schema));
}

/** Names that PostgreSQL turns into another operator before it looks them up: no operator is called so. */
const rewrittenOperators = new Set(['!=']);

/** What a call names, where that is PostgreSQL's own, gives the same throughout a statement, and is nothing else. */
export function ownFunctionOf(call: Struct, context: RewriteContext): string | null {
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  const isOwn =
    candidates.length > 0 &&
    candidates.every(({ schema, kind, volatility }) => schema === 'pg_catalog' && kind === 'f' && volatility !== 'v');
  return isOwn ? (parts.at(-1) ?? null) : null;
}

/** The operator of an A_Expr, where it is written plainly and is PostgreSQL's own. */
export function ownOperatorOf({ kind, name }: Struct, context: RewriteContext): string | null {
  const [operator, ...others] = listOf(name).map(stringOf);
  const isPlain = textOf(kind) === 'AEXPR_OP' && others.length === 0 && operator !== undefined;
  return isPlain && isOwnOperator(operator, context) ? operator : null;
}
