/** Text as the collation "C" of a UTF-8 database has it. */

/** Below zero, zero or above. UTF-8 keeps the order of code points; JavaScript's own `<` compares UTF-16 units. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const both = Math.min(left.length, right.length);
  let at = 0;
  while (at < both && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  const [first, second] = [left.charCodeAt(at), right.charCodeAt(at)];
  // Below the surrogates both orders are one. With a half of a pair at the place, or the text at its end, bytes decide.
  if (first < firstSurrogate && second < firstSurrogate) return first - second;
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

const firstSurrogate = 0xd800;

/** lower() under "C": ASCII letters only. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** upper() under "C". */
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
