import type { Steps } from '../../base/index.js';
import {
  findValueArms,
  findValueLists,
  findValueRows,
  type ParsedStatement,
  readTemplate,
  type StatementLimits,
} from '../../sql/index.js';
import { type PlannedStatement, type ReadText, readInSteps } from '../plan-statements.js';
import { areListed as areArmsListed, withAllArms } from '../planned-arms.js';
import { areListed, lengthsOf, withAllValues } from '../planned-lists.js';
import { areListed as areRowsListed, withAllRows } from '../planned-rows.js';
import type { PlanningTime } from '../planning-time.js';
import type { Literals } from '../template/literals.js';

/** A long text of which some was read, which stands for all that is alike in it. */
export interface TextPart {
  readonly read: ReadText;
  /** What was kept is where it was looked for, and what it was taken for. */
  readonly isListed: (statement: ParsedStatement) => boolean;
  /** The statement with all that was left out of it; null when something hung on what was kept. */
  readonly whole: (part: PlannedStatement, literals: Literals) => PlannedStatement | null;
}

/**
 * A statement with many rows of values, by one of each kind; null for any other text.
 *
 * @throws GatewayError `syntax`, `statement_too_complex`, of the rows that were kept.
 */
export function* partOfRows(
  text: string,
  types: readonly number[],
  limits: StatementLimits,
  time?: PlanningTime,
): Steps<TextPart | null> {
  const rows = isLong(text, limits) ? findValueRows(text, typeIn(types)) : null;
  if (rows === null) return null;
  return {
    read: yield* readPart(rows.reduced, types, limits, time),
    isListed: (statement) => areRowsListed(statement, rows.reduced, rows),
    whole: (part, literals) => withAllRows(part, text, rows, literals),
  };
}

/** A statement with lists of thousands of values, by a few of them; null for any other text. */
export function* partOfLists(
  text: string,
  types: readonly number[],
  limits: StatementLimits,
  time?: PlanningTime,
): Steps<TextPart | null> {
  const lists = isLong(text, limits) ? findValueLists(text, typeIn(types)) : null;
  const read = lists === null ? null : yield* tryRead(lists.reduced, types, limits, time);
  if (lists === null || read === null) return null;
  return {
    read: { ...read, longLists: lengthsOf(lists) },
    isListed: (statement) => areListed(statement, lists),
    whole: (part, literals) => withAllValues(part, lists, literals),
  };
}

/** A statement with hundreds of arms of CASE, by one of each kind; null for any other text. */
export function* partOfArms(
  text: string,
  types: readonly number[],
  limits: StatementLimits,
  time?: PlanningTime,
): Steps<TextPart | null> {
  const arms = isLong(text, limits) ? findValueArms(text, typeIn(types)) : null;
  const read = arms === null ? null : yield* tryRead(arms.reduced, types, limits, time);
  if (arms === null || read === null) return null;
  return {
    read,
    isListed: (statement) => areArmsListed(statement, arms),
    whole: (part, literals) => withAllArms(part, arms, literals),
  };
}

/** Shorter texts are planned whole: leaving something out of them saves nothing. */
export const longTextMin = 4_096;

function isLong(text: string, { statementBytesMax }: StatementLimits): boolean {
  if (text.length < longTextMin || text.length > statementBytesMax || text.includes('\0')) return false;
  return Buffer.byteLength(text) <= statementBytesMax;
}

const typeIn =
  (types: readonly number[]) =>
  (parameter: number): number =>
    types[parameter - 1] ?? 0;

function* readPart(
  text: string,
  types: readonly number[],
  limits: StatementLimits,
  time?: PlanningTime,
): Steps<ReadText> {
  // Parameters alone are no literals.
  return yield* readInSteps(text, types, limits, readTemplate(text) ?? { key: text, literals: [] }, time);
}

/** Null where the text can't be read: where that is can be told of the whole text alone. */
function* tryRead(
  text: string,
  parameterTypes: readonly number[],
  limits: StatementLimits,
  time?: PlanningTime,
): Steps<ReadText | null> {
  try {
    const read = yield* readPart(text, parameterTypes, limits, time);
    return read.text === text ? read : null;
  } catch {
    return null;
  }
}
