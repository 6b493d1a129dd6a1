import { Tokens } from './tokens.js';

/** The names that a text writes, as PostgreSQL reads them: words in lower case, and what stands in double quotes. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const tokens = new Tokens(text);
  while (tokens.next()) {
    const token = text.slice(tokens.start, tokens.end);
    if (tokens.kind === 'word') names.add(token.toLowerCase());
    else if (tokens.kind === 'name') names.add(token.slice(1, -1).replaceAll('""', '"'));
  }
  return names;
}
