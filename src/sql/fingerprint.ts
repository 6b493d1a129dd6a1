import { Tokens } from './tokens.js';

/**
 * Sixteen hexadecimal digits, the same for texts that differ in their constants, in how many constants a list has, in letter
 * case and in white space. No constant of the text is in it, so that it is fit for a log. Linear in the text's length.
 *
 * Not PostgreSQL's own fingerprint (pg_stat_statements, libpg-query), which is made of the tree by recursion that breaks the
 * parser at ten function calls in one another.
 */
export function fingerprint(text: string): string {
  const tokens = new Tokens(text);
  const hash = new Hash();
  let before = '';
  let constantIsLast = false;
  while (tokens.next()) {
    const isConstant = tokens.kind === 'string' || tokens.kind === 'number';
    const token = isConstant ? '?' : text.slice(tokens.start, tokens.end);
    // `1, 2, 3` counts as `1`.
    if (isConstant && constantIsLast && before === ',') before = '';
    else {
      if (before !== '') hash.add(before);
      before = tokens.kind === 'word' ? token.toLowerCase() : token;
      if (isConstant) {
        hash.add(before);
        before = '';
      }
    }
    constantIsLast = isConstant || (constantIsLast && token === ',');
  }
  if (before !== '' && before !== ';') hash.add(before);
  return hash.digits();
}

/** Two streams of 32 bits in the manner of FNV-1a, stirred at the end: it tells statements apart, and keeps no secret. */
class Hash {
  #high = 0x811c9dc5;
  #low = 0x9e3779b9;

  add(word: string): void {
    for (let at = 0; at < word.length; at += 1) this.#mix(word.charCodeAt(at));
    // Between words, so that `ab` is not `a b`.
    this.#mix(0x1_0000);
  }

  #mix(code: number): void {
    this.#high = Math.imul(this.#high ^ code, 0x01000193);
    this.#low = Math.imul(this.#low ^ code, 0x85ebca6b) ^ (this.#high >>> 15);
  }

  digits(): string {
    return [stir(this.#high ^ this.#low), stir(this.#low)].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}

/** The finalizer of MurmurHash3. */
function stir(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
