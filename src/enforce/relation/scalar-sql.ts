import type { Mask, MaskKeys, NumberFinding } from '../../masks/index.js';
import { quoteLiteral } from '../../sql/index.js';
import { memberType } from '../document/member-type.js';
import { numberLengthMax, type ValueShape, valueShapes } from '../document/value-shapes.js';

/**
 * The SQL twin of `memberMask` for a member whose type is told by its value: over `value`, a jsonb that is no object or array.
 * JSON's null stays; what the mask can't take, or what is no value of the type that it looks like, becomes null. `row` names
 * a row within the expression.
 */
export function maskedScalarSql(mask: Mask, value: string, row: string, keys: MaskKeys): string {
  const kind = (name: string) => `${row}.k OPERATOR(pg_catalog.=) ${text(name)}`;
  const cases = [
    ['string', stringSql(mask, `${row}.t`, keys)],
    [
      'number',
      mask.numbers === undefined ? numberSql(mask, `${row}.t`, keys) : lookedAtSql(value, `${row}.t`, mask.numbers),
    ],
    [
      'boolean',
      mask.numbers === undefined
        ? masked(mask, 'bool', `(${row}.t OPERATOR(pg_catalog.=) ${text('true')})`, keys)
        : value,
    ],
  ].flatMap(([name, sql]) => (sql === null ? [] : [`WHEN ${kind(name as string)} THEN ${sql}`]));
  const result = cases.length === 0 ? 'NULL' : `CASE ${cases.join(' ')} END`;
  // Text once, and not where the planner would put it: a mask may name it many times.
  const source = `(SELECT pg_catalog.jsonb_typeof(${value}) AS k, (${value} OPERATOR(pg_catalog.#>>) CAST('{}' AS pg_catalog.text[])) AS t OFFSET 0) AS ${row}`;
  return `(SELECT COALESCE(${result}, CAST('null' AS pg_catalog.jsonb)) FROM ${source})`;
}

const text = (value: string): string => `CAST(${quoteLiteral(value)} AS pg_catalog.text)`;

/** As jsonb; null when the mask does not take the type. */
function masked(mask: Mask, typname: string, value: string, keys: MaskKeys): string | null {
  const type = memberType(typname);
  return mask.takes(type) ? `pg_catalog.to_jsonb(${mask.sql(value, type, keys)})` : null;
}

/** The twin of `lookedAt`: the number as it is, or what stands for one in which something was found. */
function lookedAtSql(value: string, number: string, { pattern, instead }: NumberFinding): string {
  const isFound = `pg_catalog.length(${number}) OPERATOR(pg_catalog.>) ${numberLengthMax} OR ${matches(number, pattern)}`;
  return `CASE WHEN ${isFound} THEN pg_catalog.to_jsonb(${text(instead)}) ELSE ${value} END`;
}

function numberSql(mask: Mask, value: string, keys: MaskKeys): string | null {
  const numeric = masked(mask, 'numeric', `CAST(${value} AS pg_catalog.numeric)`, keys) ?? 'NULL';
  const integer = masked(mask, 'int8', `CAST(${value} AS pg_catalog.int8)`, keys);
  const isBounded = `CAST(${value} AS pg_catalog.numeric) OPERATOR(pg_catalog.>=) CAST('-9223372036854775808' AS pg_catalog.numeric) AND CAST(${value} AS pg_catalog.numeric) OPERATOR(pg_catalog.<=) CAST('9223372036854775807' AS pg_catalog.numeric)`;
  const isInteger = matches(value, '^-?(?:0|[1-9][0-9]{0,18})$');
  const number =
    integer === null
      ? numeric
      : `CASE WHEN ${isInteger} THEN CASE WHEN ${isBounded} THEN ${integer} ELSE ${numeric} END ELSE ${numeric} END`;
  if (number === 'NULL') return null;
  return `CASE WHEN pg_catalog.length(${value}) OPERATOR(pg_catalog.<=) ${numberLengthMax} THEN ${number} END`;
}

/** A text itself where the mask takes texts; else what it looks like, as far as the mask takes that. */
function stringSql(mask: Mask, value: string, keys: MaskKeys): string | null {
  const asText = masked(mask, 'text', value, keys);
  if (asText !== null) return asText;
  const cases = valueShapes.flatMap((shape) => {
    const { typname } = shape;
    const type = memberType(typname);
    if (!mask.takes(type)) return [];
    const shown = (print[typname] ?? asJson)(mask.sql(`CAST(${value} AS pg_catalog.${typname})`, type, keys));
    const sound = shape.is.map((pattern) => matchesShape(shape, value, pattern)).join(' AND ');
    const judged = sound === '' ? shown : `CASE WHEN ${sound} THEN ${shown} END`;
    return [`WHEN ${matchesShape(shape, value, shape.looks)} THEN ${judged}`];
  });
  return cases.length === 0 ? null : `CASE ${cases.join(' ')} END`;
}

const matches = (value: string, pattern: string): string =>
  `(${value} COLLATE pg_catalog."C") OPERATOR(pg_catalog.~) ${text(pattern)}`;

/** A text of the type, by the patterns that the function knows it by. */
const matchesShape = ({ ignoresCase }: ValueShape, value: string, pattern: string): string =>
  matches(value, ignoresCase ? `(?i)${pattern}` : pattern);

const asJson = (sql: string): string => `pg_catalog.to_jsonb(${sql})`;

/** How a value of a type is written as jsonb; else as it is. */
const print: Readonly<Record<string, (sql: string) => string>> = {
  // In UTC, as RFC 3339 has it, whatever the session's zone is.
  timestamptz: (sql) =>
    `pg_catalog.to_jsonb((pg_catalog.to_jsonb(pg_catalog.timezone(${text('UTC')}, ${sql})) OPERATOR(pg_catalog.#>>) CAST('{}' AS pg_catalog.text[])) OPERATOR(pg_catalog.||) ${text('Z')})`,
  numeric: (sql) => asJson(`CAST(${sql} AS pg_catalog.text)`),
};
