import { invariant } from '../../base/index.js';
import type { QueryRow } from '../upstream/index.js';

/** Typed reading of the text values of catalog rows. A column that is missing is a fault of our own statements. */

export function text(row: QueryRow, column: string): string {
  const value = row[column];
  invariant(typeof value === 'string', `catalog column \`${column}\` is null or missing`);
  return value;
}

export function optionalText(row: QueryRow, column: string): string | null {
  const value = row[column];
  invariant(value !== undefined, `catalog column \`${column}\` is missing`);
  return value;
}

export function number(row: QueryRow, column: string): number {
  const value = Number(text(row, column));
  invariant(Number.isInteger(value), `catalog column \`${column}\` is no integer`);
  return value;
}

export function flag(row: QueryRow, column: string): boolean {
  return text(row, column) === 't';
}

/** int2vector and oidvector: numbers with spaces between. NULL is empty. */
export function numbers(row: QueryRow, column: string): readonly number[] {
  const value = optionalText(row, column);
  return value === null || value === '' ? [] : value.split(' ').map(Number);
}

/** One of PostgreSQL's one-letter codes. A letter that a later version brings is a fault, and the load fails. */
export function letter<L extends string>(row: QueryRow, column: string, letters: readonly L[]): L {
  const value = text(row, column);
  const found = letters.find((one) => one === value);
  invariant(found !== undefined, `catalog column \`${column}\` has a letter that is not known`);
  return found;
}

/** A JSON array of strings, or null. */
export function strings(row: QueryRow, column: string): readonly string[] | null {
  const value = optionalText(row, column);
  return value === null ? null : (JSON.parse(value) as readonly string[]);
}
