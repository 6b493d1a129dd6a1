import { Tokens } from './tokens.js';

/**
 * The text with spaces in the place of comments, so that every character stays where it is; null when it has none. Our parser
 * stumbles over a comment within what PostgreSQL's scanner takes for one token (`NOT … IN`, `WITH … TIME`, parts of a string on
 * following lines).
 */
export function blankComments(text: string): string | null {
  if (!text.includes('--') && !text.includes('/*')) return null;
  const tokens = new Tokens(text);
  let blank = '';
  let end = 0;
  for (let more = true; more; end = tokens.end) {
    more = tokens.next();
    blank += blankGap(text.slice(end, tokens.start)) + text.slice(tokens.start, tokens.end);
  }
  return blank === text ? null : blank;
}

/** What stands between two tokens: white space, and comments. */
function blankGap(gap: string): string {
  if (!gap.includes('--') && !gap.includes('/*')) return gap;
  let blank = '';
  let depth = 0;
  let isLine = false;
  for (let at = 0; at < gap.length; at += 1) {
    const two = gap.slice(at, at + 2);
    if (isLine) isLine = gap[at] !== '\n' && gap[at] !== '\r';
    else if (depth === 0 && two === '--') isLine = true;
    if (!isLine && (two === '/*' || (depth > 0 && two === '*/'))) {
      depth += two === '/*' ? 1 : -1;
      blank += '  ';
      at += 1;
    } else blank += depth > 0 || isLine ? ' '.repeat(codePointsStarting(gap, at)) : gap[at];
  }
  return blank;
}

/** Places count characters, and one past the first plane is two units of JavaScript's. */
function codePointsStarting(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff && at > 0 ? 0 : 1;
}
