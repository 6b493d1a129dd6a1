/** A string constant. Backslashes are written so that standard_conforming_strings, on or off, reads the same. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

/** Types and operators carry their schema, so that a search_path has nothing to bite on. */
export const cast = (expression: string, type: string): string => `CAST(${expression} AS pg_catalog.${type})`;

export const constant = (text: string, type: string): string => cast(literal(text), type);

export const operate = (left: string, operator: string, right: string): string =>
  `(${left} OPERATOR(pg_catalog.${operator}) ${right})`;

export const byBytes = (text: string): string => `(${text} COLLATE pg_catalog."C")`;
