import { type Struct, stringNode, type TreeNode } from '../../sql/index.js';
import { refused } from '../refused.js';
import { SplicedLength } from './bounds.js';

/**
 * The gateway's own SQL in a client's statement. In the tree a placeholder stands for it; the text takes the placeholder's
 * place once the statement has been printed, read again and compared. So a guard is never printed from a tree, is read
 * once for all statements, and costs a statement nothing but its bytes.
 *
 * A placeholder is a whole query in parentheses, or a whole name; what takes its place is a whole query, or an expression
 * in parentheses: so the statement keeps its shape.
 */
export class Splices {
  readonly #nonce: string;
  readonly #length: SplicedLength;
  readonly #places: RegExp;
  readonly #texts: (() => string)[] = [];
  readonly #expanded = new Map<number, string>();

  /** `nonce` must be unknown to clients, so that none can write a placeholder. */
  constructor(nonce: string, length = new SplicedLength()) {
    this.#nonce = nonce;
    this.#length = length;
    this.#places = placesOf(nonce);
  }

  /**
   * A bare SelectStmt that stands for the query whose text `make` gives when the statement is complete, and the text that
   * stands for it.
   */
  query(make: () => string): { readonly select: Struct; readonly text: string } {
    const name = this.#add('q', make);
    const select = {
      targetList: [{ ResTarget: { name, val: { A_Const: { ival: { ival: 1 } } } } }],
      limitOption: 'LIMIT_OPTION_DEFAULT',
      op: 'SETOP_NONE',
    };
    return { select, text: `(SELECT 1 AS ${name})` };
  }

  /** How many there are so far. */
  get count(): number {
    return this.#texts.length;
  }

  /** A node that stands for an expression. */
  expression(sql: string): TreeNode {
    return this.named(sql).node;
  }

  /** The same, and the name that it is in a text. */
  named(sql: string): { readonly node: TreeNode; readonly name: string } {
    const name = this.#add('e', () => `(${sql})`);
    return { node: { ColumnRef: { fields: [stringNode(name)] } }, name };
  }

  /** A name of its own for each kind of place: what stands for a query is never taken for an expression. */
  #add(kind: 'q' | 'e', make: () => string): string {
    this.#texts.push(make);
    return `damask_${kind}_${this.#nonce}_${this.#texts.length - 1}`;
  }

  /**
   * Puts the texts in their places.
   *
   * @throws GatewayError `refused` unless each placeholder stands in `printed` exactly once.
   */
  apply(printed: string): string {
    const seen = new Set<number>();
    const spliced = this.#replace(printed, (index) => {
      if (seen.has(index)) throw refused('a guard does not stand in its place');
      seen.add(index);
    });
    if (seen.size !== this.#texts.length) throw refused('a guard does not stand in its place');
    return spliced;
  }

  /** Puts the texts in their places in a part of a statement. */
  expand(part: string): string {
    return this.#replace(part, () => {});
  }

  #replace(text: string, visit: (index: number) => void): string {
    return text.replace(
      this.#places,
      (_, _quote, queryIndex?: string, _otherQuote?: string, expressionIndex?: string) => {
        const index = Number(queryIndex ?? expressionIndex);
        const made = this.#made(index);
        visit(index);
        return made;
      },
    );
  }

  #made(index: number): string {
    const known = this.#expanded.get(index);
    if (known !== undefined) return known;
    const make = this.#texts[index];
    if (make === undefined) throw refused('a guard does not stand in its place');
    const made = make();
    this.#length.add(made.length);
    this.#expanded.set(index, made);
    return made;
  }
}

/** Where placeholders stand in a text. Made anew for each statement, it would be read anew as well. */
function placesOf(nonce: string): RegExp {
  const known = placesByNonce.get(nonce);
  if (known !== undefined) return known;
  // The printer may put a name in double quotes.
  const query = `SELECT\\s+1\\s+AS\\s+("?)damask_q_${nonce}_(\\d+)\\1`;
  const places = new RegExp(`${query}|("?)damask_e_${nonce}_(\\d+)\\3`, 'g');
  placesByNonce.set(nonce, places);
  return places;
}

/** A process has a few. */
const placesByNonce = new Map<string, RegExp>();
