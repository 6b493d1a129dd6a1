/** A column that a rule reads, for its SQL. */
export interface RuleColumn {
  /** An SQL expression for the column, safe to repeat. */
  readonly sql: string;
  /** pg_type.typname of its base type; `enum` for any enum. */
  readonly typname: string;
  /** The column's collation when it is not its type's default. */
  readonly collation?: string | null;
}

/**
 * Types that compare alike. `untyped` is a column of which only its SQL is known: a string literal then takes it for text,
 * and PostgreSQL refuses the statement if it is anything else.
 */
export type ValueKind =
  | 'text'
  | 'enum'
  | 'number'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'uuid'
  | 'untyped'
  | 'other';

const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ...(['text', 'varchar', 'bpchar', 'name', 'citext'] as const).map((typname) => [typname, 'text'] as const),
  ...(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'] as const).map((typname) => [typname, 'number'] as const),
  ['bool', 'boolean'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  ['uuid', 'uuid'],
  ['enum', 'enum'],
]);

export const kindOfColumn = (column: RuleColumn | string): ValueKind =>
  typeof column === 'string' ? 'untyped' : (kinds.get(column.typname) ?? 'other');

const day = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?';
const dayText = new RegExp(`^${day}$`);
const momentText = new RegExp(`^(${day})(?:[ T](${clock})(Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)?)?$`);

/**
 * A string literal as a constant of a date or time type, or null when it isn't one. Only ISO 8601 is read, and with time
 * zone only in UTC unless an offset is said: DateStyle and TimeZone are the reader's to set, and must not move a boundary.
 */
export function temporalText(text: string, kind: 'date' | 'timestamp' | 'timestamptz'): string | null {
  if (kind === 'date') return dayText.test(text) && isCalendarDay(text) ? text : null;
  const [, date = '', time = '00:00:00', zone] = momentText.exec(text) ?? [];
  if (!isCalendarDay(date)) return null;
  if (kind === 'timestamp') return zone === undefined ? `${date} ${time}` : null;
  return `${date} ${time}${zone === undefined || zone === 'Z' ? '+00:00' : zone}`;
}

/** 2024-02-30 is none: it would be 1 March. */
function isCalendarDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !text.startsWith('0000') && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
