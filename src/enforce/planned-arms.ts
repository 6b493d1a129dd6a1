import {
  as,
  isStruct,
  listOf,
  type ManyArms,
  type ParsedStatement,
  type Struct,
  Tokens,
  type ValueArm,
} from '../sql/index.js';
import type { PlannedStatement } from './plan-statements.js';
import { putBack } from './put-back.js';
import type { Literals } from './template/literals.js';
import { placesInBytes, plainValues, valueLocation } from './value-location.js';

/*
 * A statement with hundreds of arms of CASE is read, judged and read back with one of each kind, and sent with all. That is the same
 * plan, as it is for an INSERT of many rows (planned-rows.ts): the parser finds the kept arms where the scan did, as all that their
 * CASE has; those that were left out stand between tokens of it, and are to the tree what the kept ones are; and nothing was decided
 * by their constants, nor made of their parameters elsewhere.
 */

/** Each run of arms is all that a CASE has. */
export function areListed({ node }: ParsedStatement, { reduced, cases }: ManyArms): boolean {
  const inBytes = placesInBytes(reduced);
  const expected = new Map(cases.map((one) => [inBytes(one.start), one] as const));
  let found = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (Array.isArray(value) || !isStruct(value)) return;
    const test = as(value, 'CaseExpr');
    const arms = listOf(test?.args).map((arm) => as(arm, 'CaseWhen') ?? {});
    const one = expected.get(Number(arms[0]?.location ?? -1));
    if (test !== undefined && one?.kept.length === arms.length) {
      const isHere = one.kept.every((kept, at) => isArm(arms[at] ?? {}, kept, test.arg !== undefined, inBytes));
      if (isHere) found += 1;
    }
    for (const key in value) if (typeof value[key] === 'object') visit(value[key]);
  };
  visit(node);
  return found === cases.length;
}

/** WHEN compares with a value, or several times, or is one; THEN gives one, or what every arm of the kind gives. */
function isArm(
  { expr, result, location }: Struct,
  { start, values }: ValueArm,
  isSimple: boolean,
  inBytes: (place: number) => number,
): boolean {
  if (Number(location ?? -1) !== inBytes(start)) return false;
  const compared = isSimple ? [valueLocation(expr, plainValues)] : comparedIn(expr);
  const given = values.length > compared.length ? [valueLocation(result, plainValues)] : [];
  const found = [...compared, ...given];
  return (
    found.length === values.length && found.every((place, at) => place >= 0 && place === inBytes(values[at] ?? -1))
  );
}

/** Where the values stand that a condition compares with; -1 for what is no such comparison. */
function comparedIn(expr: unknown): readonly number[] {
  const connective = as(expr, 'BoolExpr');
  if (connective !== undefined) return listOf(connective.args).flatMap(comparedIn);
  const comparison = as(expr, 'A_Expr');
  return [comparison?.kind === 'AEXPR_OP' ? valueLocation(comparison.rexpr, plainValues) : -1];
}

/** The statement with all its arms; null when something hung on those that were kept, or they were written anew. */
export function withAllArms(
  planned: PlannedStatement,
  { reduced, cases }: ManyArms,
  literals: Literals,
): PlannedStatement | null {
  const parameters = new Set(cases.flatMap((one) => one.parameters));
  // PREPARE declares its own types, one by one.
  if (parameters.size > 0 && planned.effects.length > 0) return null;
  return putBack(planned, reduced, cases, { literals, standsAlone: (around) => !namesAny(around, parameters) });
}

function namesAny(text: string, parameters: ReadonlySet<string>): boolean {
  if (parameters.size === 0) return false;
  const tokens = new Tokens(text);
  while (tokens.next()) if (parameters.has(text.slice(tokens.start, tokens.end))) return true;
  return false;
}
