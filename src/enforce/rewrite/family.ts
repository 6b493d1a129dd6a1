import type { CatalogSnapshot, Column } from '../../sql/index.js';

/**
 * What is known of an expression's type, as far as it matters for one question: can a comparison of two of them raise an
 * error that depends on a row? Constants and parameters convert before any row is read, so whatever they raise tells nothing.
 */
export type Family = string;

export const unknownFamily: Family = 'unknown';
/** A string constant, NULL, or a parameter that can take one type only: takes the type of what it is compared with. */
export const literalFamily: Family = 'literal';
/** A constant with a decimal point: is of type numeric, and becomes what the other side is. */
export const decimalFamily: Family = 'decimal';
/** A parameter that the statement names more than once: what it is next to elsewhere may have given it any type. */
export const parameterFamily: Family = 'parameter';

/** Of the extension of that name: text that is compared without regard to capitals, and becomes text beside text. */
export const citext: Family = 'citext';

/** Types of text: each is compared, and matched, as the other is. */
export const textual: ReadonlySet<string> = new Set(['text', 'varchar']);

/** Of whatever collation. */
export function isText(family: Family): boolean {
  return family === 'text' || family.startsWith('text ');
}

const families: Readonly<Record<string, Family>> = {
  bool: 'bool',
  int2: 'int',
  int4: 'int',
  int8: 'int8',
  oid: 'oid',
  numeric: 'numeric',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
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
  const family = type?.extension === 'citext' && type.name === 'citext' ? citext : familyOfType(column.baseTypname);
  return column.collation === null ? family : `${family} ${column.collation}`;
}

/** Families that compare with one another without a conversion that can raise. */
const comparable: readonly ReadonlySet<Family>[] = [
  new Set(['int', 'int8', 'numeric', decimalFamily]),
  new Set(['int', 'int8', 'float', decimalFamily]),
  new Set(['int', 'oid']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['text', citext]),
];

/** What becomes something else next to a parameter of an unlucky type, and can raise then: int8 next to oid, for one. */
const narrows = new Set(['int8', 'numeric', 'float', 'date', 'timestamp', 'time', 'timetz', 'interval', decimalFamily]);

/**
 * True when comparing the two (=, <>, <, <=, >, >=) can't raise an error that depends on a row. PostgreSQL marks many of
 * these functions leakproof; the others here are known not to raise either, conversions included.
 */
export function comparesSafely(left: Family, right: Family): boolean {
  if (left === literalFamily || right === literalFamily) return left !== unknownFamily && right !== unknownFamily;
  if (left === unknownFamily || right === unknownFamily) return false;
  if (left === parameterFamily || right === parameterFamily) return !narrows.has(left) && !narrows.has(right);
  if (left === right) return true;
  return comparable.some((families) => families.has(left) && families.has(right));
}

/** Of what a query, or an expression made of several, gives: a number has its type by then (PostgreSQL docs, 10.5, 10.6). */
export function familyOfOutput(family: Family): Family {
  return family === decimalFamily ? 'numeric' : family;
}

/** What may stand beside numbers of several types. */
const numbered: ReadonlySet<Family> = new Set(['int', 'oid', literalFamily]);

/**
 * True when a value can be looked for in a list without raising: what stands in `IN (…)` is made one type first, of the value's own
 * type among them, and a moment can be past what another zone or type holds. Numbers in a text become it before any row is read.
 */
export function comparesWithList(left: Family, items: readonly Family[]): boolean {
  if (!items.every((item) => comparesSafely(left, item))) return false;
  if (items.length < 2) return true;
  const typed = items.filter((item) => item !== decimalFamily && item !== literalFamily);
  const known = typed.filter((item) => item !== parameterFamily);
  // Of a number that is a parameter nobody knows which of them the others become.
  const unknown = typed.length - known.length;
  if (numbered.has(left) && (unknown > 1 || (unknown > 0 && known.some((item) => item !== 'int')))) return false;
  return mergedFamily([left, ...known]) !== null;
}

/** Families of which one value can become the other's type for COALESCE, CASE, ARRAY or UNION without raising. */
const mergeable: readonly ReadonlySet<Family>[] = [
  new Set(['int', 'int8', 'numeric']),
  new Set(['int', 'int8', 'float']),
];

/**
 * The family of values of these families put together, or null when making them one type could raise. What comes of constants with a
 * decimal point is no constant: it is converted for each row.
 */
export function mergedFamily(families: readonly Family[]): Family | null {
  const kinds = [...new Set(families.map(familyOfOutput).filter((family) => family !== literalFamily))];
  const [only] = kinds;
  if (only === undefined) return literalFamily;
  if (kinds.includes(unknownFamily) || kinds.includes(parameterFamily)) return null;
  if (kinds.length === 1) return only;
  if (!mergeable.some((set) => kinds.every((family) => set.has(family)))) return null;
  return ['float', 'numeric', 'int8'].find((family) => kinds.includes(family)) ?? null;
}
