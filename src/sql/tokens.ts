/** What a token is, as far as its first character and its end say. */
export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'operator' | 'mark';

/** Characters that PostgreSQL's scanner may read again; it takes some 5 ms to. A text that asks for more is not looked through. */
export const rescannedMax = 4_000_000;

/**
 * Steps over a text the way PostgreSQL's scanner does (PostgreSQL docs, 4.1; src/backend/parser/scan.l), with
 * standard_conforming_strings on: where a string, a quoted name or a comment ends is the same here and there. It does not
 * judge: what PostgreSQL's scanner would refuse is stepped over somehow. Linear in the text's length.
 */
export class Tokens {
  readonly #text: string;
  #kind: TokenKind = 'mark';
  #start = 0;
  #end = 0;
  #rescanned = 0;
  /** Where the last run of operator characters that was looked at ends. */
  #runEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get kind(): TokenKind {
    return this.#kind;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /**
   * Characters that PostgreSQL's scanner reads again so far: it takes the longest run of operator characters before it
   * looks for the comment or the shorter operator in it.
   */
  get rescanned(): number {
    return this.#rescanned;
  }

  /** Goes to the next token; false at the end of the text. */
  next(): boolean {
    const start = this.#skipSpace(this.#end);
    this.#start = start;
    if (start >= this.#text.length) {
      this.#end = start;
      return false;
    }
    this.#end = this.#endOfToken(this.#text.charCodeAt(start), start);
    return true;
  }

  #endOfToken(first: number, start: number): number {
    const text = this.#text;
    if (first === quote) return this.#token('string', endOfString(text, start + 1, false));
    if (first === doubleQuote) return this.#token('name', endOfName(text, start + 1));
    if (isEscapeString(text, first, start)) return this.#token('string', endOfString(text, start + 2, true));
    if (isWordStart(first)) return this.#token('word', endOfWord(text, start + 1));
    if (isDigit(first)) return this.#token('number', endOfNumber(text, start + 1));
    if (first === dollar) return this.#endOfDollar(start);
    if (isOperatorPart(first)) return this.#endOfOperator(start);
    return this.#token('mark', start + 1);
  }

  #token(kind: TokenKind, end: number): number {
    this.#kind = kind;
    return end;
  }

  /** A parameter (`$1`), a dollar-quoted string, or nothing that there is. */
  #endOfDollar(start: number): number {
    const text = this.#text;
    if (isDigit(text.charCodeAt(start + 1))) return this.#token('number', endOfDigits(text, start + 1));
    const tagEnd = isWordStart(text.charCodeAt(start + 1)) ? endOfTag(text, start + 2) : start + 1;
    if (text.charCodeAt(tagEnd) !== dollar) return this.#token('mark', start + 1);
    const close = text.indexOf(text.slice(start, tagEnd + 1), tagEnd + 1);
    return this.#token('string', close < 0 ? text.length : close + tagEnd + 1 - start);
  }

  /** An operator ends where a comment begins. */
  #endOfOperator(start: number): number {
    const text = this.#text;
    const runEnd = this.#endOfOperators(start);
    let end = start + 1;
    for (let code = text.charCodeAt(end); end < runEnd; end += 1) {
      const next = text.charCodeAt(end + 1);
      if (next === star ? code === slash : next === minus && code === minus) break;
      code = next;
    }
    // Each character may turn out to be an operator of its own, before which the whole run was read.
    this.#rescanned += (end - start) * (runEnd - start);
    return this.#token('operator', end);
  }

  #endOfOperators(from: number): number {
    if (from >= this.#runEnd) {
      let at = from;
      while (isOperatorPart(this.#text.charCodeAt(at))) at += 1;
      this.#runEnd = at;
    }
    return this.#runEnd;
  }

  #skipSpace(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (isSpace(code)) at += 1;
      else if (code === minus && text.charCodeAt(at + 1) === minus) at = endOfLine(text, at + 2);
      else if (code === slash && text.charCodeAt(at + 1) === star) at = this.#endOfComment(at);
      else return at;
    }
  }

  /** Comments nest; one that is not closed goes to the end. */
  #endOfComment(start: number): number {
    const text = this.#text;
    let depth = 0;
    let [opens, closes] = [start, start];
    for (let at = start; ; at += 2) {
      if (opens < at) opens = indexFrom(text, '/*', at);
      if (closes < at || at === start) closes = indexFrom(text, '*/', at);
      at = Math.min(opens, closes);
      if (at === Infinity) return text.length;
      if (at === closes) {
        depth -= 1;
        if (depth === 0) return at + 2;
        continue;
      }
      depth += 1;
      this.#rescanned += this.#endOfOperators(at) - at;
      if (this.#rescanned > rescannedMax) return text.length;
    }
  }
}

