import { as, isStruct, listOf, type Struct, tagOf, textOf } from '../../sql/index.js';
import { familyOfValueFunction } from './constant-family.js';
import type { RewriteContext } from './context.js';
import type { Family } from './family.js';
import { ownFunctionOf, ownOperatorOf } from './functions.js';
import { builtinTypeName } from './types.js';

/*
 * Moments that are reckoned from the time at which a statement runs: `now() - interval '7 days'`, `date_trunc('month', now())`. While no
 * more than some centuries are added or taken away they are moments whatever the time zone, and reckoning them raises nothing.
 */

/** The type of such a moment; null for any other expression. */
export function momentFamily(node: unknown, context: RewriteContext, depth = 0): Family | null {
  const tag = isStruct(node) ? tagOf(node) : null;
  const struct = tag === null ? undefined : as(node, tag);
  if (struct === undefined || depth > depthMax) return null;
  switch (tag) {
    case 'SQLValueFunction':
      return momentOrNull(familyOfValueFunction(struct));
    case 'TypeCast': {
      const type = isStruct(struct.typeName) ? builtinTypeName(struct.typeName, context) : undefined;
      return momentFamily(struct.arg, context, depth + 1) === null ? null : momentOrNull(type);
    }
    case 'FuncCall':
      return ofCall(struct, context, depth);
    case 'A_Expr':
      return ofOperator(struct, context, depth);
    default:
      return null;
  }
}

/** Each step takes twelve hundred years at the most, and there are not seven thousand before now (PostgreSQL docs, 8.5). */
const depthMax = 4;

export const moments: ReadonlySet<Family> = new Set(['date', 'timestamp', 'timestamptz']);

/** A type of moments, or null. */
export function momentOrNull(family: Family | undefined): Family | null {
  return family !== undefined && moments.has(family) ? family : null;
}

/** Those that stand still while a statement runs. */
const clocks = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);
const units = new Set(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']);

function ofCall(call: Struct, context: RewriteContext, depth: number): Family | null {
  const name = ownFunctionOf(call, context);
  const [unit, moment, ...others] = listOf(call.args);
  if (name !== null && clocks.has(name)) return unit === undefined ? 'timestamptz' : null;
  const given = name === 'date_trunc' && others.length === 0 ? momentFamily(moment, context, depth + 1) : null;
  if (given === null || !units.has(textOf(as(as(unit, 'A_Const'), 'sval')?.sval) ?? '')) return null;
  // Of a day it makes a moment in the session's time zone.
  return given === 'date' ? 'timestamptz' : given;
}

function ofOperator(struct: Struct, context: RewriteContext, depth: number): Family | null {
  const operator = ownOperatorOf(struct, context);
  if (operator !== '+' && operator !== '-') return null;
  const { lexpr, rexpr } = struct;
  const moment = momentFamily(lexpr, context, depth + 1);
  if (moment === null) return null;
  if (isShortInterval(rexpr, context)) return moment === 'date' ? 'timestamp' : moment;
  return moment === 'date' && isSmall(rexpr) ? 'date' : null;
}

/** `'7 days'::interval`, `make_interval(days => 7)`. */
function isShortInterval(node: unknown, context: RewriteContext): boolean {
  const call = as(node, 'FuncCall');
  if (call !== undefined) {
    const args = listOf(call.args).map((arg) => as(arg, 'NamedArgExpr'));
    return (
      ownFunctionOf(call, context) === 'make_interval' &&
      args.every((arg) => arg !== undefined && isSmall(arg.arg, longUnits.has(textOf(arg.name) ?? '') ? 999 : 9_999))
    );
  }
  const cast = as(node, 'TypeCast');
  const typeName = cast?.typeName;
  if (!isStruct(typeName) || typeName.typmods !== undefined || builtinTypeName(typeName, context) !== 'interval')
    return false;
  return shortInterval.test(textOf(as(as(cast?.arg, 'A_Const'), 'sval')?.sval) ?? '');
}

/** All that make_interval takes is added: with four figures of each it would be two thousand years. */
const longUnits = new Set(['years', 'months', 'weeks']);

const shortInterval = /^ *(?:\d{1,4} *(?:sec(?:ond)?|min(?:ute)?|hour|day|week|mon(?:th)?)|\d{1,3} *year)s? *$/i;

function isSmall(node: unknown, max = 9_999): boolean {
  const value = as(as(node, 'A_Const'), 'ival');
  if (value === undefined) return false;
  const number = Number(value.ival ?? 0);
  return number >= 0 && number <= max;
}
