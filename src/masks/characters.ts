/** Text as PostgreSQL counts it in a UTF-8 database: a character is one Unicode code point. */

export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** As left(text, count), for a count of zero or more. */
export function firstCharacters(text: string, count: number): string {
  return text.slice(0, offsetOf(text, count));
}

/** As right(text, count), for a count of zero or more. */
export function lastCharacters(text: string, count: number): string {
  return text.slice(offsetOf(text, characterCount(text) - count));
}

/** The longest run of whole characters from the start that is no longer than `bytesMax` in UTF-8. */
export function firstBytes(text: string, bytesMax: number): string {
  let bytes = 0;
  let offset = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    offset += character.length;
  }
  return text.slice(0, offset);
}

/** Where, in UTF-16 units, the character after the first `count` starts. */
function offsetOf(text: string, count: number): number {
  let offset = 0;
  let seen = 0;
  for (const character of text) {
    if (seen >= count) break;
    offset += character.length;
    seen += 1;
  }
  return offset;
}
