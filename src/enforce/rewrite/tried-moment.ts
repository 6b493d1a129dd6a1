import { as, isStruct, listOf, nameParts, type Struct, tagOf } from '../../sql/index.js';
import { familyOfParameter, familyOfValueFunction } from './constant-family.js';
import type { RewriteContext } from './context.js';
import type { Family } from './family.js';
import { ownFunctionOf, ownOperatorOf } from './functions.js';
import { isFoldedPattern } from './like-pattern.js';
import { momentOrNull, moments } from './moment.js';
import { builtinTypeName } from './types.js';

/*
 * Moments that are reckoned from the time of the transaction, or from one that is given, by what is given as well: `now() - $1::interval`,
 * `$1::date + 1`, `now() AT TIME ZONE 'UTC'`. Some raise, but none because of a row: so they are tried out before any is read (probes.ts).
 * They come to the same whenever they are asked while the statement runs: `statement_timestamp` does not, of a portal that is run in parts.
 */

/** The type of such a moment; null for any other expression, and for what stands alone: a clock, a parameter, a constant. */
export function triedMoment(node: unknown, context: RewriteContext): Family | null {
  // Between the rows that are fetched of a cursor, the session's time zone can be changed.
  if (context.findings.isFetched || isAlone(node)) return null;
  const family = momentOf(node, context, 0);
  // What hangs on clocks and intervals that are written out is told apart by how long those are: see moment.ts.
  return family !== null && isGiven(node) ? family : null;
}

function isAlone(node: unknown): boolean {
  const arg = as(node, 'TypeCast')?.arg;
  return as(node, 'SQLValueFunction') !== undefined || as(arg, 'ParamRef') !== undefined || isConstant(arg);
}

function isConstant(node: unknown): boolean {
  return as(node, 'A_Const') !== undefined;
}

/** A parameter stands in it, or a moment that is written out, or one is taken from a text, or to another zone. */
function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isGiven);
  if (!isStruct(value)) return false;
  if (value.ParamRef !== undefined) return true;
  const cast = as(value, 'TypeCast');
  const names = nameParts(as({ t: cast?.typeName }, 't')?.names);
  if (isConstant(cast?.arg) && moments.has(names?.at(-1) ?? '')) return true;
  if (given.has(nameParts(as(value, 'FuncCall')?.funcname)?.at(-1) ?? '')) return true;
  return Object.keys(value).some((key) => key !== 'A_Const' && isGiven(value[key]));
}

const given = new Set(['timezone', 'to_date', 'to_timestamp']);

/** Nobody writes more steps, and each is asked for at each of those around it. */
const depthMax = 6;

function momentOf(node: unknown, context: RewriteContext, depth: number): Family | null {
  const tag = isStruct(node) ? tagOf(node) : null;
  const struct = tag === null ? undefined : as(node, tag);
  if (struct === undefined || depth > depthMax) return null;
  switch (tag) {
    case 'SQLValueFunction':
      return momentOrNull(familyOfValueFunction(struct));
    case 'ParamRef':
      return momentOrNull(familyOfParameter(struct, context));
    case 'TypeCast':
      return ofCast(struct, context, depth);
    case 'FuncCall':
      return ofCall(struct, context, depth);
    case 'A_Expr':
      return ofOperator(struct, context, depth);
    default:
      return null;
  }
}

function ofCast(cast: Struct, context: RewriteContext, depth: number): Family | null {
  const type = momentOrNull(typeOf(cast, context));
  if (type === null) return null;
  return isFoldedPattern(cast.arg, context) || momentOf(cast.arg, context, depth + 1) !== null ? type : null;
}

/** The type that is cast to, where it is one of PostgreSQL's own, and said without more. */
function typeOf({ typeName }: Struct, context: RewriteContext): string | undefined {
  if (!isStruct(typeName) || typeName.typmods !== undefined) return undefined;
  return builtinTypeName(typeName, context);
}

