import { invariant } from '../../base/index.js';
import type { ScalarType } from '../../json/index.js';
import type { ColumnType, Mask } from '../../masks/index.js';

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

const shapes: readonly { readonly typname: string; readonly pattern: RegExp }[] = [
  { typname: 'date', pattern: /^\d{4}-\d{2}-\d{2}$/ },
  { typname: 'timestamptz', pattern: /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/i },
  { typname: 'uuid', pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
  { typname: 'inet', pattern: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i },
  { typname: 'numeric', pattern: /^-?\d+(\.\d+)?$/ },
];

/**
 * The type as which a mask takes a value: the declared one; else the one that the value shows, as far as the mask takes it.
 * Null: the mask can't take the value, so that it must not be shown.
 */
export function typedText(scalar: Scalar, mask: Mask, typname: string | null): TypedText | null {
  if (typname !== null) return fitted(scalar, mask, typname);
  switch (scalar.type) {
    case 'boolean':
      return fitted(scalar, mask, 'bool');
    case 'number':
      return (isInteger(scalar.text) ? fitted(scalar, mask, 'int8') : null) ?? fitted(scalar, mask, 'numeric');
    case 'string': {
      const text = fitted(scalar, mask, 'text');
      if (text !== null) return text;
      const shape = shapes.find(
        ({ typname: name, pattern }) => pattern.test(scalar.text) && mask.takes(memberType(name)),
      );
      return shape === undefined ? null : fitted(scalar, mask, shape.typname);
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
  switch (typname) {
    case 'int2':
    case 'int4':
    case 'int8':
      return isInteger(written) ? written.replace(/^-0$/, '0') : null;
    case 'numeric':
    case 'float8':
      return plainNumber(written);
    case 'bool':
      return written === 'true' ? 't' : written === 'false' ? 'f' : null;
    case 'timestamp':
    case 'timestamptz':
      return scalar.type === 'string' ? momentText(written, typname) : null;
    case 'date':
      return scalar.type === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(written) ? written : null;
    case 'uuid':
      return scalar.type === 'string' && shapes[2]?.pattern.test(written) === true ? written.toLowerCase() : null;
    default:
      return scalar.type === 'string' || typname === 'text' ? written : null;
  }
}

const isInteger = (text: string): boolean => /^-?(0|[1-9]\d{0,18})$/.test(text);

/** A number without exponent, as numeric prints it. */
function plainNumber(text: string): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  if (Math.abs(shift) > 300) return null;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const rest = padded.slice(at);
  const plain = rest === '' ? integer : `${integer}.${rest}`;
  return /[1-9]/.test(plain) ? sign + plain : plain;
}

/** RFC 3339 in UTC as PostgreSQL prints it: `2024-05-01 10:00:00.5+00`. */
function momentText(text: string, typname: string): string | null {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6})\d*)?(Z|[+-]\d{2}:\d{2})?$/i.exec(text);
  if (parts === null) return null;
  const [, day = '', time = '', fraction = '', zone = ''] = parts;
  if ((zone === '') !== (typname === 'timestamp')) return null;
  const ms = Date.parse(`${day}T${time}${zone === '' ? 'Z' : zone.toUpperCase()}`);
  if (Number.isNaN(ms)) return null;
  const iso = new Date(ms).toISOString();
  const kept = fraction.replace(/0+$/, '');
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${kept === '' ? '' : `.${kept}`}${typname === 'timestamptz' ? '+00' : ''}`;
}
