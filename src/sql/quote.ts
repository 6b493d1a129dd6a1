/** An identifier in double quotes: always quoted, so that no keyword and no letter case can change its meaning. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string constant, the same whether standard_conforming_strings is on or off. The text must not hold NUL, which
 * PostgreSQL has no place for.
 */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

export function quoteRelation(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}
