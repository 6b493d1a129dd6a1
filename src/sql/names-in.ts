import { Tokens } from './tokens.js';
import { truncateIdentifier } from './truncate-identifier.js';

/**
 * The names that a text writes, as PostgreSQL reads them: words in lower case, and what stands in double quotes. One that is too long stands
 * there whole, and as far as it is kept. The text is read as far as what was asked for: a server speaks of its words in their order.
 */
export class NamesIn {
  readonly #text: string;
  readonly #tokens: Tokens;
  readonly #names = new Set<string>();

  constructor(text: string) {
    this.#text = text;
    this.#tokens = new Tokens(text);
  }

  has(name: string): boolean {
    while (!this.#names.has(name)) {
      if (!this.#tokens.next()) return false;
      this.#note();
    }
    return true;
  }

  #note(): void {
    const { kind, start, end } = this.#tokens;
    const token = this.#text.slice(start, end);
    const name =
      kind === 'word' ? token.toLowerCase() : kind === 'name' ? token.slice(1, -1).replaceAll('""', '"') : null;
    if (name !== null) this.#names.add(name).add(truncateIdentifier(name));
  }
}
