import type { CatalogSnapshot, Column } from '../../sql/index.js';

/**
 * What is known of an expression's type, as far as it matters for one question: can a comparison of two of them raise an
 * error that depends on a row? Constants and parameters convert before any row is read, so whatever they raise tells nothing.
 */
export type Family = string;

export const unknownFamily: Family = 'unknown';
/** A string constant: takes the type of what it is compared with. */
export const literalFamily: Family = 'literal';
/** A parameter: its type is the driver's choice. */
export const parameterFamily: Family = 'parameter';

const families: Readonly<Record<string, Family>> = {
  bool: 'bool',
  int2: 'int',
  int4: 'int',
  int8: 'int',
  oid: 'int',
  numeric: 'numeric',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  date: 'moment',
  timestamp: 'moment',
  timestamptz: 'moment',
  time: 'time',
  timetz: 'timetz',
  interval: 'interval',
  uuid: 'uuid',
  bytea: 'bytea',
  inet: 'inet',
  cidr: 'inet',
  macaddr: 'macaddr',
  jsonb: 'jsonb',
};

/** The family of a type by the name of its base type. Types of which nothing is known here are `unknown`. */
export function familyOfType(typname: string): Family {
  return families[typname] ?? unknownFamily;
}

/**
 * The family of a column. Enums compare among themselves only, so each kind is a family; so is text of each collation,
 * because comparing two collations raises.
 */
export function familyOfColumn(catalog: CatalogSnapshot, column: Column): Family {
  const type = catalog.typeByOid(column.typeOid);
  if (type?.kind === 'e') return `enum ${type.oid}`;
  const family = familyOfType(column.baseTypname);
  return column.collation === null ? family : `${family} ${column.collation}`;
}

/**
 * True when comparing the two (=, <>, <, <=, >, >=) can't raise an error that depends on a row. PostgreSQL marks many of
 * these functions leakproof; the others here are known not to raise either. `numeric` with a parameter is left out: a
 * parameter of type double precision makes the column convert, and that can overflow.
 */
export function comparesSafely(left: Family, right: Family): boolean {
  if (left === unknownFamily || right === unknownFamily) return isConstant(left) && isConstant(right);
  if (left === right) return true;
  if (left === literalFamily || right === literalFamily) return true;
  if (left === parameterFamily || right === parameterFamily) return left !== 'numeric' && right !== 'numeric';
  const numbers = new Set([left, right]);
  return numbers.has('int') && (numbers.has('numeric') || numbers.has('float'));
}

function isConstant(family: Family): boolean {
  return family === literalFamily || family === parameterFamily;
}
