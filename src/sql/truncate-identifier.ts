/** NAMEDATALEN - 1: src/include/pg_config_manual.h. */
const identifierBytesMax = 63;

/** What PostgreSQL keeps of a name that is too long: whole characters. The same string where it is not. */
export function truncateIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= identifierBytesMax) return name;
  const bytes = Buffer.from(name, 'utf8');
  let end = identifierBytesMax;
  while (isWithinCharacter(bytes[end])) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** The second byte of a character, or a later one. */
function isWithinCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
