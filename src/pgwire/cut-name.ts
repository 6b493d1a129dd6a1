/** How much of a name tells it apart: NAMEDATALEN of PostgreSQL's pg_config_manual.h, less one. */
export const NAME_BYTES_MAX = 63;

/** A name of a statement or portal, bytes as latin1, as far as a server tells such names apart: its hash tables see no more of it. */
export function cutName(name: string): string {
  return name.length > NAME_BYTES_MAX ? name.slice(0, NAME_BYTES_MAX) : name;
}
