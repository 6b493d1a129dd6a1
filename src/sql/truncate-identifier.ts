/** NAMEDATALEN - 1: src/include/pg_config_manual.h. */
const identifierBytesMax = 63;

/** What PostgreSQL keeps of a name that is too long: whole characters. The same string where it is not. */
export function truncateIdentifier(name: string): string {
  let bytes = 0;
  let units = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > identifierBytesMax) return name.slice(0, units);
    units += character.length;
  }
  return name;
}
