/** Characters before a quote that may tell what stands in it. */
const beforeMax = 16;

/**
 * A message of PostgreSQL's as it is where `isShown` takes all that stands in double quotes in it, given that and the word in front of
 * it, with the space (`relation `). Else it goes, from the first quote to the last.
 *
 * PostgreSQL puts values between quotes as they are: `invalid input syntax for type integer: "say "when""`. Where one begins and ends,
 * nothing tells. A value that begins and ends with such names, in quotes of its own, is taken for PostgreSQL's words. In time
 * that is linear in the message's length, which a client's own values make up.
 */
export function hideQuoted(message: string, isShown: (quoted: string, word: string) => boolean): string {
  const first = message.indexOf('"');
  for (let open = first; open >= 0; ) {
    const close = message.indexOf('"', open + 1);
    if (close < 0) return `${message.slice(0, first)}"[hidden]"`;
    const isName =
      standsAlone(message, open, close) && isShown(message.slice(open + 1, close), wordBefore(message, open));
    if (!isName) return `${message.slice(0, first)}"[hidden]${message.slice(message.lastIndexOf('"'))}`;
    open = message.indexOf('"', close + 1);
  }
  return message;
}

/** A quote within a value may stand in the middle of a word; those around PostgreSQL's names do not. */
function standsAlone(message: string, open: number, close: number): boolean {
  const isBegun = open === 0 || ' (\n'.includes(message.charAt(open - 1));
  return isBegun && (close === message.length - 1 || ' ,.:;)\n'.includes(message.charAt(close + 1)));
}

function wordBefore(message: string, open: number): string {
  const [word = ''] = /\w* ?$/.exec(message.slice(Math.max(0, open - beforeMax), open)) ?? [];
  return word;
}
