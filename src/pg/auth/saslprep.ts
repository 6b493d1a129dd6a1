import * as tables from './stringprep-tables.js';

/** Membership in one table of RFC 3454: a sorted list of first and last code points. */
class CodePoints {
  readonly #first: number[] = [];
  readonly #last: number[] = [];

  constructor(packed: string) {
    let at = 0;
    for (const range of packed.split(' ')) {
      const [gap = '', more] = range.split('-');
      const first = at + Number.parseInt(gap, 36);
      at = more === undefined ? first : first + Number.parseInt(more, 36);
      this.#first.push(first);
      this.#last.push(at);
    }
  }

  has(codePoint: number): boolean {
    let low = 0;
    let high = this.#first.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (codePoint < (this.#first[middle] ?? 0)) high = middle - 1;
      else if (codePoint > (this.#last[middle] ?? 0)) low = middle + 1;
      else return true;
    }
    return false;
  }
}

const unassigned = new CodePoints(tables.unassigned);
const mappedToNothing = new CodePoints(tables.mappedToNothing);
const nonAsciiSpace = new CodePoints(tables.nonAsciiSpace);
const prohibited = new CodePoints(tables.prohibited);
const rightToLeft = new CodePoints(tables.rightToLeft);
const leftToRight = new CodePoints(tables.leftToRight);

/**
 * SASLprep (RFC 4013) of a password, as PostgreSQL does it: unassigned code points are not allowed.
 *
 * @returns null when the password can't be prepared, or nothing is left of it.
 */
export function saslprep(password: string): string | null {
  // Printable ASCII stays as it is: the common case, without a table.
  if (/^[\x20-\x7e]+$/.test(password)) return password;
  let mapped = '';
  for (const character of password) {
    const codePoint = character.codePointAt(0) ?? 0;
    // In PostgreSQL's order: ZERO WIDTH SPACE is in both tables, and becomes a space.
    if (nonAsciiSpace.has(codePoint)) mapped += ' ';
    else if (!mappedToNothing.has(codePoint)) mapped += character;
  }
  // PostgreSQL looks for what is not allowed before it normalizes, and not after as RFC 4013 has it; libpq does the same.
  const codePoints = Array.from(mapped, (character) => character.codePointAt(0) ?? 0);
  if (codePoints.length === 0) return null;
  if (codePoints.some((c) => prohibited.has(c) || unassigned.has(c))) return null;
  return fitsBidirectional(codePoints) ? mapped.normalize('NFKC') : null;
}

/** RFC 3454, section 6: right-to-left text holds nothing left-to-right, and starts and ends right-to-left. */
function fitsBidirectional(codePoints: readonly number[]): boolean {
  if (!codePoints.some((c) => rightToLeft.has(c))) return true;
  if (codePoints.some((c) => leftToRight.has(c))) return false;
  return rightToLeft.has(codePoints[0] ?? 0) && rightToLeft.has(codePoints.at(-1) ?? 0);
}
