import { firstOfKinds } from './first-of-kinds.js';
import { plainLiteral } from './template.js';
import { Tokens } from './tokens.js';

/** WHEN … THEN …, as far as a scan tells. */
export interface ValueArm {
  /** Where it begins in the reduced text, in UTF-16 units. */
  readonly start: number;
  /** Where its values begin in the reduced text, with their sign: what WHEN compares with, and what THEN gives unless that is none. */
  readonly values: readonly number[];
}

/** The arms of one CASE. */
export interface ValueArms {
  /** Where those that were kept stand in the reduced text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly kept: readonly ValueArm[];
  /** The parameters of those, as they stand in the text; none stands anywhere else. */
  readonly parameters: readonly string[];
  /** All of them, as they stand in the text. */
  readonly written: string;
}

export interface ManyArms {
  /** The text with one arm of each kind, and two at least, in the place of all of a CASE. */
  readonly reduced: string;
  readonly cases: readonly ValueArms[];
}

/** Shorter ones stay: their texts are kept in mind, and found again with other values. */
const armsMin = 100;

/** Arms of different kinds stand for themselves: past this a text is not made shorter. */
const kindsMax = 32;

/** `WHEN ("public"."customers"."id" = 1) THEN 'a'::varchar(60)`. */
const tokensMax = 32;

/** PostgreSQL docs, K. */
const parametersMax = 65_535;

/**
 * Looks for `CASE … WHEN … THEN … WHEN … THEN …` with a hundred arms or more that are alike but for their values, each a constant as plain
 * as those of a template (see template.ts), an integer with a minus before it, or a parameter that stands nowhere else: so mappers write
 * many rows in one UPDATE. Arms are of one kind when their tokens are the same, and their values of the same kind: then one stands in
 * a tree as the other does. `typeOf` says of what kind a parameter is.
 *
 * It is a guess where the arms are: whoever parses the reduced text must find the kept ones, and no others, at their places.
 *
 * @returns null when there are none.
 */
export function findValueArms(text: string, typeOf: (parameter: number) => number): ManyArms | null {
  if (!/\bcase\b/i.test(text)) return null;
  const found = new ArmScan(text, typeOf).cases();
  if (found.length === 0) return null;
  const cases: ValueArms[] = [];
  let reduced = '';
  let from = 0;
  for (const { arms, kept } of found) {
    const [first, last] = [arms[0], arms.at(-1)];
    if (first === undefined || last === undefined) continue;
    reduced += text.slice(from, first.start);
    const start = reduced.length;
    const places: ValueArm[] = [];
    for (const arm of kept) {
      if (places.length > 0) reduced += ' ';
      const shift = reduced.length - arm.start;
      places.push({ start: reduced.length, values: arm.values.map((value) => value + shift) });
      reduced += text.slice(arm.start, arm.end);
    }
    const parameters = kept.flatMap((arm) => arm.parameters.map((parameter) => `$${parameter}`));
    cases.push({ start, end: reduced.length, kept: places, parameters, written: text.slice(first.start, last.end) });
    from = last.end;
  }
  return { reduced: reduced + text.slice(from), cases };
}

interface FoundArm {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly values: readonly number[];
  readonly parameters: readonly number[];
}

interface FoundCase {
  readonly arms: readonly FoundArm[];
  /** The first of each kind, in their order, and two at least. */
  readonly kept: readonly FoundArm[];
}

class ArmScan {
  readonly #text: string;
  readonly #typeOf: (parameter: number) => number;
  readonly #tokens: Tokens;
  /** How often each parameter stands in the text, by its number; twice is as good as more. */
  readonly #parameters = new Uint8Array(parametersMax + 1);

  constructor(text: string, typeOf: (parameter: number) => number) {
    this.#text = text;
    this.#typeOf = typeOf;
    this.#tokens = new Tokens(text);
  }

