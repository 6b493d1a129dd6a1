import type { JsonPath, JsonPathIssue, PathSegment, PathSelector } from './path.js';

const sourceLengthMax = 2_000;
const segmentsMax = 100;

/**
 * Reads a JSONPath query (RFC 9535), or says what would be right. Names, wildcards, indexes from 0 on and `..` are read;
 * filters, slices, negative indexes and functions need a document's later parts or a tree, and are issues.
 */
export function parseJsonPath(source: string): JsonPath | JsonPathIssue {
  if (!source.startsWith('$')) return { issue: 'a JSONPath starts with `$`' };
  return read(source, 1, source);
}

/**
 * Reads the path of a field within a record, as a data map writes it: `address.postcode`, `devices[*].ip`,
 * `"first.name"`, `['first.name']`, `*.ip`; `$` is the record itself. A name between dots may have any character but
 * `. [ ] " ' *`, which need quotes.
 */
export function parseFieldPath(source: string): JsonPath | JsonPathIssue {
  if (source === '') return { issue: 'a field has a path' };
  if (source.length > sourceLengthMax) return tooLong;
  if (source.startsWith('$')) return parseJsonPath(source);
  const segments: PathSegment[] = [];
  const reader = new PathReader(source, 0);
  for (let first = true; !reader.atEnd; first = false) {
    if (reader.peek() === '[') {
      const segment = reader.bracket(false);
      if ('issue' in segment) return segment;
      segments.push(segment);
    } else {
      const descendant = !first && reader.takes('..');
      if (!(first || descendant || reader.takes('.'))) return reader.unexpected();
      const segment = reader.fieldName(descendant);
      if ('issue' in segment) return segment;
      segments.push(segment);
    }
    if (segments.length > segmentsMax) return tooLong;
  }
  return { source, segments };
}

const tooLong: JsonPathIssue = {
  issue: `a path has at most ${sourceLengthMax} characters and ${segmentsMax} segments`,
};

function read(source: string, from: number, text: string): JsonPath | JsonPathIssue {
  if (text.length > sourceLengthMax) return tooLong;
  const reader = new PathReader(text, from);
  const segments: PathSegment[] = [];
  for (;;) {
    const mark = reader.at;
    reader.space();
    if (reader.atEnd) return mark === reader.at ? { source, segments } : { issue: 'white space behind the path' };
    const descendant = reader.takes('..');
    const segment =
      reader.peek() === '['
        ? reader.bracket(descendant)
        : descendant || reader.takes('.')
          ? reader.shorthand(descendant)
          : reader.unexpected();
    if ('issue' in segment) return segment;
    segments.push(segment);
    if (segments.length > segmentsMax) return tooLong;
  }
}

const nameFirst = /[A-Za-z_\u0080-\u{10ffff}]/u;
const nameRest = /[A-Za-z0-9_\u0080-\u{10ffff}]/u;
const loneSurrogate = /[\ud800-\udfff]/u;

class PathReader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  peek(): string {
    const point = this.#text.codePointAt(this.at);
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  takes(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  space(): void {
    while (/[ \t\n\r]/.test(this.peek())) this.at += 1;
  }

  unexpected(): JsonPathIssue {
    return this.atEnd ? { issue: 'the path ends too early' } : { issue: `not a path from character ${this.at + 1} on` };
  }

  shorthand(descendant: boolean): PathSegment | JsonPathIssue {
    if (this.takes('*')) return { descendant, selectors: [{ kind: 'wildcard' }] };
    let name = '';
    for (let next = this.peek(); (name === '' ? nameFirst : nameRest).test(next); next = this.peek()) {
      if (loneSurrogate.test(next)) break;
      name += next;
      this.at += next.length;
    }
    if (name === '') return this.unexpected();
    if (this.peek() === '(') return { issue: 'functions are not supported' };
    return { descendant, selectors: [{ kind: 'name', name }] };
  }

  fieldName(descendant: boolean): PathSegment | JsonPathIssue {
    if (this.peek() === '"' || this.peek() === "'") {
      const name = this.#quoted();
      return typeof name === 'string' ? { descendant, selectors: [{ kind: 'name', name }] } : name;
    }
    if (this.takes('*')) return { descendant, selectors: [{ kind: 'wildcard' }] };
    let name = '';
    for (let next = this.peek(); next !== '' && !/[.[\]"'*]/.test(next); next = this.peek()) {
      if (loneSurrogate.test(next)) break;
      name += next;
      this.at += next.length;
    }
    return name === '' ? this.unexpected() : { descendant, selectors: [{ kind: 'name', name }] };
  }

  bracket(descendant: boolean): PathSegment | JsonPathIssue {
    this.at += 1;
    const selectors: PathSelector[] = [];
    for (;;) {
      this.space();
      const selector = this.#selector();
      if ('issue' in selector) return selector;
      selectors.push(selector);
      this.space();
      if (this.takes(']')) return { descendant, selectors };
      if (this.peek() === ':') return { issue: 'slices are not supported: they may need the length of the array' };
      if (!this.takes(',')) return this.unexpected();
    }
  }

  #selector(): PathSelector | JsonPathIssue {
    const next = this.peek();
    if (next === '"' || next === "'") {
      const name = this.#quoted();
      return typeof name === 'string' ? { kind: 'name', name } : name;
    }
    if (this.takes('*')) return { kind: 'wildcard' };
    if (next === '?') return { issue: 'filters are not supported: they need the whole value before it is written' };
    if (next === ':') return { issue: 'slices are not supported: they may need the length of the array' };
    if (next === '-') return { issue: 'negative indexes are not supported: they need the length of the array' };
    const digits = /^(?:0|[1-9][0-9]*)(?![0-9])/.exec(this.#text.slice(this.at, this.at + 20))?.[0];
    if (digits === undefined) return this.unexpected();
    const index = Number(digits);
    if (!Number.isSafeInteger(index)) return { issue: 'an index is at most 2^53 - 1' };
    this.at += digits.length;
    return { kind: 'index', index };
  }

  /** A string literal of RFC 9535, section 2.3.1.1. */
  #quoted(): string | JsonPathIssue {
    const quote = this.peek();
    this.at += 1;
    let value = '';
    for (;;) {
      const next = this.peek();
      if (next === '') return { issue: 'a name is not closed' };
      if (next < ' ' || loneSurrogate.test(next)) return this.unexpected();
      this.at += next.length;
      if (next === quote) return value;
      if (next !== '\\') {
        value += next;
        continue;
      }
      const escaped = this.#escape(quote);
      if (typeof escaped !== 'string') return escaped;
      value += escaped;
    }
  }

  #escape(quote: string): string | JsonPathIssue {
    const kind = this.peek();
    const plain = kind === quote ? quote : escapes[kind];
    if (plain !== undefined) {
      this.at += 1;
      return plain;
    }
    const rest = this.#text.slice(this.at, this.at + 11);
    const unit =
      /^u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(rest) ??
      /^u((?![dD][89a-fA-F])[0-9a-fA-F]{4})/.exec(rest);
    if (unit === null) return this.unexpected();
    this.at += unit[0].length;
    return unit.slice(1).reduce((text, hex) => text + String.fromCharCode(Number.parseInt(hex, 16)), '');
  }
}

const escapes: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
});
