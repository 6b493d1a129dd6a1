/**
 * How the SQL twins are written: every function, operator, type and collation carries its schema, so that a search_path
 * has nothing to bite on. CASE is always the searched form: `CASE x WHEN y` would look up `=` in the search_path, as would
 * IN, BETWEEN, LIKE, NULLIF and IS DISTINCT FROM.
 */

/** A string constant. Backslashes are written so that standard_conforming_strings, on or off, reads the same. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

/** True when PostgreSQL can hold the text: no NUL, no lone surrogate. */
export function isStorableText(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

export const cast = (expression: string, type: string): string => `CAST(${expression} AS ${type})`;

export const textLiteral = (text: string): string => cast(literal(text), 'pg_catalog.text');

export const call = (name: string, ...args: readonly string[]): string => `pg_catalog.${name}(${args.join(', ')})`;

export const operate = (left: string, operator: string, right: string): string =>
  `(${left} OPERATOR(pg_catalog.${operator}) ${right})`;

/** Compared by bytes. Only for expressions whose result is no text: an explicit collation would travel up with a text. */
export const byBytes = (text: string): string => `(${text} COLLATE pg_catalog."C")`;

/** Several texts in a row. */
export const concat = (...texts: readonly string[]): string =>
  texts.reduce((left, right) => operate(left, '||', right));
