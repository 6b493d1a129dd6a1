import { dayNumber, dayOfNumber, parseDay, printDay } from './calendar.js';
import { characterCount, firstBytes } from './characters.js';
import { type ColumnShape, nameBytesMax } from './column-shape.js';
import { parseDecimal, printDecimal, rescale, trimDecimal } from './decimal.js';
import { fixedSql } from './fixed-value.js';
import { parseFloatText, printFloat } from './float-text.js';
import { type MaskKind, readOptions } from './mask-kind.js';
import { networkOf, parseNetwork, printNetwork } from './network-address.js';
import { rangeOf } from './number-range.js';
import { shapedMask, storeText } from './shaped-mask.js';
import { isStorableText } from './sql-expression.js';

type Scalar = string | number | boolean;

/**
 * The same value for everybody, NULL for NULL. It fits a type when it can be written in it without loss, which is decided
 * here: nothing is left that PostgreSQL could refuse.
 */
export const constantKind: MaskKind = {
  name: 'constant',
  summary: 'the same value for everybody',
  fit: (options) => {
    const given = isScalar(options) ? options : readOptions(options, ['value'])?.value;
    if (!isScalar(given) || !isStorableText(String(given))) {
      return { issue: 'mask `constant` takes { value }: a text, a number, true or false' };
    }
    return shapedMask({
      name: 'constant',
      takes: (shape) => constantText(given, shape) !== null,
      sql: (column, shape) => fixedSql(column, String(constantText(given, shape)), shape),
      apply: (_value, shape) => constantText(given, shape),
    });
  },
};

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/** The constant as PostgreSQL prints it in the type, or null when it is none of the type's values. */
function constantText(value: Scalar, shape: ColumnShape): string | null {
  const text = String(value);
  switch (shape.family) {
    case 'text':
      return textConstant(text, shape);
    case 'integer':
    case 'numeric':
      return numberConstant(text, shape);
    case 'float':
      return floatConstant(text, shape);
    case 'bool':
      return text === 'true' ? 't' : text === 'false' ? 'f' : null;
    case 'date':
      return dayConstant(text);
    case 'timestamp':
      return timestampConstant(text, shape);
    case 'time':
      return clockText.test(text) ? text : null;
    case 'uuid':
      return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : null;
    case 'network':
      return networkConstant(text, shape);
    case 'json':
      return typeof value === 'number' && !Number.isSafeInteger(value) ? null : JSON.stringify(value);
    case 'bytes':
      return null;
  }
}

function textConstant(text: string, shape: ColumnShape): string | null {
  const fits = shape.length === null || characterCount(text) <= shape.length;
  return fits && (shape.typname !== 'name' || firstBytes(text, nameBytesMax) === text) ? storeText(text, shape) : null;
}

function numberConstant(text: string, shape: ColumnShape): string | null {
  const parsed = parseDecimal(text);
  if (parsed === null) return null;
  const value = trimDecimal(parsed);
  const range = rangeOf(shape);
  if (range === null) return printDecimal(value);
  const { least, most, resolution } = range;
  if (value.scale > resolution.scale) return null;
  const scaled = rescale(value, resolution.scale);
  const isValue = scaled.units >= least.units && scaled.units <= most.units && scaled.units % resolution.units === 0n;
  return isValue ? printDecimal(scaled) : null;
}

function floatConstant(text: string, shape: ColumnShape): string | null {
  const value = parseFloatText(text);
  if (value === null) return null;
  const type = shape.typname === 'float4' ? 'float4' : 'float8';
  const kept = type === 'float4' ? Math.fround(value) : value;
  // Out of the type's range PostgreSQL raises: a number became infinite, or became zero.
  const isValue = Number.isFinite(kept) && (kept !== 0 || !/[1-9]/.test(text.replace(/e.*/i, '')));
  return isValue ? printFloat(kept, type) : null;
}

function dayConstant(text: string): string | null {
  const day = /^\d{4}-/.test(text) && !text.startsWith('0000') ? parseDay(text) : null;
  return day !== null && printDay(dayOfNumber(dayNumber(day))) === text ? text : null;
}

const clockText = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** `2024-05-17 10:00:00`; with time zone it is in UTC, said with a `Z` or not. */
function timestampConstant(text: string, shape: ColumnShape): string | null {
  const [, date = '', clock = '', zone] = /^(.{10})[T ](.{8})(Z)?$/.exec(text) ?? [];
  const hasZone = shape.typname === 'timestamptz';
  if (dayConstant(date) === null || !clockText.test(clock) || (zone !== undefined && !hasZone)) return null;
  return `${date} ${clock}${hasZone ? '+00' : ''}`;
}

/** An address as PostgreSQL would print it. A cidr may have no bits behind its prefix. */
function networkConstant(text: string, shape: ColumnShape): string | null {
  const address = parseNetwork(text);
  if (address === null || printNetwork(address, shape.typname) !== text) return null;
  return shape.typname === 'cidr' && networkOf(address, address.prefix).bits !== address.bits ? null : text;
}
