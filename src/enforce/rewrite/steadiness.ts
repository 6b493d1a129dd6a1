import { as, isStruct, listOf, nameParts, type Struct, stringOf, tagOf, textOf } from '../../sql/index.js';
import { becomeOneType, branchesOf, familyOfConstant } from './constant-family.js';
import type { RewriteContext } from './context.js';
import { comparesSafely, comparesWithList, type Family, familyOfType, mergedFamily, textual } from './family.js';
import { functionsOf } from './functions.js';
import { momentFamily } from './moment.js';
import { hasPlainFrame } from './plain-count.js';
import { triedMoment } from './tried-moment.js';
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
  if (momentFamily(node, context) !== null) return 'steady';
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
    case 'CaseExpr':
    case 'CoalesceExpr':
    case 'MinMaxExpr':
    case 'A_ArrayExpr':
      return ofBranches(tag, struct, context);
    case 'WindowDef':
      return hasPlainFrame(struct, context) ? ofAll(Object.values(struct), context) : 'telling';
    default:
      return combining.has(tag) ? ofAll(Object.values(struct), context) : 'telling';
  }
}

/** Nodes that do no more than combine what stands in them, and those that are no expressions. */
const combining = new Set([
  ...['String', 'Integer', 'Float', 'Boolean', 'BitString', 'A_Star', 'A_Indices', 'TypeName', 'Alias', 'ColumnDef'],
  ...['DefElem', 'IndexElem', 'MultiAssignRef', 'MergeSupportFunc', 'JsonFormat', 'JsonReturning'],
  ...['JsonOutput', 'JsonBehavior', 'JsonTablePathSpec', 'JsonTableColumn', 'RangeTableFuncCol', 'JsonValueExpr'],
  ...['JsonArgument', 'JsonKeyValue'],
  ...['BoolExpr', 'NullTest', 'BooleanTest', 'CaseWhen'],
  ...['List', 'ResTarget', 'SortBy', 'NamedArgExpr', 'SetToDefault', 'GroupingFunc', 'GroupingSet'],
]);

function ofAll(values: readonly unknown[], context: RewriteContext): Steadiness {
  const found = values.flat().map((one) => steadinessOf(one, context));
  if (found.includes('telling')) return 'telling';
  return found.includes('steady') ? 'steady' : 'literal';
}

/** What is made one type of could raise where it is made so: a day can be past what a timestamp holds. */
function ofBranches(tag: string, struct: Struct, context: RewriteContext): Steadiness {
  const found = ofAll(Object.values(struct), context);
  // CASE x WHEN y compares the two.
  if (found === 'telling' || struct.arg !== undefined) return 'telling';
  const isOne = becomeOneType(branchesOf(tag, struct), (branch) => familyOfConstant(branch, context));
  return isOne ? found : 'telling';
}

/** Functions of PostgreSQL's that take what they are given, whatever it is. */
const mild = new Set([
  ...['unnest', 'generate_subscripts', 'array_length', 'cardinality', 'concat', 'concat_ws', 'pg_typeof'],
  ...['lower', 'upper', 'length', 'btrim', 'ltrim', 'rtrim'],
]);

