import type { Steps } from '../../base/index.js';
import { isStruct, type Struct, stringNode, type TextLiteral, type TreeNode } from '../../sql/index.js';
import type { Edit } from '../rewrite/edits.js';
import {
  afterSpace,
  byteStarts,
  fields,
  forEachConstant,
  isGrammarValue,
  minus,
  placeOf,
  watchedValue,
} from './constants.js';
import { type CutText, cutAt, type Derived, textInHole } from './holed-text.js';

/**
 * The literals of one text while a statement of it is planned. Each stands in the tree as a constant that notices when its
 * value is read: such a literal is *bound*, because another value might have been planned in another way. The others are
 * *free*: nothing that was decided can hang on their values.
 */
export class Literals {
  readonly #literals: readonly TextLiteral[];
  readonly #hole: string;
  /** The value structs of watched constants. */
  readonly #watched = new Map<Struct, number>();
  readonly #negative = new Set<number>();
  readonly #bound = new Set<number>();
  readonly #derived: Derived[] = [];
  /** What is made of literals, by hole: it can take hashes, and is asked for several times. */
  readonly #made = new Map<number, string>();
  /** What takes the place of literals that stand elsewhere, and where it begins. */
  readonly #moved = new Map<number, { readonly start: number; readonly text: string }>();
  /** Where each begins in the text's bytes. */
  #starts: readonly number[] = [];
  #isWatching = false;

  /** `nonce` must be unknown to clients, so that none can write a hole. */
  constructor(literals: readonly TextLiteral[], nonce: string) {
    this.#literals = literals;
    this.#hole = `damask_l_${nonce}_`;
  }

