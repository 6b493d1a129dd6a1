/** Rows of plain constants and parameters after the first VALUES of a text, as far as a scan tells. */
export interface ValueRows {
  /** The text with one row of each kind, and two at least, in the place of all of them. */
  readonly reduced: string;
  /** Where the rows are in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Where the rows that were kept end in the reduced text; they begin where all of them do. */
  readonly keptEnd: number;
  /** Where each value of the kept rows begins in the reduced text, row by row. */
  readonly places: readonly (readonly number[])[];
  readonly hasParameters: boolean;
}

/** Rows of different kinds stand for themselves: past this a text is not made shorter. */
const kindsMax = 32;

/** PostgreSQL takes 65,535 parameters (PostgreSQL docs, K); a text may have some more constants. */
const valuesMax = 70_000;

/**
 * Looks for `VALUES (…), (…), …` where each value is a constant as plain as those of a template (see template.ts), one with a
 * minus, NULL, DEFAULT, TRUE, FALSE or a parameter, with nothing but space between; it may have a cast (`$1::int8`) behind it, and stand
 * with that in parentheses, as pgJDBC's simple protocol writes (`('1'::int4)`). Rows are
 * of one kind when their values are, place by place: then one stands in a tree as the other does. `typeOf` says of what kind a parameter is.
 *
 * It is a guess where the rows are: whoever parses the reduced text must find its rows at the `places`.
 *
 * @returns null when there are none, or leaving rows out would not make the text shorter.
 */
