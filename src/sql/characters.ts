/** How many characters bytes of UTF-8 are, as PostgreSQL counts positions: all bytes of one but its first are 10xxxxxx. */
export function charactersIn(utf8: Buffer): number {
  let count = 0;
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += 1;
  return count;
}
