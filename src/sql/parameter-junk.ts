import type { ParserComplaint } from './parser-instance.js';
import { Tokens } from './tokens.js';

const junk = /\$\d+[a-z_\u0080-\uffff]/i;

/**
 * What PostgreSQL says of `$1x`. Our parser's scanner was altered to read it as `$1 x`, and PostgreSQL reads no statement
 * that way. Null when there is no such thing in the text.
 */
export function findParameterJunk(text: string): ParserComplaint | null {
  if (!junk.test(text)) return null;
  const tokens = new Tokens(text);
  let parameterEnd = -1;
  let parameterStart = -1;
  while (tokens.next()) {
    if (tokens.kind === 'word' && tokens.start === parameterEnd) {
      const near = text.slice(parameterStart, tokens.end);
      return {
        message: `trailing junk after parameter at or near "${near}"`,
        functionName: 'scanner_yyerror',
        position: Array.from(text.slice(0, parameterStart)).length + 1,
      };
    }
    const isParameter = tokens.kind === 'number' && text.charAt(tokens.start) === '$';
    parameterEnd = isParameter ? tokens.end : -1;
    parameterStart = tokens.start;
  }
  return null;
}
