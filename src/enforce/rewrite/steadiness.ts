import { as, isStruct, listOf, nameParts, type Struct, stringOf, tagOf, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import { builtinTypeName, isUntyped } from './types.js';
import { typesOf } from './types-named.js';

/*
 * What an expression that reads no row tells by being run. Whether it is run at all can hang on rows that are not to be seen:
 * `city <> 'Rome' OR 1 / $1 = 1` is an error where somebody lives in Rome, and `nextval` counts. What PostgreSQL works out while
 * it plans is an error always or never; what can neither raise nor change anything tells nothing.
 */

/** `literal`: worked out while the statement is planned. `steady`: can't raise, and changes nothing. `telling`: anything else. */
export type Steadiness = 'literal' | 'steady' | 'telling';

/** Of an expression that reads no row. */
export function steadinessOf(node: unknown, context: RewriteContext): Steadiness {
  if (!isStruct(node)) return 'literal';
  const tag = tagOf(node);
  if (tag === null) return ofAll(Object.values(node), context);
  const struct = as(node, tag);
  if (struct === undefined) return 'telling';
  switch (tag) {
    case 'A_Const':
      return 'literal';
    case 'ParamRef':
    case 'SQLValueFunction':
      return 'steady';
    case 'FuncCall':
      return ofCall(struct, context);
    case 'TypeCast':
      return ofCast(struct, context);
    case 'A_Expr':
      return ofOperator(struct, context);
    case 'CollateClause':
      return steadinessOf(struct.arg, context);
    default:
      return combining.has(tag) ? ofAll(Object.values(struct), context) : 'telling';
  }
}

/** Nodes that do no more than combine what stands in them, and those that are no expressions. */
const combining = new Set([
  ...['String', 'Integer', 'Float', 'Boolean', 'BitString', 'A_Star', 'A_Indices', 'TypeName', 'Alias', 'ColumnDef'],
  ...['DefElem', 'IndexElem', 'WindowDef', 'MultiAssignRef', 'MergeSupportFunc', 'JsonFormat', 'JsonReturning'],
  ...['JsonOutput', 'JsonBehavior', 'JsonTablePathSpec', 'JsonTableColumn', 'RangeTableFuncCol', 'JsonValueExpr'],
  ...['JsonArgument', 'JsonKeyValue'],
  ...['BoolExpr', 'NullTest', 'BooleanTest', 'CaseExpr', 'CaseWhen', 'CoalesceExpr', 'MinMaxExpr', 'A_ArrayExpr'],
  ...['RowExpr', 'List', 'ResTarget', 'SortBy', 'NamedArgExpr', 'SetToDefault', 'GroupingFunc', 'GroupingSet'],
]);

function ofAll(values: readonly unknown[], context: RewriteContext): Steadiness {
  const found = values.flat().map((one) => steadinessOf(one, context));
  if (found.includes('telling')) return 'telling';
  return found.includes('steady') ? 'steady' : 'literal';
}

/** Functions of PostgreSQL's that take what they are given, whatever it is. */
const mild = new Set([
  ...['unnest', 'generate_subscripts', 'array_length', 'cardinality', 'concat', 'concat_ws', 'pg_typeof'],
  ...['lower', 'upper', 'length', 'btrim', 'ltrim', 'rtrim'],
]);

/** They tell the time, or who asks. What `random` gives next tells how often it was called before: see setseed. */
const clocks = new Set([
  ...['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday', 'version'],
  ...['pg_backend_pid', 'current_database', 'current_schema', 'gen_random_uuid', 'uuidv4', 'uuidv7'],
]);

function ofCall(call: Struct, context: RewriteContext): Steadiness {
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  const args = ofAll([call.args, call.agg_order, call.agg_filter], context);
  if (args === 'telling' || candidates.length === 0) return 'telling';
  // An aggregate runs above the scan, on rows that were let through.
  if (candidates.every(({ kind }) => kind === 'a' || kind === 'w')) return args;
  if (candidates.some(({ schema }) => schema !== 'pg_catalog')) return 'telling';
  if (args === 'literal' && candidates.every(({ volatility }) => volatility === 'i')) return 'literal';
  const name = parts.at(-1) ?? '';
  const given = listOf(call.args);
  const isSteady =
    mild.has(name) ||
    (clocks.has(name) && given.length === 0) ||
    (name === 'generate_series' && given.length === 2 && given.every((one) => isWhole(one, context))) ||
    // With `true` a setting that is not there is NULL.
    (name === 'current_setting' && args === 'literal' && isTrue(given[1]));
  return isSteady ? 'steady' : 'telling';
}

function isTrue(node: unknown): boolean {
  const value = as(node, 'A_Const')?.boolval;
  return isStruct(value) && value.boolval === true;
}

/** int4 and int8. Of other numbers there are some that raise. */
function isWhole(node: unknown, { parameters }: RewriteContext): boolean {
  if (as(node, 'A_Const')?.ival !== undefined) return true;
  const parameter = as(node, 'ParamRef');
  return parameter !== undefined && [0, 20, 23].includes(parameters.types[Number(parameter.number ?? 0) - 1] ?? 0);
}

/** Types of which a constant is made in the same way whatever a session has set. */
const plainTypes = new Set([
  ...['bool', 'int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'oid', 'uuid'],
  ...['text', 'varchar', 'bpchar', 'name', 'json', 'jsonb', 'inet', 'cidr', 'bytea'],
]);
const madeOfClocks = new Set(['date', 'timestamp', 'timestamptz', 'time', 'timetz', 'text', 'varchar']);
const textual = new Set(['text', 'varchar']);
/** Types of which a value that is too long or too exact is made shorter. */
const cutting = new Set(['varchar', 'bpchar', 'timestamp', 'timestamptz', 'time', 'timetz', 'interval']);

function ofCast(cast: Struct, context: RewriteContext): Steadiness {
  const { arg } = cast;
  const typeName = isStruct(cast.typeName) ? cast.typeName : {};
  const type = builtinTypeName(typeName, context) ?? '';
  // A string is read while the statement is parsed; but whether a domain takes it is asked when it runs.
  if (isUntyped(arg))
    return typesOf(nameParts(typeName.names) ?? [], context.view).some(({ kind }) => kind === 'd')
      ? 'telling'
      : 'literal';
  const parameter = as(arg, 'ParamRef');
  if (parameter !== undefined) return isOfType(parameter, type, typeName, context) ? 'steady' : 'telling';
  const given = steadinessOf(arg, context);
  if (given === 'literal') return plainTypes.has(type) ? 'literal' : 'telling';
  return given === 'steady' && isClock(arg) && madeOfClocks.has(type) ? 'steady' : 'telling';
}

function isClock(node: unknown): boolean {
  const name = nameParts(as(node, 'FuncCall')?.funcname)?.at(-1) ?? '';
  return as(node, 'SQLValueFunction') !== undefined || clocks.has(name);
}

/** A parameter that was not given a type, and is cast to one wherever it stands, is of that. */
function isOfType(parameter: Struct, type: string, typeName: Struct, { parameters, view }: RewriteContext): boolean {
  const number = Number(parameter.number ?? 0);
  const declared = parameters.types[number - 1] ?? 0;
  const types = typesOf(nameParts(typeName.names) ?? [], view);
  if (types.some(({ kind }) => kind === 'd') || (typeName.typmods !== undefined && !cutting.has(type))) return false;
  if (declared === 0) return parameters.castAlike.has(number);
  const given = view.catalog.typeByOid(declared);
  if (given?.schema !== 'pg_catalog') return false;
  const element = view.catalog.typeByOid(given.elementType)?.name;
  if (typeName.arrayBounds !== undefined) return types.length > 0 && types.every(({ name }) => name === element);
  return given.name === type || (textual.has(type) && plainTypes.has(given.name));
}

const comparisons = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

function ofOperator(struct: Struct, context: RewriteContext): Steadiness {
  const sides = ofAll([struct.lexpr, struct.rexpr], context);
  if (sides === 'telling') return 'telling';
  const name = stringOf(listOf(struct.name).at(-1)) ?? '';
  const compares = comparisons.has(name) || /BETWEEN/.test(textOf(struct.kind) ?? '');
  // What is reckoned with dates may hang on the session's time zone: then it is worked out when it runs.
  if (sides === 'literal') {
    const mentions = mentionsOthers(struct);
    mentioning.set(struct, mentions);
    if (!mentions) return 'literal';
  }
  return compares ? 'steady' : 'telling';
}

/** Of operators, for those that they stand in. */
const mentioning = new WeakMap<Struct, boolean>();

function mentionsOthers(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsOthers);
  if (!isStruct(value)) return false;
  const known = mentioning.get(value);
  if (known !== undefined) return known;
  const typeName = as(value, 'TypeCast')?.typeName;
  const name = isStruct(typeName) ? nameParts(typeName.names)?.at(-1) : undefined;
  if (name !== undefined && !plainTypes.has(name)) return true;
  return Object.keys(value).some((key) => key !== 'A_Const' && mentionsOthers(value[key]));
}

/**
 * A cast of a parameter or a setting, of which drivers write many: it is let run early, and always, by a condition of its own that
 * reads no row (PostgreSQL works out such a condition once, before it reads any), so that it raises whatever the rows are.
 */
export function isProbed(node: unknown, context: RewriteContext): boolean {
  const cast = as(node, 'TypeCast');
  if (cast === undefined || steadinessOf(node, context) !== 'telling') return false;
  const call = as(cast.arg, 'FuncCall');
  const name = nameParts(call?.funcname)?.at(-1);
  const isSetting = name === 'current_setting' && ofAll([call?.args], context) === 'literal';
  // What is written before the client's own text may give a parameter its type: that must be its type anyway.
  const number = Number(as(cast.arg, 'ParamRef')?.number ?? 0);
  const { types, castAlike } = context.parameters;
  return isSetting || (types[number - 1] ?? 0) !== 0 || castAlike.has(number);
}