function ofCall(call: Struct, context: RewriteContext, depth: number): Family | null {
  const name = ownFunctionOf(call, context);
  const args = listOf(call.args);
  const [first, second] = args;
  switch (name) {
    case 'now':
    case 'transaction_timestamp':
      return args.length === 0 ? 'timestamptz' : null;
    case 'date_trunc': {
      const moment = args.length === 2 && isFoldedPattern(first, context) ? momentOf(second, context, depth + 1) : null;
      // Of a day it makes a moment in the session's time zone.
      return moment === 'date' ? 'timestamptz' : moment;
    }
    case 'timezone': {
      const moment = args.length === 2 && isFoldedPattern(first, context) ? momentOf(second, context, depth + 1) : null;
      return moment === 'timestamp' ? 'timestamptz' : moment && 'timestamp';
    }
    case 'to_timestamp':
      if (args.length === 1) return isNumber(first, context) ? 'timestamptz' : null;
      return args.length === 2 && args.every((arg) => isFoldedPattern(arg, context)) ? 'timestamptz' : null;
    case 'to_date':
      return args.length === 2 && args.every((arg) => isFoldedPattern(arg, context)) ? 'date' : null;
    default:
      return null;
  }
}

function ofOperator(struct: Struct, context: RewriteContext, depth: number): Family | null {
  const operator = ownOperatorOf(struct, context);
  if (operator !== '+' && operator !== '-') return null;
  const { lexpr, rexpr } = struct;
  const moment = momentOf(lexpr, context, depth + 1);
  if (moment === null) return null;
  if (isInterval(rexpr, context, depth)) return moment === 'date' ? 'timestamp' : moment;
  return moment === 'date' && isDays(rexpr, context) ? 'date' : null;
}

/** `$1` of that type, `$1::interval`, `($1 || ' days')::interval`, `interval '1 day' * $1`, `make_interval(days => $1)`. */
function isInterval(node: unknown, context: RewriteContext, depth: number): boolean {
  const parameter = as(node, 'ParamRef');
  if (parameter !== undefined) return familyOfParameter(parameter, context) === 'interval';
  const cast = as(node, 'TypeCast');
  if (cast !== undefined)
    return typeOf(cast, context) === 'interval' && (isSpan(cast.arg, context) || isInterval(cast.arg, context, depth));
  const call = as(node, 'FuncCall');
  if (call !== undefined) {
    const args = listOf(call.args).map((arg) => as(arg, 'NamedArgExpr')?.arg ?? arg);
    return ownFunctionOf(call, context) === 'make_interval' && args.every((arg) => isNumber(arg, context));
  }
  const product = as(node, 'A_Expr');
  if (product === undefined || depth > depthMax || ownOperatorOf(product, context) !== '*') return false;
  const { lexpr, rexpr } = product;
  return (
    (isInterval(lexpr, context, depth + 1) && isNumber(rexpr, context)) ||
    (isNumber(lexpr, context) && isInterval(rexpr, context, depth + 1))
  );
}

/** A text, or a number and a text: `$1 || ' days'` of a number that was declared as one. */
function isSpan(node: unknown, context: RewriteContext): boolean {
  if (isFoldedPattern(node, context)) return true;
  const joined = as(node, 'A_Expr');
  if (joined === undefined || ownOperatorOf(joined, context) !== '||') return false;
  return isDeclaredNumber(joined.lexpr, context) && isFoldedPattern(joined.rexpr, context);
}

const numbers: ReadonlySet<Family> = new Set(['int', 'int8', 'numeric', 'float']);
const numberTypes = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']);

function isDeclaredNumber(node: unknown, context: RewriteContext): boolean {
  const parameter = as(node, 'ParamRef');
  return parameter !== undefined && numbers.has(familyOfParameter(parameter, context));
}

function isNumber(node: unknown, context: RewriteContext): boolean {
  const constant = as(node, 'A_Const');
  if (constant !== undefined) return constant.ival !== undefined || constant.fval !== undefined;
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return numberTypes.has(typeOf(cast, context) ?? '') && isGivenNumber(cast.arg, context);
  // One that stands nowhere else has its type from what stands around it, which goes along.
  const number = Number(as(node, 'ParamRef')?.number ?? 0);
  const { types, uses } = context.parameters;
  return isDeclaredNumber(node, context) || ((types[number - 1] ?? 0) === 0 && uses.get(number) === 1);
}

function isGivenNumber(node: unknown, context: RewriteContext): boolean {
  return isConstant(node) || isDeclaredNumber(node, context) || isFoldedPattern(node, context);
}

/** int2 or int4, by which days are counted. */
function isDays(node: unknown, context: RewriteContext): boolean {
  if (as(node, 'A_Const')?.ival !== undefined) return true;
  const parameter = as(node, 'ParamRef');
  if (parameter !== undefined) return familyOfParameter(parameter, context) === 'int';
  const cast = as(node, 'TypeCast');
  const type = cast === undefined ? undefined : typeOf(cast, context);
  return (type === 'int2' || type === 'int4') && isGivenNumber(cast?.arg, context);
}
