import { copyBytes } from './ascii-bytes.js';
import { type CalendarDay, firstDay, parseDay, printDay } from './calendar.js';
import type { ColumnShape } from './column-shape.js';
import type { AsciiMask, Mask } from './mask.js';
import { readText, readTextSql, shapedMask, storeText } from './shaped-mask.js';
import { byBytes, call, cast, concat, literal, operate, textLiteral } from './sql-expression.js';

export type Period = 'year' | 'month';

/**
 * Dates, timestamps and texts that hold one (ISO 8601) become the start of their year or month; of a timestamp with time
 * zone it is the one in UTC. Infinities stay. The first, incomplete period that the type can hold starts with its first day.
 * A text that holds no date is masked whole: it becomes empty.
 */
export function periodStartMask(period: Period): Mask {
  return shapedMask({
    name: period,
    takes: (shape) =>
      shape.family === 'date' ||
      shape.family === 'timestamp' ||
      (shape.family === 'text' && (shape.length === null || shape.length >= textLeast)),
    sql: (column, shape) => {
      if (shape.family === 'text') return textSql(readTextSql(column), period);
      return shape.family === 'date' ? dateSql(column, period) : timestampSql(column, shape, period);
    },
    apply: (value, shape) => {
      if (shape.family === 'text') return storeText(textStart(readText(value, shape), period), shape);
      return shape.family === 'date' ? dateStart(value, period) : timestampStart(value, shape, period);
    },
    applyAscii: asciiStart(period),
  });
}

/** The first whole period: from here on, the start of a period is a value of the type. */
const firstWhole = { year: { year: -4712, month: 1, day: 1 }, month: { year: -4713, month: 12, day: 1 } } as const;

function startOf(day: CalendarDay, period: Period): CalendarDay {
  const start = { year: day.year, month: period === 'year' ? 1 : day.month, day: 1 };
  const isWhole = start.year > firstDay.year || start.month > firstDay.month;
  return isWhole ? start : firstDay;
}

function dateStart(text: string, period: Period): string | null {
  if (/^-?infinity$/.test(text)) return text;
  const day = parseDay(text);
  return day === null ? null : printDay(startOf(day, period));
}

/** Dates reach further than timestamps, so date_trunc (which goes by way of a timestamp) would raise. */
function dateSql(column: string, period: Period): string {
  const date = (day: CalendarDay) => cast(literal(printDay(day)), 'pg_catalog.date');
  const dayOfPeriod = cast(`EXTRACT(${period === 'year' ? 'doy' : 'day'} FROM ${column})`, 'pg_catalog.int4');
  return (
    `CASE WHEN NOT ${call('isfinite', column)} THEN ${column} ` +
    `WHEN ${operate(column, '<', date(firstWhole[period]))} THEN ${date(firstDay)} ` +
    `ELSE ${operate(operate(column, '-', dayOfPeriod), '+', '1')} END`
  );
}

const timestampText = /^(\S+) \d\d:\d\d:\d\d(?:\.\d{1,6})?(\+00)?( BC)?$/;

function timestampStart(text: string, shape: ColumnShape, period: Period): string | null {
  if (/^-?infinity$/.test(text)) return text;
  const [, date = '', zone, era = ''] = timestampText.exec(text) ?? [];
  const day = parseDay(date + era);
  if (day === null || (zone === undefined) !== (shape.typname === 'timestamp')) return null;
  return printDay(startOf(day, period), ` 00:00:00${zone ?? ''}`);
}

/**
 * With time zone: moved to UTC and back by an interval of zero. The name of a zone won't do: `SET timezone = 'UTC+5'`
 * gives the word UTC another meaning (POSIX), and a reader who can shift the boundary can search for the exact time.
 */
function timestampSql(column: string, shape: ColumnShape, period: Period): string {
  const timestamp = (day: CalendarDay) => cast(literal(printDay(day, ' 00:00:00')), 'pg_catalog.timestamp');
  const utc = (expression: string) => call('timezone', call('make_interval'), expression);
  const hasZone = shape.typname === 'timestamptz';
  const value = hasZone ? utc(column) : column;
  const start =
    `CASE WHEN ${operate(value, '<', timestamp(firstWhole[period]))} AND ${call('isfinite', value)} ` +
    `THEN ${timestamp(firstDay)} ELSE ${call('date_trunc', literal(period), value)} END`;
  return hasZone ? utc(start) : start;
}

/** The shortest column that can hold `2024-01-01`. */
const textLeast = 10;
const isoDay = '([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const isoTime = '[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?';
const isoText = new RegExp(`^${isoDay}(${isoTime})?$`);
const startText = { year: { kept: 4, rest: '-01-01' }, month: { kept: 7, rest: '-01' } } as const;

function textStart(text: string, period: Period): string {
  const { kept, rest } = startText[period];
  return isoText.test(text) ? text.slice(0, kept) + rest : '';
}

/** A text that is a day and no more; every other is left to the pattern. */
function asciiStart(period: Period): AsciiMask {
  const { kept, rest } = startText[period];
  const added = Buffer.from(rest, 'latin1');
  return (bytes, start, end, into, at) => {
    if (end - start !== textLeast || bytes[start + 4] !== HYPHEN || bytes[start + 7] !== HYPHEN) return -1;
    const hasYear = twoDigits(bytes, start) >= 0 && twoDigits(bytes, start + 2) >= 0;
    const month = twoDigits(bytes, start + 5);
    const day = twoDigits(bytes, start + 8);
    if (!hasYear || month < 1 || month > 12 || day < 1 || day > 31) return -1;
    return copyBytes(added, 0, added.length, into, copyBytes(bytes, start, start + kept, into, at));
  };
}

const HYPHEN = 0x2d;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** -1 when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] as number;
  const ones = bytes[at + 1] as number;
  return isDigit(tens) && isDigit(ones) ? (tens - 0x30) * 10 + ones - 0x30 : -1;
}

function textSql(text: string, period: Period): string {
  const { kept, rest } = startText[period];
  const start = concat(call('left', text, `${kept}`), textLiteral(rest));
  const matches = operate(byBytes(text), '~', textLiteral(`^${isoDay}(${isoTime})?$`));
  return `CASE WHEN ${matches} THEN ${start} WHEN ${text} IS NOT NULL THEN ${textLiteral('')} END`;
}
