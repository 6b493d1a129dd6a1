import { quoteIdentifier } from '../../sql/index.js';
import { refused } from '../refused.js';

/** Columns that are given as other types than their own, by name; null: as none. See rewrite/checked-columns.ts. */
export type CastColumns = ReadonlyMap<string, string | null>;

/**
 * The SQL of a column, with its name where it is cast.
 *
 * @throws GatewayError `refused` for one that can't be: a row or a range that holds a checked value.
 */
export function castColumn(sql: string, name: string, casts: CastColumns): string {
  const type = casts.get(name);
  if (type === undefined) return sql;
  if (type === null) throw heldWithin(name);
  return `CAST(${sql} AS ${type}) AS ${quoteIdentifier(name)}`;
}

/** The refusal of a column in whose values there are checked ones. */
export function heldWithin(name: string) {
  return refused(
    `column \`${name}\` holds values that are checked by a function which is not listed`,
    'an operator can list it under `functions`, or its extension under `extensions`',
  );
}
