import fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { type TokenKind, Tokens } from '../../src/sql/tokens.js';

beforeAll(() => loadModule());

interface Found {
  readonly kind: TokenKind;
  readonly text: string;
}

function tokensOf(text: string): Found[] {
  const tokens = new Tokens(text);
  const found: Found[] = [];
  while (tokens.next()) found.push({ kind: tokens.kind, text: text.slice(tokens.start, tokens.end) });
  return found;
}

test.each<[string, Found[]]>([
  [
    "SELECT 'a''b'",
    [
      { kind: 'word', text: 'SELECT' },
      { kind: 'string', text: "'a''b'" },
    ],
  ],
  [
    "E'a\\'b' e'\\\\'",
    [
      { kind: 'string', text: "E'a\\'b'" },
      { kind: 'string', text: "e'\\\\'" },
    ],
  ],
  ["E'a' \n '\\'b'", [{ kind: 'string', text: "E'a' \n '\\'b'" }]],
  ["'a'\r'b'", [{ kind: 'string', text: "'a'\r'b'" }]],
  [
    "E'a' '\\'",
    [
      { kind: 'string', text: "E'a'" },
      { kind: 'string', text: "'\\'" },
    ],
  ],
  ["E'a''b'\n", [{ kind: 'string', text: "E'a''b'" }]],
  ["E'a", [{ kind: 'string', text: "E'a" }]],
  ["E'a\\", [{ kind: 'string', text: "E'a\\" }]],
  ["'a", [{ kind: 'string', text: "'a" }]],
  [
    "ae'\\'",
    [
      { kind: 'word', text: 'ae' },
      { kind: 'string', text: "'\\'" },
    ],
  ],
  [
    "\u3000e'\\'",
    [
      { kind: 'word', text: '\u3000e' },
      { kind: 'string', text: "'\\'" },
    ],
  ],
  ['"a""b"', [{ kind: 'name', text: '"a""b"' }]],
  [
    '$a$ $b$ $a$ $$x$$',
    [
      { kind: 'string', text: '$a$ $b$ $a$' },
      { kind: 'string', text: '$$x$$' },
    ],
  ],
  ['"a', [{ kind: 'name', text: '"a' }]],
  ['$a$ x', [{ kind: 'string', text: '$a$ x' }]],
  [
    'a$b$ $1 $a',
    [
      { kind: 'word', text: 'a$b$' },
      { kind: 'number', text: '$1' },
      { kind: 'mark', text: '$' },
      { kind: 'word', text: 'a' },
    ],
  ],
  ['-- x\r1', [{ kind: 'number', text: '1' }]],
  ['/* /* */ */1/**/', [{ kind: 'number', text: '1' }]],
  ['/*', []],
  [
    '1.5e3 0x1F',
    [
      { kind: 'number', text: '1.5e3' },
      { kind: 'number', text: '0x1F' },
    ],
  ],
  [
    "a+/*'*/-b",
    [
      { kind: 'word', text: 'a' },
      { kind: 'operator', text: '+' },
      { kind: 'operator', text: '-' },
      { kind: 'word', text: 'b' },
    ],
  ],
  [
    '@-- x\n=',
    [
      { kind: 'operator', text: '@' },
      { kind: 'operator', text: '=' },
    ],
  ],
  [
    'a::b[1]',
    ['a', ':', ':', 'b', '[', '1', ']'].map((text) => ({
      kind: /[a-z]/.test(text) ? 'word' : text === '1' ? 'number' : 'mark',
      text,
    })),
  ],
])('%j is stepped over token by token', (text, found) => {
  expect(tokensOf(text)).toEqual(found);
});

/** Where the strings and quoted names of a text end, and where its words stand, to PostgreSQL's own scanner. */
function landmarks(text: string): { readonly ends: number[]; readonly words: string[] } | null {
  let tokens: { start: number; end: number; text: string; tokenName: string }[];
  try {
    tokens = scanSync(text).tokens;
  } catch {
    return null;
  }
  const bytes = Buffer.from(text);
  const ends: number[] = [];
  const words: string[] = [];
  for (const { start, end, tokenName } of tokens) {
    if (tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT') continue;
    const token = bytes.subarray(start, end).toString();
    if (/.['"$]$/s.test(token) && !/^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/i.test(token)) {
      ends.push(bytes.subarray(0, end).toString().length);
    } else if (/^[a-z_\u0080-\uffff]/i.test(token)) words.push(token);
  }
  return { ends, words };
}

const fragment = fc.constantFrom(
  "'",
  "''",
  "e'",
  "E'",
  "n'",
  "u&'",
  'u&"',
  "b'1'",
  '"',
  '""',
  '\\',
  "\\'",
  '\\\\',
  '$$',
  '$a$',
  '$b$',
  '$1',
  '$',
  'a',
  'e',
  'ab',
  'É',
  '\u00a0',
  '\u3000',
  ' ',
  '\n',
  '\r',
  '\t',
  '\v',
  '--',
  '-- ',
  '/*',
  '*/',
  '/',
  '*',
  '+',
  '-',
  '<',
  '=',
  '@',
  '::',
  '.',
  '1',
  '1.',
  '.5',
  'é',
  '😀',
  '(',
  ')',
  ';',
  ',',
);

test('strings, names, comments and words end where they end for PostgreSQL', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 14 }), (fragments) => {
      const text = fragments.join('');
      const theirs = landmarks(text);
      // Bit strings, of which two may touch or go on in the next line, are one string and another one here, or none of either.
      if (theirs === null || /b'1'\s*'/.test(text)) return;
      // Numbers with more than one dot, or with one after the exponent, which no statement has.
      if (/[\d.]*\.\w*\.|\de\d+\./i.test(text)) return;
      compared += 1;
      const tokens = new Tokens(text);
      const ends: number[] = [];
      const words: string[] = [];
      while (tokens.next()) {
        const token = text.slice(tokens.start, tokens.end);
        if (tokens.kind === 'string' || tokens.kind === 'name') {
          ends.push(tokens.end);
          // `b'1'`, `u&'…'` and `n'…'` begin with a word here; to PostgreSQL the letter is the string's, or a keyword.
          if (/^[bxnu]$/i.test(words.at(-1) ?? '') && /[bxn]$|u&$/i.test(text.slice(0, tokens.start))) words.pop();
        } else if (tokens.kind === 'word') words.push(token);
      }
      expect(ends).toEqual(theirs.ends);
      expect(words).toEqual(theirs.words.filter((word) => !/^n$/i.test(word) || words.includes(word)));
    }),
    { numRuns: 20_000 },
  );
  expect(compared).toBeGreaterThan(2_000);
});