  cases(): readonly FoundCase[] {
    const found: FoundCase[] = [];
    let isOn = this.#next();
    while (isOn) {
      if (this.#word() !== 'when') {
        isOn = this.#next();
        continue;
      }
      const arms: FoundArm[] = [];
      for (let arm = this.#arm(); arm !== null; arm = this.#word() === 'when' ? this.#arm() : null) arms.push(arm);
      const one = arms.length < armsMin ? null : caseOf(arms);
      if (one !== null) found.push(one);
      // What broke an arm is looked at anew.
      isOn = this.#tokens.start < this.#text.length;
      if (isOn && this.#word() !== 'when') isOn = this.#next();
    }
    return found.filter(({ arms }) =>
      arms.every(({ parameters }) => parameters.every((parameter) => this.#parameters[parameter] === 1)),
    );
  }

  /** From WHEN on, to the WHEN, ELSE or END behind it, at which the scan stands then. Null for what is no such arm. */
  #arm(): FoundArm | null {
    const { start } = this.#tokens;
    const values: number[] = [];
    const parameters: number[] = [];
    let kind = '';
    let end = this.#tokens.end;
    let depth = 0;
    for (let count = 0; count < tokensMax && this.#next(); count += 1) {
      const word = this.#word();
      if (depth === 0 && closing.has(word))
        return values.length === 0 ? null : { kind, start, end, values, parameters };
      if (word === 'case' || word === 'when') return null;
      const mark = this.#text.charCodeAt(this.#tokens.start);
      if (mark === open) depth += 1;
      else if (mark === close) depth -= 1;
      const token = this.#token();
      if (token === null) return null;
      if (token.isValue) values.push(token.start);
      if (token.parameter !== undefined) parameters.push(token.parameter);
      kind += `${token.kind} `;
      end = this.#tokens.end;
    }
    return null;
  }

  /** Null for a constant that is not a plain one. NUL stands in no other token. */
  #token(): FoundToken | null {
    const { kind, start, end } = this.#tokens;
    if (this.#isMinus()) return this.#negative(start);
    if (kind !== 'number' && kind !== 'string') return { kind: this.#text.slice(start, end), isValue: false, start };
    const parameter = this.#parameter();
    if (parameter !== null) {
      return { kind: `\0$${this.#typeOf(parameter)}`, isValue: true, start, parameter };
    }
    const literal = plainLiteral(this.#text, { kind, start, end });
    return literal === null ? null : { kind: `\0${literal.kind}`, isValue: true, start };
  }

  /** An integer with a minus right before it, to which the scan goes on; that it is no subtraction says who parses it. */
  #negative(start: number): FoundToken | null {
    const { end } = this.#tokens;
    if (!this.#next() || this.#tokens.start !== end || this.#tokens.kind !== 'number') return null;
    const literal = plainLiteral(this.#text, { kind: 'number', start: end, end: this.#tokens.end });
    return literal?.kind === 'integer' ? { kind: '\0-integer', isValue: true, start } : null;
  }

  #isMinus(): boolean {
    const { kind, start, end } = this.#tokens;
    return kind === 'operator' && end - start === 1 && this.#text.charCodeAt(start) === minus;
  }

  /** The number of the parameter at which the scan stands; null where that is none. */
  #parameter(): number | null {
    const { kind, start, end } = this.#tokens;
    if (kind !== 'number' || this.#text.charCodeAt(start) !== dollar) return null;
    return Number(this.#text.slice(start + 1, end));
  }

  #next(): boolean {
    if (!this.#tokens.next()) return false;
    const parameter = this.#parameter();
    if (parameter !== null) this.#parameters[parameter] = Math.min((this.#parameters[parameter] ?? 0) + 1, 2);
    return true;
  }

  #word(): string {
    const { kind, start, end } = this.#tokens;
    return kind === 'word' && end - start <= 4 ? this.#text.slice(start, end).toLowerCase() : '';
  }
}

interface FoundToken {
  readonly kind: string;
  readonly isValue: boolean;
  /** Of a value with its sign. */
  readonly start: number;
  readonly parameter?: number;
}

const closing: ReadonlySet<string> = new Set(['when', 'else', 'end']);
const open = 0x28;
const close = 0x29;
const dollar = 0x24;
const minus = 0x2d;

function caseOf(arms: readonly FoundArm[]): FoundCase | null {
  const kept = firstOfKinds(arms);
  return kept.length > kindsMax ? null : { arms, kept };
}
