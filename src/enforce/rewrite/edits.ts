import { quoteIdentifier } from '../../sql/index.js';

/** A run of bytes of the client's text, and what takes its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The rewriting of names as edits of the client's own text. A statement that is changed nowhere else need not be printed
 * from its tree: the edited text is read again, and if it is the tree that was meant, it is sent. Comments and the client's
 * way of writing stay, and a position in it can be traced back.
 *
 * Edits are a guess at where tokens end. A wrong one does no harm: the text then reads as another tree, and the tree is
 * printed.
 */
export class Edits {
  readonly #text: Buffer;
  readonly #edits: Edit[] = [];
  #sayAll = true;

  /** `text` is the whole text that the tree's locations count in. */
  constructor(text: Buffer) {
    this.#text = text;
  }

  /** Puts `replacement` in the place of the name of a relation; `alias` is added where the client gave none. */
  relation(location: unknown, parts: number, replacement: string, alias: string | null): void {
    const end = typeof location === 'number' ? endOfName(this.#text, location, parts) : null;
    if (typeof location !== 'number' || end === null) return;
    const as = alias === null ? '' : ` AS ${quoteIdentifier(alias)}`;
    this.#edits.push({ start: location, end, text: `${replacement}${as}` });
  }

  /** Puts a qualification before a name. */
  qualify(location: unknown, schema: string): void {
    if (typeof location !== 'number') return;
    this.#edits.push({ start: location, end: location, text: `${quoteIdentifier(schema)}.` });
  }

  /** Puts a list of columns behind the name of a relation. */
  columns(location: unknown, names: readonly string[]): void {
    const end = typeof location === 'number' ? endOfQualified(this.#text, location) : null;
    if (end !== null) this.#edits.push({ start: end, end, text: ` (${names.map(quoteIdentifier).join(', ')})` });
  }

  /** Gives an output column that is a name the one that it has without AS. */
  outputName(location: unknown, name: string): void {
    const end = typeof location === 'number' ? endOfQualified(this.#text, location) : null;
    if (end !== null) this.#edits.push({ start: end, end, text: ` AS ${quoteIdentifier(name)}` });
  }

  /** Puts a name in the place of a parameter. */
  parameter(location: unknown, name: string): void {
    if (typeof location !== 'number' || this.#text[location] !== 0x24) return;
    this.#edits.push({ start: location, end: endOfWord(this.#text, location + 1), text: name });
  }

  /** The tree is changed where no edit says so: the text need not be tried. */
  fallShort(): void {
    this.#sayAll = false;
  }

  get sayAll(): boolean {
    return this.#sayAll;
  }

  /** The edits that fall within a statement, in their order. */
  within(start: number, end: number): readonly Edit[] {
    return this.#edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .sort((left, right) => left.start - right.start);
  }
}

/** Applies edits to the bytes of a statement. `expand` gives what is really put in. */
export function applyEdits(
  text: Buffer,
  start: number,
  end: number,
  edits: readonly Edit[],
  expand: (text: string) => string = (same) => same,
): string {
  let at = start;
  let edited = '';
  for (const edit of edits) {
    // Two edits of the same place: the tree decides, by being printed.
    if (edit.start < at) return '';
    edited += text.toString('utf8', at, edit.start) + expand(edit.text);
    at = edit.end;
  }
  return edited + text.toString('utf8', at, end);
}

/** Where a name of `parts` parts ends, or null when that can't be told without a lexer (comments, U&"…"). */
function endOfName(text: Buffer, start: number, parts: number): number | null {
  let at = start;
  for (let part = 0; part < parts; part += 1) {
    if (part > 0) {
      at = skipSpace(text, at);
      if (text[at] !== 0x2e) return null;
      at = skipSpace(text, at + 1);
    }
    const end = text[at] === 0x22 ? endOfQuoted(text, at) : endOfWord(text, at);
    if (end === null || end === at) return null;
    at = end;
  }
  return at;
}

/** Where a name ends, of however many parts; null as for `endOfName`. */
function endOfQualified(text: Buffer, start: number): number | null {
  let end = endOfName(text, start, 1);
  while (end !== null) {
    const dot = skipSpace(text, end);
    if (text[dot] !== 0x2e) return end;
    end = endOfName(text, skipSpace(text, dot + 1), 1);
  }
  return null;
}

function skipSpace(text: Buffer, start: number): number {
  let at = start;
  while (text[at] === 0x20 || (text[at] !== undefined && (text[at] as number) >= 9 && (text[at] as number) <= 13))
    at += 1;
  return at;
}

function endOfQuoted(text: Buffer, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== 0x22) continue;
    if (text[at + 1] !== 0x22) return at + 1;
    at += 1;
  }
  return null;
}

function endOfWord(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && isWordByte(text[at] as number)) at += 1;
  return at;
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x24 ||
    byte >= 0x80
  );
}