/** Infinity where it does not stand any more. */
function indexFrom(text: string, sought: string, from: number): number {
  const found = text.indexOf(sought, from);
  return found < 0 ? Infinity : found;
}

const quote = 0x27;
const doubleQuote = 0x22;
const backslash = 0x5c;
const dollar = 0x24;
const slash = 0x2f;
const star = 0x2a;
const minus = 0x2d;
const point = 0x2e;

/** What a character of ASCII can be; to PostgreSQL every character past it is a letter. */
const traits = new Uint8Array(128);
const spaceTrait = 1;
const digitTrait = 2;
const letterTrait = 4;
const operatorTrait = 8;
for (const code of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]) traits[code] = spaceTrait;
for (let code = 0x30; code <= 0x39; code += 1) traits[code] = digitTrait;
for (let code = 0x61; code <= 0x7a; code += 1) traits[code] = traits[code - 0x20] = letterTrait;
traits[0x5f] = letterTrait;
for (const character of '~!@#^&|`?+-*/%<>=') traits[character.charCodeAt(0)] = operatorTrait;

/** False past the end of a text, where a code is NaN. */
function has(code: number, trait: number): boolean {
  return code < 128 && ((traits[code] as number) & trait) !== 0;
}

/** Not what JavaScript calls white space. */
function isSpace(code: number): boolean {
  return has(code, spaceTrait);
}

function isDigit(code: number): boolean {
  return has(code, digitTrait);
}

function isWordStart(code: number): boolean {
  return code >= 128 || has(code, letterTrait);
}

function isTagPart(code: number): boolean {
  return code >= 128 || has(code, letterTrait | digitTrait);
}

function isOperatorPart(code: number): boolean {
  return has(code, operatorTrait);
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfTag(text: string, from: number): number {
  let at = from;
  while (isTagPart(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); isTagPart(code) || code === dollar; code = text.charCodeAt(at)) at += 1;
  return at;
}

/** Also of what is no number: `1x` and `1..2`. */
function endOfNumber(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); isTagPart(code) || code === point; code = text.charCodeAt(at)) at += 1;
  return at;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 0x0a && text.charCodeAt(at) !== 0x0d) at += 1;
  return at;
}

function endOfSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** A doubled mark is one inside. */
function endOfName(text: string, from: number): number {
  for (let at = from; ; ) {
    const close = text.indexOf('"', at);
    if (close < 0) return text.length;
    if (text.charCodeAt(close + 1) !== doubleQuote) return close + 1;
    at = close + 2;
  }
}

function isEscapeString(text: string, first: number, start: number): boolean {
  return (first | 0x20) === 0x65 && text.charCodeAt(start + 1) === quote;
}

/** The parts of a string on following lines belong to it, and have backslashes when it has. */
function endOfString(text: string, from: number, hasBackslashes: boolean): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === backslash && hasBackslashes) at += 2;
    else if (code !== quote) at = hasBackslashes ? at + 1 : nextQuote(text, at);
    else if (text.charCodeAt(at + 1) === quote) at += 2;
    else {
      const continued = startOfContinuation(text, at + 1);
      if (continued === null) return at + 1;
      at = continued;
    }
  }
  return text.length;
}

/** Its place; the end of the text when there is none. */
function nextQuote(text: string, from: number): number {
  const at = text.indexOf("'", from);
  return at < 0 ? text.length : at;
}

/**
 * After white space with a line break in it, a quote goes on with the string before. To PostgreSQL comments are white space
 * there too; our parser was altered to end the string, and then finds no statement in which another one may follow.
 */
function startOfContinuation(text: string, from: number): number | null {
  const at = endOfSpace(text, from);
  if (text.charCodeAt(at) !== quote) return null;
  return /[\n\r]/.test(text.slice(from, at)) ? at + 1 : null;
}
