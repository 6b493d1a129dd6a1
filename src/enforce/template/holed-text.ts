import type { TextLiteral } from '../../sql/index.js';

/** A text of the gateway's with holes in the place of literals. */
export interface CutText {
  /** One more than there are holes. */
  readonly pieces: readonly string[];
  /** Which literal stands in each hole; from the number of literals on, what is made of them. */
  readonly holes: readonly number[];
}

/** What stands in a hole that is not the literal itself, but made of it. */
export interface Derived {
  /** The literal, by index. */
  readonly from: number;
  make(literal: TextLiteral): string;
}

/** What is sent for all texts of a template that are planned alike. */
export interface HoledText extends CutText {
  readonly derived: readonly Derived[];
  /** The text with parameters in the place of all literals, where that gives the same answer. */
  readonly prepared: HoledAsParameters | null;
}

export interface HoledAsParameters {
  /** UTF-8. The first literal is `$1`. */
  readonly bytes: Buffer;
  /** Type OIDs, one for each literal. */
  readonly types: readonly number[];
  readonly returnsRows: boolean;
}

/** A text in pieces between its holes, each of which is `hole` and a number. */
export function cutAt(hole: string, text: string): CutText {
  const pieces: string[] = [];
  const holes: number[] = [];
  let from = 0;
  for (let at = text.indexOf(hole); at >= 0; at = text.indexOf(hole, from)) {
    const start = at + hole.length;
    let end = start;
    while (isDigit(text.charCodeAt(end))) end += 1;
    // The printer may put a name in double quotes.
    const quotes = text[at - 1] === '"' && text[end] === '"' ? 1 : 0;
    pieces.push(text.slice(from, at - quotes));
    holes.push(Number(text.slice(start, end)));
    from = end + quotes;
  }
  pieces.push(text.slice(from));
  return { pieces, holes };
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** What stands in a hole of a text with these literals. */
export function textInHole(hole: number, literals: readonly TextLiteral[], derived: readonly Derived[]): string {
  // Most are literals, and an index below zero is dear.
  if (hole < literals.length) return literals[hole]?.text ?? '';
  const made = derived[hole - literals.length];
  if (made === undefined) return '';
  const literal = literals[made.from];
  return literal === undefined ? '' : made.make(literal);
}

/** Puts parameters into the holes of a text. */
export function parameterized({ pieces, holes }: CutText): string {
  return pieces.map((piece, at) => (at < holes.length ? `${piece}$${(holes[at] ?? 0) + 1}` : piece)).join('');
}
