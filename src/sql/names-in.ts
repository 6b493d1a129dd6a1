import { Tokens } from './tokens.js';
import { truncateIdentifier } from './truncate-identifier.js';

/**
 * The names that a text writes, as PostgreSQL reads them: words in lower case, and what stands in double quotes. One that is too long stands
 * there whole, and as far as it is kept.
 */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const tokens = new Tokens(text);
  while (tokens.next()) {
    const token = text.slice(tokens.start, tokens.end);
    const name =
      tokens.kind === 'word'
        ? token.toLowerCase()
        : tokens.kind === 'name'
          ? token.slice(1, -1).replaceAll('""', '"')
          : null;
    if (name !== null) names.add(name).add(truncateIdentifier(name));
  }
  return names;
}
