/**
 * LIKE as PostgreSQL has it: `%` is any text, `_` one character, a backslash takes the next one as it is. PostgreSQL docs,
 * "Pattern Matching".
 */
type PatternPart =
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'exactly'; readonly character: string };

/** PostgreSQL raises on a pattern that ends with a lone backslash, once a value gets that far. */
export const isLikePattern = (pattern: string): boolean => !/(?<!\\)(?:\\\\)*\\$/.test(pattern);

/** A test for one pattern; `isLikePattern` must hold. It takes no longer than text × pattern, whatever both are. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches([...text], parts);
}

function partsOf(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    if (!isEscaped && character === '\\') {
      isEscaped = true;
      continue;
    }
    if (!isEscaped && character === '%') parts.push({ kind: 'any' });
    else if (!isEscaped && character === '_') parts.push({ kind: 'one' });
    else parts.push({ kind: 'exactly', character });
    isEscaped = false;
  }
  return parts;
}

/** Goes on as far as it can; stuck, it gives the last `%` one more character. */
function matches(characters: readonly string[], parts: readonly PatternPart[]): boolean {
  let at = 0;
  let part = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted?.kind === 'any') {
      lastAny = part;
      resumeAt = at;
      part += 1;
    } else if (wanted?.kind === 'one' || (wanted?.kind === 'exactly' && wanted.character === characters[at])) {
      at += 1;
      part += 1;
    } else if (lastAny >= 0) {
      resumeAt += 1;
      at = resumeAt;
      part = lastAny + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every(({ kind }) => kind === 'any');
}
