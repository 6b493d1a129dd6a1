import { copyBytes, fillBytes } from './ascii-bytes.js';
import { lastCharacters } from './characters.js';
import { type MaskKind, readOptions } from './mask-kind.js';
import { textMask } from './shaped-mask.js';
import { byBytes, call, concat, operate, textLiteral } from './sql-expression.js';

const AT = 0x40;
const ASTERISK = 0x2a;
const filled = '***';
/** `@` and the longest domain (RFC 1035, 2.3.4). */
const endLength = 254;
const domainAtEnd = '@[a-zA-Z0-9.-]+$';

/**
 * `ada@example.com` becomes `***@example.com`, whatever the length before the last `@`. What stands behind it is shown only
 * if it has the characters of a host name: a remark such as `reach me @ home, 555-1234` is masked whole.
 */
const emailMask = textMask({
  name: 'email',
  sql: (text) => {
    const end = call('right', text, `${endLength}`);
    const length = call('strpos', byBytes(call('reverse', end)), textLiteral('@'));
    return (
      `CASE WHEN ${operate(byBytes(end), '~', textLiteral(domainAtEnd))} ` +
      `THEN ${concat(textLiteral(filled), call('right', end, length))} ` +
      `WHEN ${text} IS NOT NULL THEN ${textLiteral(filled)} END`
    );
  },
  apply: (text) => filled + (new RegExp(domainAtEnd).exec(lastCharacters(text, endLength))?.[0] ?? ''),
  applyAscii: (bytes, start, end, into, at) => {
    const domain = fillBytes(into, at, filled.length, ASTERISK);
    const least = Math.max(start, end - endLength);
    let from = end - 1;
    while (from >= least && isHostByte(bytes[from] as number)) from -= 1;
    const shows = from >= least && from < end - 1 && bytes[from] === AT;
    return shows ? copyBytes(bytes, from, end, into, domain) : domain;
  },
});

function isHostByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e;
}

export const emailKind: MaskKind = {
  name: 'email',
  summary: 'the domain of an address',
  fit: (options) => {
    const { keep = 'domain' } = readOptions(options, ['keep']) ?? { keep: null };
    return keep === 'domain' ? emailMask : { issue: 'mask `email` takes { keep: domain }' };
  },
};
