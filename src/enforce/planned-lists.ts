import { as, isStruct, listOf, type ParsedStatement, Tokens, type ValueList, type ValueLists } from '../sql/index.js';
import type { PlannedStatement } from './plan-statements.js';
import type { CutText } from './template/holed-text.js';
import type { Literals } from './template/literals.js';
import { placesInBytes, plainValues, valueLocation } from './value-location.js';

/*
 * A statement with `IN (…)` of thousands of values is read, judged and read back with a few of them, and sent with all. That is the
 * same plan, as it is for an INSERT of many rows (planned-rows.ts): the parser finds the kept values where the scan did, as all that
 * their list has; those that were left out stand between tokens of that list, and are to the tree what the kept ones are; and nothing
 * was decided by the values of those. See docs/decisions/0035-long-lists-by-few.md.
 */

/** How many values each list has, by where its first one begins, in bytes. */
export function lengthsOf({ reduced, lists }: ValueLists): ReadonlyMap<number, number> {
  const inBytes = placesInBytes(reduced);
  return new Map(lists.map(({ places, count }) => [inBytes(places[0] ?? 0), count] as const));
}

/** Each list is that of an IN, which has the kept values and no other. */
export function areListed({ node }: ParsedStatement, { reduced, lists }: ValueLists): boolean {
  const inBytes = placesInBytes(reduced);
  const expected = new Map(lists.map((list) => [inBytes(list.places[0] ?? 0), list] as const));
  let found = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (Array.isArray(value) || !isStruct(value)) return;
    const test = as(value, 'A_Expr');
    if (test?.kind === 'AEXPR_IN') {
      const items = listOf(as(test.rexpr, 'List')?.items).map((item) => valueLocation(item, plainValues));
      const list = expected.get(items[0] ?? -1);
      const isIt = list?.places.length === items.length;
      if (list !== undefined && isIt && list.places.every((place, at) => inBytes(place) === items[at])) found += 1;
    }
    for (const key in value) if (typeof value[key] === 'object') visit(value[key]);
  };
  visit(node);
  return found === lists.length;
}

/** The statement with all values of its lists; null when something hung on those that were kept. */
export function withAllValues(
  planned: PlannedStatement,
  { lists }: ValueLists,
  literals: Literals,
): PlannedStatement | null {
  const { holed, trace, effects, rewritten } = planned;
  if (holed === null || holed.derived.length > 0) return null;
  if (effects.length > 0 || rewritten !== null) return null;
  const indexes = new Map(Array.from({ length: literals.count }, (_, index) => [literals.startOf(index), index]));
  let cut: CutText = holed;
  for (const list of lists) {
    const kept =
      list.holds === 'parameters'
        ? []
        : list.places.map((place, at) => indexes.get(place + signOf(list.kept[at]).length) ?? -1);
    const whole = list.holds === 'parameters' ? withParameters(cut, list) : withLiterals(cut, list, kept);
    if (whole === null) return null;
    cut = whole;
  }
  const isUnchanged = trace !== null && trace.edits.length === 0 && lists.every(({ isVerbatim }) => isVerbatim);
  // Where the list stands in a guard too, what comes after it is elsewhere.
  return { ...planned, text: literals.fill(cut), trace: isUnchanged ? trace : null, holed: null };
}

/** A sign is no part of a literal: it stays where the hole is. */
function signOf(value = ''): string {
  return value.startsWith('-') ? '-' : '';
}

/** Wherever the holes of the kept values are, they are those of a whole list. */
function withLiterals(
  { pieces, holes }: CutText,
  { written, casts, kept: values }: ValueList,
  kept: readonly number[],
): CutText | null {
  if (kept.includes(-1)) return null;
  const signs = values.map(signOf);
  const wholePieces: string[] = [];
  const wholeHoles: number[] = [];
  let piece = pieces[0] ?? '';
  let count = 0;
  for (let at = 0; at < holes.length; ) {
    const hole = holes[at] ?? -1;
    if (!kept.includes(hole)) {
      wholePieces.push(piece);
      wholeHoles.push(hole);
      at += 1;
      piece = pieces[at] ?? '';
      continue;
    }
    const isList = kept.every(
      (index, next) =>
        holes[at + next] === index && (next === 0 || isComma(without(casts[next - 1], pieces[at + next]), signs[next])),
    );
    const rest = without(casts.at(-1), pieces[at + kept.length]);
    const before = withoutSign(piece, signs[0]);
    if (rest === null || before === null || !isList || !/\(\s*$/.test(before) || !/^\s*\)/.test(rest)) return null;
    piece = before + written + rest;
    at += kept.length;
    count += 1;
  }
  return count === 0 ? null : { pieces: [...wholePieces, piece], holes: wholeHoles };
}

/** A comma, and the sign of what comes after it. */
function isComma(piece: string | null, sign = ''): boolean {
  return /^\s*,\s*$/.test(withoutSign(piece ?? '', sign) ?? '');
}

/** What stands before a sign, which a printer may part from its number; null where that is not there. */
function withoutSign(piece: string, sign = ''): string | null {
  if (sign === '') return piece;
  const before = piece.trimEnd();
  return before.endsWith(sign) ? before.slice(0, -sign.length) : null;
}

/** What stands behind a cast; null where that is not there. */
function without(cast = '', piece = ''): string | null {
  return piece.startsWith(cast) ? piece.slice(cast.length) : null;
}

/** Wherever the kept parameters are, they are those of a whole list. */
function withParameters({ pieces, holes }: CutText, list: ValueList): CutText | null {
  let count = 0;
  const whole: string[] = [];
  for (const piece of pieces) {
    const expanded = expandParameters(piece, list);
    if (expanded === null) return null;
    count += expanded.count;
    whole.push(expanded.text);
  }
  return count === 0 ? null : { pieces: whole, holes };
}

function expandParameters(
  piece: string,
  { written, kept, casts }: ValueList,
): { readonly text: string; readonly count: number } | null {
  if (!kept.some((parameter) => piece.includes(parameter))) return { text: piece, count: 0 };
  const tokens = [...tokensOf(piece)];
  const listed = kept.map((parameter, at) => `${parameter}${casts[at] ?? ''}`).join();
  const sequence = [...tokensOf(`(${listed})`)].map(({ text }) => text);
  // As an array, where each is turned back into what is stored behind a mask.
  const array = ['[', ...sequence.slice(1, -1), ']'];
  let text = '';
  let from = 0;
  let count = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!kept.includes(tokens[at]?.text ?? '')) continue;
    const stands = (expected: string, next: number) => tokens[at - 1 + next]?.text === expected;
    if (!sequence.every(stands) && !array.every(stands)) return null;
    const last = tokens[at + sequence.length - 3];
    text += piece.slice(from, tokens[at]?.start) + written;
    from = last?.end ?? piece.length;
    at += sequence.length - 3;
    count += 1;
  }
  return { text: text + piece.slice(from), count };
}

function* tokensOf(text: string) {
  const tokens = new Tokens(text);
  while (tokens.next()) yield { text: text.slice(tokens.start, tokens.end), start: tokens.start, end: tokens.end };
}