export function findValueRows(text: string, typeOf: (parameter: number) => number): ValueRows | null {
  const found = /\bvalues\s*(?=\()/i.exec(text);
  if (found === null) return null;
  const start = found.index + found[0].length;
  const scan = new RowScan(text, start, typeOf);
  const kept = new Map<string, Row>();
  let second: Row | null = null;
  let count = 0;
  for (let row = scan.row(); row !== null; row = scan.nextRow()) {
    count += 1;
    if (count === 2) second = row;
    if (kept.has(row.kind)) continue;
    if (kept.size >= kindsMax) return null;
    kept.set(row.kind, row);
  }
  if (scan.isBroken || second === null || count <= kept.size || count <= 2) return null;
  const rows = kept.size === 1 ? [...kept.values(), second] : [...kept.values()];
  const end = scan.end;
  const rest = [text.slice(0, start), text.slice(end)];
  // What a parameter is elsewhere may decide what it is here.
  const hasParameters = scan.parameters.size > 0;
  if (hasParameters && rest.some((part) => part.includes('$'))) return null;
  let at = start;
  const places: (readonly number[])[] = [];
  for (const row of rows) {
    const shift = at - row.start;
    places.push(row.places.map((place) => place + shift));
    at += row.end - row.start + 2;
  }
  const list = rows.map((row) => text.slice(row.start, row.end)).join(', ');
  return { reduced: `${rest[0]}${list}${rest[1]}`, start, end, keptEnd: start + list.length, places, hasParameters };
}

interface Row {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly places: readonly number[];
}

class RowScan {
  readonly #text: string;
  readonly #typeOf: (parameter: number) => number;
  #at: number;
  #values = 0;
  /** The first one from here on, as far as it has been looked for; none is beyond every text. */
  #backslash = -1;
  /** After the last row. */
  end: number;
  isBroken = false;
  readonly parameters = new Set<number>();

  constructor(text: string, start: number, typeOf: (parameter: number) => number) {
    this.#text = text;
    this.#at = start;
    this.end = start;
    this.#typeOf = typeOf;
  }

  /** The row after a comma; null where there is none. */
  nextRow(): Row | null {
    this.#at = this.#skipSpace(this.end);
    if (this.isBroken || this.#text.charCodeAt(this.#at) !== comma) return null;
    this.#at = this.#skipSpace(this.#at + 1);
    return this.row();
  }

  /** The row that begins here; null when something else does, or a value in it is not plain. */
  row(): Row | null {
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== open) return this.#broken();
    const places: number[] = [];
    let kind = '';
    for (;;) {
      this.#at = this.#skipSpace(this.#at + 1);
      const isEnclosed = this.#text.charCodeAt(this.#at) === open;
      if (isEnclosed) this.#at = this.#skipSpace(this.#at + 1);
      places.push(this.#at);
      const value = this.#value();
      this.#values += 1;
      if (value === null || this.#values > valuesMax) return this.#broken();
      kind += value + this.#cast();
      this.#at = this.#skipSpace(this.#at);
      if (isEnclosed) {
        if (this.#text.charCodeAt(this.#at) !== close) return this.#broken();
        this.#at = this.#skipSpace(this.#at + 1);
      }
      const mark = this.#text.charCodeAt(this.#at);
      if (mark === comma) continue;
      if (mark !== close) return this.#broken();
      this.end = this.#at + 1;
      return { kind, start, end: this.end, places };
    }
  }

  #broken(): null {
    this.isBroken = true;
    return null;
  }

  /** What kind of value stands here, and steps over it; null when it is none of the plain ones. */
  #value(): string | null {
    const code = this.#text.charCodeAt(this.#at);
    if (code === quote) return this.#string();
    if (isDigit(code)) return this.#number(false);
    if (code === minus && isDigit(this.#text.charCodeAt(this.#at + 1))) {
      this.#at += 1;
      return this.#number(true);
    }
    return code === dollar ? this.#parameter() : this.#word();
  }

  #string(): string | null {
    let at = this.#at + 1;
    for (;;) {
      at = this.#text.indexOf("'", at);
      if (at < 0) return null;
      if (this.#text.charCodeAt(at + 1) !== quote) break;
      at += 2;
    }
    if (this.#backslash < this.#at) this.#backslash = this.#text.indexOf('\\', this.#at) >>> 0;
    this.#at = at + 1;
    return this.#backslash < at ? null : 's';
  }

  #number(isNegative: boolean): string | null {
    const from = this.#at;
    const whole = this.#endOfDigits(from);
    if (whole - from > 1 && this.#text.charCodeAt(from) === zero) return null;
    const hasPoint = this.#text.charCodeAt(whole) === point;
    const to = hasPoint ? this.#endOfDigits(whole + 1) : whole;
    if (hasPoint && to === whole + 1) return null;
    this.#at = to;
    const written = this.#text.slice(from, to);
    // Zero keeps its sign in some ways of writing.
    if (isNegative) return hasPoint || to - from > 9 || written === '0' ? null : 'I';
    return !hasPoint && (to - from < 10 || Number(written) <= integerMax) ? 'i' : 'd';
  }

  #parameter(): string | null {
    const from = this.#at + 1;
    const to = this.#endOfDigits(from);
    if (to === from || to - from > 5) return null;
    this.#at = to;
    const parameter = Number(this.#text.slice(from, to));
    // One that stands twice may be of another kind in each place.
    if (this.parameters.has(parameter)) return null;
    this.parameters.add(parameter);
    return `$${this.#typeOf(parameter)} `;
  }

  /** The cast that stands here, as it is written; it is for who parses it to say that it is one. */
  #cast(): string {
    castPattern.lastIndex = this.#at;
    const [cast] = castPattern.exec(this.#text) ?? [''];
    this.#at += cast.length;
    return cast;
  }

  #word(): string | null {
    const from = this.#at;
    let to = from;
    while (isLetter(this.#text.charCodeAt(to)) && to - from < 8) to += 1;
    this.#at = to;
    return words[this.#text.slice(from, to).toLowerCase()] ?? null;
  }

  #endOfDigits(from: number): number {
    let at = from;
    while (isDigit(this.#text.charCodeAt(at))) at += 1;
    return at;
  }

  #skipSpace(from: number): number {
    let at = from;
    for (let code = this.#text.charCodeAt(at); code === 0x20 || (code >= 9 && code <= 13); ) {
      at += 1;
      code = this.#text.charCodeAt(at);
    }
    return at;
  }
}

/** `::double precision`, `::varchar(50)`, `::pg_catalog.text[]`: words, and what may stand between them. */
const castPattern = /::[a-z][a-z0-9_. ]*(?:\(\d+\))?(?:\[\])?/iy;

const words: Readonly<Record<string, string>> = { null: 'n', default: 'x', true: 't', false: 'f' };

const integerMax = 0x7fff_ffff;
const open = 0x28;
const close = 0x29;
const comma = 0x2c;
const quote = 0x27;
const minus = 0x2d;
const dollar = 0x24;
const point = 0x2e;
const zero = 0x30;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
