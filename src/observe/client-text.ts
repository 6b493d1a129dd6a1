/** Characters, not bytes: PostgreSQL's identifiers have at most 63 bytes (NAMEDATALEN). */
const CLIENT_TEXT_MAX = 63;

/**
 * Text that a client chose (user, database, application_name), fit for a log line: at most 63 characters, and whatever
 * is not a letter, mark, number, punctuation, symbol or space becomes `?`. So no line break, escape sequence or change of
 * writing direction can forge a line or hide one.
 */
export function clientText(text: string): string {
  // Cut first: a startup packet has up to 10 kB. Twice the length leaves room for surrogate pairs.
  const characters = [...text.slice(0, 2 * CLIENT_TEXT_MAX + 2)];
  const shown = characters
    .slice(0, CLIENT_TEXT_MAX)
    .join('')
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
  return characters.length > CLIENT_TEXT_MAX ? `${shown}…` : shown;
}
