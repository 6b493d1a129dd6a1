import type { Mask, MaskKeys } from '../../masks/index.js';
import { quoteLiteral } from '../../sql/index.js';
import { memberType } from '../document/member-type.js';

/**
 * The SQL twin of `memberMask` for a member whose type is told by its value: over `value`, a jsonb that is no object or array.
 * JSON's null stays; what the mask can't take, or what is no value of the type that it looks like, becomes null. `row` names
 * a row within the expression.
 */
export function maskedScalarSql(mask: Mask, value: string, row: string, keys: MaskKeys): string {
  const kind = (name: string) => `${row}.k OPERATOR(pg_catalog.=) ${text(name)}`;
  const cases = [
    ['string', stringSql(mask, `${row}.t`, keys)],
    ['number', numberSql(mask, `${row}.t`, keys)],
    ['boolean', masked(mask, 'bool', `(${row}.t OPERATOR(pg_catalog.=) ${text('true')})`, keys)],
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

function numberSql(mask: Mask, value: string, keys: MaskKeys): string | null {
  const numeric = masked(mask, 'numeric', `CAST(${value} AS pg_catalog.numeric)`, keys);
  const integer = masked(mask, 'int8', `CAST(${value} AS pg_catalog.int8)`, keys);
  if (integer === null) return numeric;
  const isBounded = `CAST(${value} AS pg_catalog.numeric) OPERATOR(pg_catalog.>=) -9223372036854775808::pg_catalog.numeric AND CAST(${value} AS pg_catalog.numeric) OPERATOR(pg_catalog.<=) 9223372036854775807::pg_catalog.numeric`;
  const bounded = `CASE WHEN ${isBounded} THEN ${integer} END`;
  return `CASE WHEN ${matches(value, '^-?(?:0|[1-9][0-9]{0,18})$')} THEN ${bounded} ELSE ${numeric ?? 'NULL'} END`;
}

/** A text itself where the mask takes texts; else what it looks like, as far as the mask takes that. */
function stringSql(mask: Mask, value: string, keys: MaskKeys): string | null {
  const asText = masked(mask, 'text', value, keys);
  if (asText !== null) return asText;
  const cases = shapes.flatMap(({ typname, looks, is, print }) => {
    const type = memberType(typname);
    if (!mask.takes(type)) return [];
    const shown = print(mask.sql(`CAST(${value} AS pg_catalog.${typname})`, type, keys));
    const sound = is.map((pattern) => matches(value, pattern)).join(' AND ');
    return [`WHEN ${matches(value, looks)} THEN CASE WHEN ${sound} THEN ${shown} END`];
  });
  return cases.length === 0 ? null : `CASE ${cases.join(' ')} END`;
}

const matches = (value: string, pattern: string): string =>
  `(${value} COLLATE pg_catalog."C") OPERATOR(pg_catalog.~) ${text(pattern)}`;

interface Shape {
  readonly typname: string;
  /** What is taken for the type, as in member-type.ts. */
  readonly looks: string;
  /** All hold of a text only if its cast to the type does not raise. */
  readonly is: readonly string[];
  /** A value of the type as jsonb. */
  print(sql: string): string;
}

const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)';
const day = `(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|${leapYear}-02-29)`;
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const address4 = `(?:${octet}[.]){3}${octet}`;
const word = '[0-9a-f]{1,4}';
const address6 = [
  `(?:${word}:){7}${word}`,
  // Words are left out between n and 7 - n others.
  ...[1, 2, 3, 4, 5, 6].map((before) => `(?:${word}:){${before}}(?::${word}){1,${7 - before}}`),
  `(?:${word}:){1,7}:`,
  `:(?::${word}){1,7}`,
  '::',
  `(?:${word}:){6}${address4}`,
  `::(?:ffff:(?:0{1,4}:)?)?${address4}`,
].join('|');

const asJson = (sql: string): string => `pg_catalog.to_jsonb(${sql})`;

const shapes: readonly Shape[] = [
  { typname: 'date', looks: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', is: [`^${day}$`], print: asJson },
  {
    typname: 'timestamptz',
    looks:
      '(?i)^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})$',
    // The first and the last year could be another in UTC.
    is: [
      '^(?!000[01]|9999)',
      `(?i)^${day}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,6})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$`,
    ],
    // In UTC, as RFC 3339 has it, whatever the session's zone is.
    print: (sql) =>
      `pg_catalog.to_jsonb((pg_catalog.to_jsonb(pg_catalog.timezone(${text('UTC')}, ${sql})) OPERATOR(pg_catalog.#>>) CAST('{}' AS pg_catalog.text[])) OPERATOR(pg_catalog.||) ${text('Z')})`,
  },
  {
    typname: 'uuid',
    looks: '(?i)^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    is: ['(?i)^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$'],
    print: asJson,
  },
  {
    typname: 'inet',
    looks: '(?i)^(?:[0-9]{1,3}(?:[.][0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$',
    is: [`(?i)^(?:${address4}|${address6})$`],
    print: asJson,
  },
  {
    typname: 'numeric',
    looks: '^-?[0-9]+(?:[.][0-9]+)?$',
    // Far below what numeric holds.
    is: ['^-?[0-9]{1,200}(?:[.][0-9]{1,200})?$'],
    print: (sql) => asJson(`CAST(${sql} AS pg_catalog.text)`),
  },
];
