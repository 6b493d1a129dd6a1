import { copyBytes, fillBytes, isPlainByte } from './ascii-bytes.js';
import { characterCount, firstCharacters, lastCharacters } from './characters.js';
import type { AsciiMask, Mask } from './mask.js';
import { isIntegerBetween, type MaskKind, readOptions } from './mask-kind.js';
import { textMask } from './shaped-mask.js';
import { call, concat, isStorableText, operate, textLiteral } from './sql-expression.js';

/** No more fill characters than this: a filled gigabyte would not fit into a value, and a long length tells enough. */
const fillMax = 256;
const keptMax = 64;

export interface PartialOptions {
  readonly first: number;
  readonly last: number;
  /** One character. */
  readonly fill: string;
}

/**
 * The first and last characters with fill between. A value is masked whole (fill alone) when less would be hidden than
 * shown: `last4` of five characters must not show four of them.
 */
export function partialMask(name: string, { first, last, fill }: PartialOptions): Mask {
  const shownMost = first + last;
  const fillByte = fill.charCodeAt(0);
  const applyAscii: AsciiMask = (bytes, start, end, into, at) => {
    const count = end - start;
    if (count < shownMost * 2) return fillBytes(into, at, Math.min(count, fillMax), fillByte);
    const filledFrom = copyBytes(bytes, start, start + first, into, at);
    const filledTo = fillBytes(into, filledFrom, Math.min(count - shownMost, fillMax), fillByte);
    return copyBytes(bytes, end - last, end, into, filledTo);
  };
  return textMask({
    name,
    sql: (text) => {
      const count = call('length', text);
      const filled = (length: string) => call('repeat', textLiteral(fill), `LEAST(${length}, ${fillMax})`);
      const parts = [
        call('left', text, `${first}`),
        filled(operate(count, '-', `${shownMost}`)),
        call('right', text, `${last}`),
      ];
      return `CASE WHEN ${operate(count, '<', `${shownMost * 2}`)} THEN ${filled(count)} ELSE ${concat(...parts)} END`;
    },
    apply: (text) => {
      const count = characterCount(text);
      const filled = (length: number) => fill.repeat(Math.min(length, fillMax));
      if (count < shownMost * 2) return filled(count);
      return firstCharacters(text, first) + filled(count - shownMost) + lastCharacters(text, last);
    },
    ...(fill.length === 1 && isPlainByte(fillByte) ? { applyAscii } : {}),
  });
}

export const partialKind: MaskKind = {
  name: 'partial',
  summary: 'the first and last characters, the rest filled',
  fit: (options) => {
    const { first = 0, last = 0, fill = '*' } = readOptions(options, ['first', 'last', 'fill']) ?? { first: -1 };
    if (!isIntegerBetween(first, 0, keptMax) || !isIntegerBetween(last, 0, keptMax) || first + last === 0) {
      return { issue: `mask \`partial\` takes { first, last, fill }: first and last from 0 to ${keptMax}, not both 0` };
    }
    if (typeof fill !== 'string' || characterCount(fill) !== 1 || !isStorableText(fill)) {
      return { issue: 'mask `partial`: `fill` is one character' };
    }
    return partialMask('partial', { first, last, fill });
  },
};
