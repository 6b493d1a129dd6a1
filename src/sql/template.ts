import { Tokens } from './tokens.js';

/** A constant that is written in the plainest of ways. */
export interface TextLiteral {
  /** How PostgreSQL's scanner takes it: `integer` fits in 31 bits, `decimal` is any other number. */
  readonly kind: 'integer' | 'decimal' | 'string';
  /** As it stands in the text. */
  readonly text: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
}

/** A text without its plain literals. */
export interface TextTemplate {
  /** The text with marks in the place of its literals; two texts with the same key differ in the values of literals only. */
  readonly key: string;
  /** In the order of the text. */
  readonly literals: readonly TextLiteral[];
}

/**
 * Takes the literals out of a text that can be taken out without a look at the grammar: whatever other literal of the same
 * kind stands there, PostgreSQL's scanner (src/backend/parser/scan.l, standard_conforming_strings on) finds the same tokens
 * around it. Those are decimal digits with at most one point between them, and strings in single quotes, without a backslash
 * and in one piece. What is written in another way (E'', B'', X'', U&'', dollar quotes, 1e5, 0x1F, 1_000, .5) stays in the key.
 *
 * @returns null for a text that has no such literal, or is too long to be let through. The text holds no NUL.
 */
export function readTemplate(text: string): TextTemplate | null {
  const tokens = new Tokens(text);
  const literals: TextLiteral[] = [];
  let key = '';
  let from = 0;
  for (let count = 0; tokens.next(); count += 1) {
    if (count > tokensMax) return null;
    const { kind, start } = tokens;
    if (kind !== 'number' && kind !== 'string') continue;
    const literal = plainLiteral(text, { kind, start, end: tokens.end });
    if (literal === null) continue;
    literals.push(literal);
    key += text.slice(from, start) + marks[literal.kind];
    from = tokens.end;
  }
  if (literals.length === 0) return null;
  return { key: key + text.slice(from), literals };
}

/** Twice the highest `statement_tokens`, of which a comma takes half: a text of more is refused, and need not be looked at whole. */
const tokensMax = 130_000;

/** The literal that a token of a text is; null when it is written in another way than the plainest. */
export function plainLiteral(
  text: string,
  { kind, start, end }: { readonly kind: 'number' | 'string'; readonly start: number; readonly end: number },
): TextLiteral | null {
  return kind === 'number' ? plainNumber(text, start, end) : plainString(text, start, end);
}

/** NUL stands in no text that is a statement. */
const marks: Readonly<Record<TextLiteral['kind'], string>> = { integer: '\0i', decimal: '\0d', string: '\0s' };

const integerMax = 0x7fff_ffff;

/** Zero keeps its sign in some ways of writing, and not in others: after a minus it is not plain. */
function plainNumber(text: string, start: number, end: number): TextLiteral | null {
  if (text.charCodeAt(start - 1) === point) return null;
  const whole = endOfDigits(text, start);
  if (whole - start > 1 && text.charCodeAt(start) === zero) return null;
  if (whole < end && (text.charCodeAt(whole) !== point || whole + 1 === end || endOfDigits(text, whole + 1) < end)) {
    return null;
  }
  const written = text.slice(start, end);
  if (whole === end && (end - start < 10 || Number(written) <= integerMax)) {
    return written === '0' && followsMinus(text, start) ? null : { kind: 'integer', text: written, start };
  }
  return whole === start || followsMinus(text, start) ? null : { kind: 'decimal', text: written, start };
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= zero && code <= nine; code = text.charCodeAt(at)) at += 1;
  return at;
}

function followsMinus(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && text.charCodeAt(at) <= space) at -= 1;
  // The end of a comment may hide a minus before it.
  return text.charCodeAt(at) === minus || text.charCodeAt(at) === slash;
}

/** What touches the quote before it belongs to it: `B'1'`, `U&'a'`, `x'1F'`. */
function plainString(text: string, start: number, end: number): TextLiteral | null {
  const before = text.charCodeAt(start - 1);
  if (start > 0 && !(before <= space || plainlyBefore.has(before))) return null;
  const written = text.slice(start, end);
  return /^'(?:[^'\\]|'')*'$/.test(written) ? { kind: 'string', text: written, start } : null;
}

const space = 0x20;
const zero = 0x30;
const nine = 0x39;
const minus = 0x2d;
const slash = 0x2f;
const point = 0x2e;
const plainlyBefore = new Set(Array.from('(,=<>+-*/|[;:', (character) => character.charCodeAt(0)));
