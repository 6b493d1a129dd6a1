import type { ColumnType } from './mask.js';

/** Types that masks treat alike. */
export type TypeFamily =
  | 'text'
  | 'integer'
  | 'numeric'
  | 'float'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'time'
  | 'uuid'
  | 'network'
  | 'json'
  | 'bytes';

/** What a mask needs to know of a column's type. */
export interface ColumnShape {
  readonly family: TypeFamily;
  readonly typname: string;
  /**
   * The type as a CAST may name it whatever the search_path is. For a domain it is the base type: a cast to the domain
   * would run its checks over the mask and could raise. (RowDescription shows a domain's base type anyway.)
   */
  readonly sql: string;
  /** The most characters that varchar(n), char(n) or name can hold. */
  readonly length: number | null;
  /** Of numeric(precision, scale). */
  readonly precision: number | null;
  readonly scale: number | null;
}

/** NAMEDATALEN less its terminator. */
export const nameBytesMax = 63;

interface KnownType {
  readonly family: TypeFamily;
  /** How format_type() prints it, modifiers captured. */
  readonly declared: RegExp;
}

const known = (family: TypeFamily, declared: RegExp): KnownType => ({ family, declared });

const knownTypes: ReadonlyMap<string, KnownType> = new Map([
  ['text', known('text', /^text$/)],
  ['varchar', known('text', /^(?:varchar|character varying)(?:\((\d+)\))?$/)],
  ['bpchar', known('text', /^(?:bpchar|character)(?:\((\d+)\))?$/)],
  ['name', known('text', /^name$/)],
  ['citext', known('text', /^(?:.+\.)?citext$/)],
  ['int2', known('integer', /^(?:int2|smallint)$/)],
  ['int4', known('integer', /^(?:int4|integer)$/)],
  ['int8', known('integer', /^(?:int8|bigint)$/)],
  ['numeric', known('numeric', /^numeric(?:\((\d+),(-?\d+)\))?$/)],
  ['float4', known('float', /^(?:float4|real)$/)],
  ['float8', known('float', /^(?:float8|double precision)$/)],
  ['bool', known('bool', /^bool(?:ean)?$/)],
  ['date', known('date', /^date$/)],
  ['timestamp', known('timestamp', /^timestamp(?:\((\d)\))?(?: without time zone)?$/)],
  ['timestamptz', known('timestamp', /^(?:timestamptz|timestamp(?:\((\d)\))? with time zone)$/)],
  ['time', known('time', /^time(?:\((\d)\))?(?: without time zone)?$/)],
  ['uuid', known('uuid', /^uuid$/)],
  ['inet', known('network', /^inet$/)],
  ['cidr', known('network', /^cidr$/)],
  ['json', known('json', /^json$/)],
  ['jsonb', known('json', /^jsonb$/)],
  ['bytea', known('bytes', /^bytea$/)],
]);

/** A type is plain data that nobody changes: what its shape is stays so. */
const shapes = new WeakMap<ColumnType, ColumnShape | null>();

/** The shape of a type that masks know, or null for any other (arrays, enums, composites, extensions' types …). */
export function shapeOf(type: ColumnType): ColumnShape | null {
  let shape = shapes.get(type);
  if (shape === undefined) {
    shape = readShape(type);
    shapes.set(type, shape);
  }
  return shape;
}

function readShape(type: ColumnType): ColumnShape | null {
  const entry = knownTypes.get(type.typname);
  if (entry === undefined) return null;
  const match = entry.declared.exec(type.declared);
  // A domain over citext: the schema that citext lives in is not known here.
  if (match === null && type.typname === 'citext') return null;
  const [, first, second] = match ?? [];
  const modifiers = [first, second].filter((modifier) => modifier !== undefined);
  const base = type.typname === 'citext' ? type.declared : `pg_catalog.${type.typname}`;
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  return {
    family: entry.family,
    typname: type.typname,
    sql: modifiers.length === 0 ? base : `${base}(${modifiers.join(', ')})`,
    length: type.typname === 'name' ? nameBytesMax : entry.family === 'text' ? number(first) : null,
    precision: entry.family === 'numeric' ? number(first) : null,
    scale: entry.family === 'numeric' ? number(second) : null,
  };
}

// Names that are the grammar's own words: PostgreSQL looks for them in pg_catalog alone.
const grammarNames =
  /^(?:bigint|bit|boolean|character|double precision|integer|interval|numeric|real|smallint|time|timestamp)\b/;
const qualifiedName = /^(?:"(?:[^"]|"")*"|[^".([ ]+)\./;

/** Any type, known or not, as a CAST may name it whatever the search_path is. See ColumnShape.sql for domains. */
export function typeSql(type: ColumnType): string {
  const shape = shapeOf(type);
  if (shape !== null) return shape.sql;
  if (qualifiedName.test(type.declared) || grammarNames.test(type.declared)) return type.declared;
  return `pg_catalog.${type.declared}`;
}
