/** More words than these of a text are not looked through: it is taken to name what it is asked about. */
const wordsMax = 2_000;

/**
 * The words of a name or expression, in small letters: `filter[postalCode]` is filter, postal, code. Escapes within it are undone
 * first, as whoever reads it may do so once more than it was done already.
 */
export function wordsOf(text: string): readonly string[] {
  return unescaped(text)
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Escapes within escapes, so deep. */
const escapesMax = 4;

function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < escapesMax && /[\\%]/.test(plain); round += 1) {
    plain = plain.replace(/(?:\\u00|\\x|%)([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return plain;
}

/** What fields are called, by their words run together: `address.postal_code` is addresspostalcode, and postalcode. */
export function fieldSpellings(paths: readonly string[]): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const last = path.split(/[.[\]]+/).findLast((segment) => /[\p{L}\p{N}]/u.test(segment)) ?? '';
    for (const words of [wordsOf(path), wordsOf(last)]) if (words.length > 0) spellings.set(words.join(''), path);
  }
  return spellings;
}

/** The first field that some of the words, run together, are a name of; a name has at most `longest` words. */
export function namesOne(
  words: readonly string[],
  spellings: ReadonlyMap<string, string>,
  longest: number,
): string | null {
  if (spellings.size === 0) return null;
  if (words.length > wordsMax) return [...spellings.values()][0] ?? null;
  for (let from = 0; from < words.length; from += 1) {
    let joined = '';
    for (let at = from; at < Math.min(words.length, from + longest); at += 1) {
      joined += words[at];
      const path = spellings.get(joined);
      if (path !== undefined) return path;
    }
  }
  return null;
}
