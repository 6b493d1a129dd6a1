import { invariant } from '../../base/index.js';
import type { ScalarType } from '../../json/index.js';
import type { ColumnType, Mask } from '../../masks/index.js';
import { isPlainMoment, isValueOf, numberLengthMax, shownType } from './value-shapes.js';

/** A scalar of a document: a string itself, a number as it is written, `true` or `false`. */
export interface Scalar {
  readonly type: ScalarType;
  readonly text: string;
}

/** A member's value as a mask takes it, and the way back. */
export interface TypedText {
  readonly type: ColumnType;
  /** As PostgreSQL prints a value of the type. */
  readonly text: string;
}

const declared: Readonly<Record<string, string>> = {
  text: 'text',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  numeric: 'numeric',
  float8: 'double precision',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  uuid: 'uuid',
  inet: 'inet',
};

const types: ReadonlyMap<string, ColumnType> = new Map(
  Object.entries(declared).map(([typname, text]) => [typname, { typname, declared: text }]),
);

/** The type as masks know it; the same object each time. */
export function memberType(typname: string): ColumnType {
  const type = types.get(typname);
  invariant(type !== undefined, 'a member has one of the types that the configuration knows');
  return type;
}

/**
 * The type as which a mask takes a value: the declared one; else the one that the value shows, as far as the mask takes it.
 * Null: the mask can't take the value, so that it must not be shown.
 */
export function typedText(scalar: Scalar, mask: Mask, typname: string | null): TypedText | null {
  if (typname !== null) return fitted(scalar, mask, typname);
  switch (scalar.type) {
    case 'boolean':
      return fitted(scalar, mask, 'bool');
    case 'number': {
      // As jsonb has it: without an exponent.
      const plain = plainNumber(scalar.text);
      if (plain === null) return null;
      const number = { type: scalar.type, text: plain };
      return fitted(number, mask, 'int8') ?? fitted(number, mask, 'numeric');
    }
    case 'string': {
      const text = fitted(scalar, mask, 'text');
      if (text !== null) return text;
      const shown = shownType(scalar.text, (name) => mask.takes(memberType(name)));
      return shown === null ? null : fitted(scalar, mask, shown);
    }
  }
}

function fitted(scalar: Scalar, mask: Mask, typname: string): TypedText | null {
  const type = memberType(typname);
  if (!mask.takes(type)) return null;
  const text = textIn(scalar, typname);
  return text === null ? null : { type, text };
}

/** The value's text in the type; null when it is no value of it. */
function textIn(scalar: Scalar, typname: string): string | null {
  if (scalar.type === 'boolean')
    return typname === 'bool' ? (scalar.text === 'true' ? 't' : 'f') : typname === 'text' ? scalar.text : null;
  const written = scalar.text;
  const isText = scalar.type === 'string';
  switch (typname) {
    case 'int2':
    case 'int4':
    case 'int8':
      return isInteger(written, typname) ? written.replace(/^-0$/, '0') : null;
    case 'numeric':
      return isText && !isValueOf(written, typname) ? null : plainNumber(written);
    case 'float8':
      return plainNumber(written);
    case 'bool':
      return written === 'true' ? 't' : written === 'false' ? 'f' : null;
    case 'timestamp':
    case 'timestamptz':
      return isText ? momentText(written, typname) : null;
    case 'date':
    case 'inet':
      return isText && isValueOf(written, typname) ? written : null;
    case 'uuid':
      return isText && isValueOf(written, typname) ? written.toLowerCase() : null;
    default:
      return written;
  }
}

const integerBits: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };

function isInteger(text: string, typname: string): boolean {
  if (!/^-?(0|[1-9]\d{0,18})$/.test(text)) return false;
  const value = BigInt(text);
  return BigInt.asIntN(integerBits[typname] ?? 64, value) === value;
}

/** A number without exponent, as numeric prints it. */
export function plainNumber(text: string): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  if (Math.abs(shift) > numberLengthMax) return null;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const rest = padded.slice(at);
  const plain = rest === '' ? integer : `${integer}.${rest}`;
  const signed = /[1-9]/.test(plain) ? sign + plain : plain;
  return signed.length > numberLengthMax ? null : signed;
}

/** RFC 3339 in UTC as PostgreSQL prints it: `2024-05-01 10:00:00.5+00`. */
function momentText(text: string, typname: string): string | null {
  if (typname === 'timestamp' ? !isPlainMoment(text) : !isValueOf(text, typname)) return null;
  const [, day = '', time = '', fraction = '', zone = 'Z'] =
    /^(.{10}).(.{8})(?:\.(\d+))?(Z|[+-].{5})?$/i.exec(text) ?? [];
  const iso = new Date(Date.parse(`${day}T${time}${zone.toUpperCase()}`)).toISOString();
  const kept = fraction.replace(/0+$/, '');
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${kept === '' ? '' : `.${kept}`}${typname === 'timestamptz' ? '+00' : ''}`;
}
