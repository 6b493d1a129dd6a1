import type { ResultColumn } from '../../pgwire/index.js';

/** The types of PgBouncer's columns. */
export type ColumnType = 'text' | 'int4' | 'int8' | 'numeric';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Value = string | number | null;

const types: Readonly<Record<ColumnType, { readonly oid: number; readonly length: number }>> = {
  text: { oid: 25, length: -1 },
  int4: { oid: 23, length: 4 },
  int8: { oid: 20, length: 8 },
  numeric: { oid: 1700, length: -1 },
};

export function columns(type: ColumnType, ...names: readonly string[]): Column[] {
  return names.map((name) => ({ name, type }));
}

export function resultColumn({ name, type }: Column, format: 0 | 1): ResultColumn {
  const { oid, length } = types[type];
  return { name, typeOid: oid, typeLength: length, format };
}

/** Numbers are whole; what does not fit int4 is as near to it as can be. */
export function encodeValue(value: Value, { type }: Column, format: 0 | 1): Buffer | null {
  if (value === null) return null;
  const whole = typeof value === 'number' ? wholeOf(value, type) : value;
  if (format === 0 || typeof whole === 'string') return Buffer.from(String(whole), 'utf8');
  if (type === 'numeric') return numericBytes(whole);
  const bytes = Buffer.alloc(type === 'int4' ? 4 : 8);
  if (type === 'int4') bytes.writeInt32BE(whole);
  else bytes.writeBigInt64BE(BigInt(whole));
  return bytes;
}

const INT4_MAX = 2 ** 31 - 1;

function wholeOf(value: number, type: ColumnType): number {
  const rounded = Math.round(value);
  return type === 'int4' ? Math.max(-INT4_MAX, Math.min(rounded, INT4_MAX)) : rounded;
}

/** A whole number as numeric_send writes it: digits to the base of 10,000 behind count, weight, sign and scale. */
function numericBytes(value: number): Buffer {
  const digits: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 10_000)) digits.unshift(rest % 10_000);
  const bytes = Buffer.alloc(8 + 2 * digits.length);
  bytes.writeInt16BE(digits.length, 0);
  bytes.writeInt16BE(Math.max(digits.length - 1, 0), 2);
  bytes.writeUInt16BE(value < 0 ? 0x4000 : 0, 4);
  for (const [index, digit] of digits.entries()) bytes.writeInt16BE(digit, 8 + 2 * index);
  return bytes;
}
