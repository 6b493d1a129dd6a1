/** Text as the collation "C" of a UTF-8 database has it. */

/** Below zero, zero or above. UTF-8 keeps the order of code points; JavaScript's own `<` compares UTF-16 units. */
export function compareBytes(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

/** lower() under "C": ASCII letters only. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** upper() under "C". */
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