/** Window functions and aggregates that raise on nothing. A window has its own bounds. */
const counting = new Set(['count', 'row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'lag', 'lead']);

/** They tell the time, or who asks. What `random` gives next tells how often it was called before: see setseed. */
const clocks = new Set([
  ...['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday', 'version'],
  ...['pg_backend_pid', 'current_database', 'current_schema', 'gen_random_uuid', 'uuidv4', 'uuidv7'],
]);

function ofCall(call: Struct, context: RewriteContext): Steadiness {
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  const args = ofAll([call.args, call.agg_order, call.agg_filter, call.over], context);
  if (args === 'telling' || candidates.length === 0) return 'telling';
  const name = parts.at(-1) ?? '';
  if (candidates.some(({ schema }) => schema !== 'pg_catalog')) return 'telling';
  // They count rows, of which a constant among their arguments says nothing.
  if (candidates.every(({ kind }) => kind === 'a' || kind === 'w'))
    return counting.has(name) && hasPlainFrame(call.over, context) ? 'steady' : 'telling';
  const given = listOf(call.args);
  // What gives rows, or one of several columns, is not worked out before it runs; nor is what is cast on the way in.
  const isFolded = candidates.every(
    ({ volatility, returnsSet, returnType }) => volatility === 'i' && !returnsSet && returnType !== record,
  );
  if (args === 'literal' && isFolded && given.every((one) => isPlain(one, context))) return 'literal';
  const isSteady =
    (mild.has(name) && isTakenAsItIs(name, given, context)) ||
    (clocks.has(name) && given.length === 0) ||
    (name === 'generate_series' && given.length === 2 && given.every((one) => isWhole(one, context))) ||
    // With `true` a setting that is not there is NULL.
    (name === 'current_setting' && args === 'literal' && isTrue(given[1]));
  return isSteady ? 'steady' : 'telling';
}

const record = 2249;

/** length(bytea, name) is the one of that name that raises, and a time may have no text in the session's zone. */
function isTakenAsItIs(name: string, given: readonly unknown[], context: RewriteContext): boolean {
  if (name === 'length') return given.length === 1;
  return !name.startsWith('concat') || given.every((one) => familyOfConstant(one, context) !== 'timestamptz');
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
const madeOfClocks = new Set(['date', 'timestamp', 'timestamptz', 'time', 'timetz']);
/** What any number of a type can become: psycopg declares the least type that a number fits in, and SQLAlchemy casts it. */
const wider = new Map([
  ['int2', new Set(['int4', 'int8', 'numeric'])],
  ['int4', new Set(['int8', 'numeric'])],
  ['int8', new Set(['numeric'])],
  ['float4', new Set(['float8'])],
]);
const times: ReadonlySet<Family> = new Set(['date', 'timestamp', 'timestamptz']);
/** Types of which a value that is too long or too exact is made shorter. An interval is rounded, and may be past what there is then. */
const cutting = new Set(['varchar', 'bpchar', 'timestamp', 'timestamptz', 'time', 'timetz']);

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
  if (given === 'literal') return plainTypes.has(type) && isPlain(arg, context) ? 'literal' : 'telling';
  if (given !== 'steady' || !isClock(arg)) return 'telling';
  // What says who asks is a text, and may be no time.
  const isMade = textual.has(type) || (madeOfClocks.has(type) && times.has(familyOfConstant(arg, context)));
  return isMade ? 'steady' : 'telling';
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
  const becomesWider = wider.get(given.name)?.has(type) === true;
  return given.name === type || becomesWider || (textual.has(type) && plainTypes.has(given.name));
}

const comparisons = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

function ofOperator(struct: Struct, context: RewriteContext): Steadiness {
  const sides = ofAll([struct.lexpr, struct.rexpr], context);
  if (sides === 'telling') return 'telling';
  // What is reckoned with dates may hang on the session's time zone: then it is worked out when it runs.
  // Words are made of a text by what a session has set, when it runs; of a text that has too many none are.
  const searches = stringOf(listOf(struct.name).at(-1)) === '@@';
  if (sides === 'literal' && !searches && isPlain({ A_Expr: struct }, context)) return 'literal';
  return comparesSteadily(struct, context) ? 'steady' : 'telling';
}

/** What is compared becomes one type first: a number can be past what another type holds. */
function comparesSteadily({ kind, name, lexpr, rexpr }: Struct, context: RewriteContext): boolean {
  if (!comparisons.has(stringOf(listOf(name).at(-1)) ?? '') && !/BETWEEN/.test(textOf(kind) ?? '')) return false;
  const left = familyOfConstant(lexpr, context);
  const others = (family: (node: unknown) => Family) =>
    (listOf(as(rexpr, 'List')?.items).length > 0 ? listOf(as(rexpr, 'List')?.items) : [rexpr]).map(family);
  const right = /_(?:ANY|ALL)$/.test(textOf(kind) ?? '')
    ? others((node) => familyOfElement(node, context))
    : others((node) => familyOfConstant(node, context));
  return textOf(kind) === 'AEXPR_IN'
    ? comparesWithList(left, right)
    : right.every((family) => comparesSafely(left, family));
}

/** Of an array's elements. */
function familyOfElement(node: unknown, context: RewriteContext): Family {
  const elements = as(node, 'A_ArrayExpr')?.elements;
  if (elements !== undefined)
    return mergedFamily(listOf(elements).map((one) => familyOfConstant(one, context))) ?? 'unknown';
  const { catalog } = context.view;
  const declared = context.parameters.types[Number(as(node, 'ParamRef')?.number ?? 0) - 1] ?? 0;
  if (declared !== 0) return familyOfType(catalog.typeByOid(catalog.typeByOid(declared)?.elementType ?? 0)?.name ?? '');
  const typeName = as(node, 'TypeCast')?.typeName;
  return isStruct(typeName) ? familyOfType(nameParts(typeName.names)?.at(-1) ?? '') : familyOfConstant(node, context);
}

/** Of expressions, for those that they stand in. */
const plainness = new WeakMap<Struct, boolean>();

/** All values in a literal are of types that become one another in the same way whatever a session has set. */
function isPlain(value: unknown, context: RewriteContext): boolean {
  if (Array.isArray(value)) return value.every((one) => isPlain(one, context));
  if (!isStruct(value)) return true;
  const known = plainness.get(value);
  if (known !== undefined) return known;
  const typeName = as(value, 'TypeCast')?.typeName;
  const call = as(value, 'FuncCall');
  const isOwn =
    (!isStruct(typeName) || plainTypes.has(nameParts(typeName.names)?.at(-1) ?? '')) &&
    (call === undefined || givesPlain(call, context));
  const plain = isOwn && Object.keys(value).every((key) => key === 'A_Const' || isPlain(value[key], context));
  plainness.set(value, plain);
  return plain;
}

function givesPlain(call: Struct, context: RewriteContext): boolean {
  return functionsOf(nameParts(call.funcname) ?? [''], context).every(({ returnType }) =>
    plainTypes.has(context.view.catalog.typeByOid(returnType)?.name ?? ''),
  );
}

/** Values of the type are read in the same way whatever a session has set. */
function isReadAlike(typeName: unknown, context: RewriteContext): boolean {
  if (!isStruct(typeName)) return false;
  const { arrayBounds: _, ...element } = typeName;
  return plainTypes.has(builtinTypeName(element, context) ?? '');
}

/**
 * A cast of a parameter or a setting, of which drivers write many, and a moment that is reckoned from parameters: it is let run early, and
 * always, by a condition of its own that reads no row (PostgreSQL works out such a condition once, before it reads any), so that it
 * raises whatever the rows are.
 */
export function isProbed(node: unknown, context: RewriteContext): boolean {
  return isProbedCast(node, context) || triedMoment(node, context) !== null;
}

function isProbedCast(node: unknown, context: RewriteContext): boolean {
  const cast = as(node, 'TypeCast');
  const call = as(cast?.arg, 'FuncCall');
  const isSetting =
    nameParts(call?.funcname)?.at(-1) === 'current_setting' && ofAll([call?.args], context) === 'literal';
  if (cast === undefined || !(isSetting || as(cast.arg, 'ParamRef') !== undefined)) return false;
  if (steadinessOf(node, context) !== 'telling') return false;
  // Between the rows that are fetched of a cursor, settings can be changed: what was tried out may raise by then.
  if (context.findings.isFetched && (isSetting || !isReadAlike(cast.typeName, context))) return false;
  // What is written before the client's own text may give a parameter its type: that must be its type anyway.
  const number = Number(as(cast.arg, 'ParamRef')?.number ?? 0);
  const { types, castAlike } = context.parameters;
  return isSetting || (types[number - 1] ?? 0) !== 0 || castAlike.has(number);
}
