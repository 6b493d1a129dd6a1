/** A word of a console statement. `quoted` ones are names or values, never commands. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Longer is no console statement. */
export const STATEMENT_CHARACTERS_MAX = 1024;

const token =
  /\s+|--[^\n]*|([A-Za-z_\u0080-\uffff][\w$.\u0080-\uffff-]*|-?\d[\w.]*)|"((?:[^"\0]|"")+)"|'((?:[^'\\\0]|'')*)'|(=)|(;)/y;

/**
 * The words of one statement; `=` is a word of its own, and one semicolon may end it. Empty for nothing but space. Null for
 * whatever else: another kind of token, or something behind the semicolon.
 */
export function wordsOf(statement: string): readonly Word[] | null {
  if (statement.length > STATEMENT_CHARACTERS_MAX) return null;
  const words: Word[] = [];
  let ended = false;
  token.lastIndex = 0;
  while (token.lastIndex < statement.length) {
    const match = token.exec(statement);
    if (match === null) return null;
    const [, plain, name, value, equals, semicolon] = match;
    const found = plain ?? name ?? value ?? equals;
    if (semicolon !== undefined) ended = true;
    else if (found !== undefined) {
      if (ended) return null;
      const text = name?.replaceAll('""', '"') ?? value?.replaceAll("''", "'") ?? found;
      words.push({ text, quoted: name !== undefined || value !== undefined });
    }
  }
  return words;
}