  /** Puts watched constants into a tree in the place of the text's literals, and begins to watch. A literal that is no constant of the tree is bound. */
  watch(tree: TreeNode, text: Buffer): void {
    this.#starts = byteStarts(text, this.#literals);
    const indexes = new Map(this.#starts.map((start, index) => [start, index]));
    const found = new Set<number>();
    forEachConstant(tree, (constant) => {
      const location = Number(constant.location ?? 0);
      const isNegative = text[location] === minus;
      const index = indexes.get(isNegative ? afterSpace(text, location + 1) : location);
      if (index === undefined) return;
      if (found.has(index)) this.#bound.add(index);
      found.add(index);
      if (!this.#watchConstant(constant, index, isNegative)) this.#bound.add(index);
      else if (isNegative) this.#negative.add(index);
    });
    for (const index of this.#literals.keys()) if (!found.has(index)) this.#bound.add(index);
    this.#isWatching = true;
  }

  /** From here on values may be read: all is decided. */
  stop(): void {
    this.#isWatching = false;
  }

  /** The literals whose values may have decided something, by index. */
  get bound(): readonly number[] {
    return [...this.#bound].sort((left, right) => left - right);
  }

  get count(): number {
    return this.#literals.length;
  }

  /** Where in the text a literal begins, in UTF-16 units. */
  startOf(index: number): number {
    return this.#literals[index]?.start ?? -1;
  }

  kindOf(index: number): TextLiteral['kind'] | undefined {
    return this.#literals[index]?.kind;
  }

  /** The literal that a constant of the watched tree stands for. */
  indexOf(constant: Struct): number | undefined {
    const value = constant.ival ?? constant.sval ?? constant.fval;
    return isStruct(value) ? this.#watched.get(value) : undefined;
  }

  /** A minus stands before the literal. */
  isNegative(index: number): boolean {
    return this.#negative.has(index);
  }

  /** A hole for what is made of a literal; `isNegative` says whether a minus stands before it. */
  derive(index: number, make: (literal: TextLiteral, isNegative: boolean) => string): string {
    const isNegative = this.#negative.has(index);
    this.#derived.push({ from: index, make: (literal) => make(literal, isNegative) });
    return `${this.#hole}${this.#literals.length + this.#derived.length - 1}`;
  }

  /** The literal stands elsewhere, and `text` in its place; its sign, where it has one, is at `start`. */
  move(index: number, start: number, text: string): void {
    this.#moved.set(index, { start, text });
  }

  get derived(): readonly Derived[] {
    return this.#derived;
  }

  /** A copy of a tree to print, in which holes stand where free literals stood. */
  withHoles<Node>(tree: Node): Node {
    const hole = (index: number) => ({ ColumnRef: { fields: [stringNode(`${this.#hole}${index}`)] } });
    return this.#copy(tree, hole) as Node;
  }

  /** A copy of a tree in which parameters stand where free literals stood. */
  withParameters<Node>(tree: Node): Node {
    return this.#copy(tree, (index) => ({ ParamRef: { number: index + 1 } })) as Node;
  }

  /** Holes in the place of the free literals, as edits of the client's text. */
  edits(start: number, end: number): readonly Edit[] {
    return this.#literals.flatMap((literal, index) => {
      const from = this.#starts[index] ?? 0;
      const to = from + Buffer.byteLength(literal.text);
      if (from < start || to > end) return [];
      const moved = this.#moved.get(index);
      if (moved !== undefined) return [{ start: moved.start, end: to, text: moved.text }];
      if (this.#bound.has(index)) return [];
      return [{ start: from, end: to, text: `${this.#hole}${index}` }];
    });
  }

  /** A text in pieces between its holes. */
  cut(text: string): CutText {
    return cutAt(this.#hole, text);
  }

  /** Puts the literals back into their holes. */
  fill({ pieces, holes }: CutText): string {
    let text = pieces[0] ?? '';
    for (let at = 0; at < holes.length; at += 1) text += `${this.#textIn(holes[at] ?? 0)}${pieces[at + 1] ?? ''}`;
    return text;
  }

  /** Makes what is made of literals, ahead of `fill`: each can take several hashes. */
  *makeDerived({ holes }: CutText): Steps<void> {
    for (const hole of holes) {
      if (hole < this.#literals.length) continue;
      this.#textIn(hole);
      yield;
    }
  }

  #textIn(hole: number): string {
    if (hole < this.#literals.length) return textInHole(hole, this.#literals, this.#derived);
    const known = this.#made.get(hole);
    if (known !== undefined) return known;
    const made = textInHole(hole, this.#literals, this.#derived);
    this.#made.set(hole, made);
    return made;
  }

  /** A text whose holes are for free literals only: those of bound ones are filled. */
  forOthers({ pieces, holes }: CutText): CutText {
    const literals = this.#literals.length;
    const isBound = (hole: number) =>
      this.#bound.has(hole < literals ? hole : (this.#derived[hole - literals]?.from ?? hole));
    const merged: string[] = [];
    let piece = pieces[0] ?? '';
    holes.forEach((index, at) => {
      const next = pieces[at + 1] ?? '';
      if (isBound(index)) piece += `${this.#textIn(index)}${next}`;
      else {
        merged.push(piece);
        piece = next;
      }
    });
    return { pieces: [...merged, piece], holes: holes.filter((index) => !isBound(index)) };
  }

  /**
   * True when each hole is where the tree that was meant has that literal, and there is no other. `filled` is the text with
   * its holes filled; `read` is the tree of it, and equal to `meant`.
   */
  standAsMeant(
    cut: CutText,
    filled: string,
    { meant, read }: { readonly meant: TreeNode; readonly read: TreeNode },
  ): boolean {
    const places = this.#placesOf(cut);
    const bytes = this.#negative.size === 0 ? null : Buffer.from(filled, 'utf8');
    let seen = 0;
    const visit = (left: unknown, right: unknown): boolean => {
      if (Array.isArray(left)) {
        for (let at = 0; at < left.length; at += 1) if (!visit(left[at], (right as unknown[])[at])) return false;
        return true;
      }
      for (const key in left as Struct) {
        const value = (left as Struct)[key];
        if (typeof value !== 'object' || value === null) continue;
        const other = (right as Struct)[key];
        if (key !== 'A_Const') {
          if (!visit(value, other)) return false;
          continue;
        }
        const index = this.indexOf(value as Struct);
        if (index === undefined || this.#bound.has(index)) continue;
        seen += 1;
        if (places.get(placeOf(other as Struct, bytes)) !== index) return false;
      }
      return true;
    };
    return visit(meant, read) && seen === places.size;
  }

  /** The holes of a text, by where their literals are once it is filled, in bytes. */
  #placesOf({ pieces, holes }: CutText): ReadonlyMap<number, number> {
    const places = new Map<number, number>();
    let at = 0;
    holes.forEach((index, position) => {
      at += Buffer.byteLength(pieces[position] ?? '');
      places.set(at, index);
      at += Buffer.byteLength(this.#textIn(index));
    });
    return places;
  }

  #watchConstant(constant: Struct, index: number, isNegative: boolean): boolean {
    const literal = this.#literals[index];
    if (literal === undefined) return false;
    const field = fields[literal.kind];
    const inner = constant[field];
    if (!isStruct(inner) || !isGrammarValue(literal, isNegative, inner[field])) return false;
    const value = inner[field];
    const watched = watchedValue(field, () => {
      if (this.#isWatching) this.#bound.add(index);
      return value;
    });
    constant[field] = watched;
    this.#watched.set(watched, index);
    return true;
  }

  #copy(value: unknown, stand: (index: number) => TreeNode): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, stand));
    if (!isStruct(value)) return value;
    if (isStruct(value.A_Const)) return this.#standIn(value.A_Const, stand) ?? value;
    const copy: Struct = {};
    for (const key in value) copy[key] = this.#copy(value[key], stand);
    return copy;
  }

  /** A name or a parameter can stand wherever a constant can, and is as hard to tear apart. */
  #standIn(constant: Struct, stand: (index: number) => TreeNode): TreeNode | null {
    const index = this.indexOf(constant);
    if (index === undefined || this.#bound.has(index)) return null;
    if (!this.#negative.has(index)) return stand(index);
    return { A_Expr: { kind: 'AEXPR_OP', name: [stringNode('-')], rexpr: stand(index) } };
  }
}
