import { firstOfKinds } from './first-of-kinds.js';
import { plainLiteral } from './template.js';
import { Tokens } from './tokens.js';

/** A list of plain constants or of parameters in the parentheses of IN, as far as a scan tells. */
export interface ValueList {
  /** All of its values, as they stand in the text, the commas between them too; without the parentheses around single ones. */
  readonly written: string;
  /** No value stood in parentheses: `written` is a part of the text. */
  readonly isVerbatim: boolean;
  /** How many there are. */
  readonly count: number;
  /** Of what its values are. */
  readonly holds: 'literals' | 'parameters';
  /** Where each of the kept values begins in the reduced text, in UTF-16 units. */
  readonly places: readonly number[];
  /** The kept values as they stand in the text, with their sign and without their casts. */
  readonly kept: readonly string[];
  /** The casts behind them, as they stand there: `::int8`, or nothing. */
  readonly casts: readonly string[];
}

export interface ValueLists {
  /** The text with one value of each kind, and two at least, in each of the long lists. */
  readonly reduced: string;
  readonly lists: readonly ValueList[];
}

/** Shorter ones stay: their texts are kept in mind, and found again with other values. */
const listMin = 1_000;

/** PostgreSQL docs, K. */
const parametersMax = 65_535;

/** Of all lists together: there may be some more constants than parameters. */
const valuesMax = 70_000;

/**
 * Looks for `IN (…, …, …)` of a thousand values or more, each a constant as plain as those of a template (see template.ts), or each a
 * parameter that stands nowhere else; they may have casts behind them, or an integer a minus before it, and stand in parentheses, as pgJDBC's simple protocol writes
 * (`('1'::int4)`). Values are of one kind when one can stand in a tree as the other does. `typeOf` says of what kind a parameter is.
 *
 * It is a guess where the lists are: whoever parses the reduced text must find the kept values at their `places`.
 *
 * @returns null when there are none.
 */
