import { firstCharacters } from './characters.js';
import { isIntegerBetween, type MaskKind, readOptions } from './mask-kind.js';
import { textMask } from './shaped-mask.js';
import { call } from './sql-expression.js';

const lengthMax = 64;

/**
 * The first characters and nothing else, as a postcode is made coarser. A shorter value is shown as it is: it can't be
 * told from a longer one with that start. A column that holds no more characters than that would be shown whole: not taken.
 */
export const prefixKind: MaskKind = {
  name: 'prefix',
  summary: 'the first characters and nothing else',
  fit: (options) => {
    const length = typeof options === 'number' ? options : readOptions(options, ['length'])?.length;
    if (!isIntegerBetween(length, 1, lengthMax)) {
      return { issue: `mask \`prefix\` takes { length }: characters to show, 1 to ${lengthMax}` };
    }
    return textMask({
      name: 'prefix',
      takes: (shape) => shape.length === null || shape.length > length,
      sql: (text) => call('left', text, `${length}`),
      apply: (text) => firstCharacters(text, length),
    });
  },
};
