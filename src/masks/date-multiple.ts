import { dayNumber, dayOfNumber, firstDay, parseDay, printDay } from './calendar.js';
import { call, cast, literal, operate } from './sql-expression.js';

/** Dates, in steps of whole days counted from 1970-01-01. Infinities are no days, and stay. */

const epoch = '1970-01-01';
const least = dayNumber(firstDay);

export function dateMultipleSql(column: string, step: number): string {
  const date = (text: string) => cast(literal(text), 'pg_catalog.date');
  const days = operate(column, '-', date(epoch));
  const remainder = call('mod', days, `${step}`);
  const above = `CASE WHEN ${operate(remainder, '<', '0')} THEN ${operate(remainder, '+', `${step}`)} ELSE ${remainder} END`;
  return (
    `CASE WHEN NOT ${call('isfinite', column)} THEN ${column} ` +
    `WHEN ${operate(days, '<', cast(literal(`${least + step}`), 'pg_catalog.int4'))} THEN ${date(printDay(firstDay))} ` +
    `ELSE ${operate(column, '-', above)} END`
  );
}

export function dateMultiple(text: string, step: number): string | null {
  if (/^-?infinity$/.test(text)) return text;
  const day = parseDay(text);
  if (day === null) return null;
  const days = dayNumber(day);
  return printDay(days < least + step ? firstDay : dayOfNumber(Math.floor(days / step) * step));
}