export function findValueLists(text: string, typeOf: (parameter: number) => number): ValueLists | null {
  if (!/\bin\s*\(/i.test(text)) return null;
  const scan = new ListScan(text, typeOf);
  const found = scan.lists();
  if (found.length === 0) return null;
  const lists: ValueList[] = [];
  let reduced = '';
  let from = 0;
  for (const { values, holds } of found) {
    const [first, last] = [values[0], values.at(-1)];
    if (first === undefined || last === undefined) continue;
    const kept = firstOfKinds(values);
    reduced += text.slice(from, first.from);
    const places: number[] = [];
    for (const { start, end } of kept) {
      if (places.length > 0) reduced += ', ';
      places.push(reduced.length);
      reduced += text.slice(start, end);
    }
    const isVerbatim = values.every(({ start, from }) => start === from);
    const written = isVerbatim
      ? text.slice(first.start, last.end)
      : values.map(({ start, end }) => text.slice(start, end)).join(', ');
    const bare = kept.map(({ start, bareEnd }) => text.slice(start, bareEnd));
    const casts = kept.map(({ bareEnd, end }) => text.slice(bareEnd, end));
    lists.push({ written, isVerbatim, count: values.length, holds, places, kept: bare, casts });
    from = last.to;
  }
  return { reduced: reduced + text.slice(from), lists };
}

interface ListedValue {
  readonly kind: string;
  readonly start: number;
  /** Without its cast. */
  readonly bareEnd: number;
  readonly end: number;
  /** With the parentheses around it, where there are some. */
  readonly from: number;
  readonly to: number;
}

/** A value without its cast. */
type BareValue = Pick<ListedValue, 'kind' | 'start' | 'bareEnd'>;

interface FoundList {
  readonly holds: ValueList['holds'];
  readonly values: readonly ListedValue[];
}

/** `::double precision`, `::pg_catalog.text[]`: that it is one, who parses it says. */
const castPattern = /^::[a-z][a-z0-9_. ]*(?:\[\])?$/i;
const castTokensMax = 12;

const negative = '-';

class ListScan {
  readonly #text: string;
  readonly #typeOf: (parameter: number) => number;
  readonly #tokens: Tokens;
  #values = 0;
  /** How often each parameter stands in the text, by its number; twice is as good as more. */
  readonly #parameters = new Uint8Array(parametersMax + 1);

  constructor(text: string, typeOf: (parameter: number) => number) {
    this.#text = text;
    this.#typeOf = typeOf;
    this.#tokens = new Tokens(text);
  }

  lists(): readonly FoundList[] {
    const found: FoundList[] = [];
    let isIn = false;
    let isOn = this.#next();
    while (isOn) {
      if (isIn && this.#mark() === '(') {
        const list = this.#list();
        if (this.#values > valuesMax) return [];
        if (list !== null) found.push(list);
        isIn = false;
        // What broke the list is looked at anew.
        isOn = this.#tokens.start < this.#text.length;
        if (list === null) continue;
      }
      isIn = this.#isIn();
      isOn = this.#next();
    }
    const stand = (numbers: readonly ListedValue[]) =>
      numbers.every(({ start, bareEnd }) => this.#parameters[this.#parameterAt(start, bareEnd)] === 1);
    return found.filter(({ holds, values }) => holds === 'literals' || stand(values));
  }

  /** From the parenthesis on; the scan stands at what ends the list. */
  #list(): FoundList | null {
    const values: ListedValue[] = [];
    let holds: FoundList['holds'] | null = null;
    while (this.#next()) {
      const value = this.#enclosed();
      if (value === null) return null;
      const held = value.kind.startsWith('$') ? 'parameters' : 'literals';
      holds ??= held;
      if (held !== holds) return null;
      this.#values += 1;
      if (this.#values > valuesMax) return null;
      values.push(value);
      const mark = this.#mark();
      if (mark === ')') return values.length < listMin ? null : { holds, values };
      if (mark !== ',') return null;
    }
    return null;
  }

  /** A value with its cast, in parentheses or not; the scan goes on to the mark behind it. */
  #enclosed(): ListedValue | null {
    const from = this.#tokens.start;
    const isEnclosed = this.#mark() === '(';
    if (isEnclosed && !this.#next()) return null;
    const value = this.#withCast();
    if (value === null || !isEnclosed) return value;
    const to = this.#tokens.end;
    return this.#mark() === ')' && this.#next() ? { ...value, from, to } : null;
  }

  #withCast(): ListedValue | null {
    const value = this.#signed();
    if (value === null || !this.#next()) return null;
    const cast = this.#castBehind(value.bareEnd);
    // `-1::int8` is what is taken from nothing after the cast: no constant.
    if (cast === null || (cast !== '' && value.kind.startsWith(negative))) return null;
    const { start, bareEnd } = value;
    const end = bareEnd + cast.length;
    // Field by field: it is done for each of tens of thousands.
    return { kind: cast === '' ? value.kind : value.kind + cast, start, bareEnd, end, from: start, to: end };
  }

  /** A value, or an integer with a minus right before it. */
  #signed(): BareValue | null {
    const { kind, start, end } = this.#tokens;
    if (kind !== 'operator' || end - start !== 1 || this.#text[start] !== negative) return this.#value();
    if (!this.#next() || this.#tokens.start !== end || this.#tokens.kind !== 'number') return null;
    const value = this.#value();
    return value?.kind === 'integer' ? { ...value, kind: `${negative}integer`, start } : null;
  }

  #value(): BareValue | null {
    const { kind, start, end } = this.#tokens;
    if (kind !== 'number' && kind !== 'string') return null;
    if (kind === 'number' && this.#text[start] === '$') {
      const type = this.#typeOf(this.#parameterAt(start, end));
      return { kind: `$${type}`, start, bareEnd: end };
    }
    const literal = plainLiteral(this.#text, { kind, start, end });
    return literal === null ? null : { kind: literal.kind, start, bareEnd: end };
  }

  /** What stands between a value and the mark behind it, to which the scan goes on; null where that is no cast. */
  #castBehind(from: number): string | null {
    for (let tokens = 0; tokens < castTokensMax; tokens += 1) {
      const mark = this.#mark();
      if (mark === ',' || mark === ')') {
        if (tokens === 0) return '';
        const cast = this.#text.slice(from, this.#tokens.start).trimEnd();
        return castPattern.test(cast) ? cast : null;
      }
      if (!this.#next()) return null;
    }
    return null;
  }

  #next(): boolean {
    if (!this.#tokens.next()) return false;
    const { kind, start, end } = this.#tokens;
    if (kind === 'number' && this.#text[start] === '$') {
      const parameter = this.#parameterAt(start, end);
      this.#parameters[parameter] = Math.min((this.#parameters[parameter] ?? 0) + 1, 2);
    }
    return true;
  }

  #parameterAt(start: number, end: number): number {
    return Number(this.#text.slice(start + 1, end));
  }

  #mark(): string {
    return this.#tokens.kind === 'mark' ? this.#text.charAt(this.#tokens.start) : '';
  }

  #isIn(): boolean {
    const { kind, start, end } = this.#tokens;
    return kind === 'word' && end - start === 2 && this.#text.slice(start, end).toLowerCase() === 'in';
  }
}
