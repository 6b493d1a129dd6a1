import { firstCharacters } from './characters.js';
import { plainKind } from './mask-kind.js';
import { textMask } from './shaped-mask.js';
import { byBytes, call, concat, operate, textLiteral } from './sql-expression.js';

const FULL_STOP = 0x2e;

/** `Ada Lovelace` becomes `A.`; an empty text stays empty. A column of one character would be shown whole: not taken. */
export const initialKind = plainKind(
  'the first character and a full stop',
  textMask({
    name: 'initial',
    takes: (shape) => shape.length === null || shape.length > 1,
    sql: (text) =>
      `CASE WHEN ${operate(byBytes(text), '=', textLiteral(''))} THEN ${textLiteral('')} ` +
      `ELSE ${concat(call('left', text, '1'), textLiteral('.'))} END`,
    apply: (text) => (text === '' ? '' : `${firstCharacters(text, 1)}.`),
    applyAscii: (bytes, start, end, into, at) => {
      if (start === end) return at;
      into[at] = bytes[start] as number;
      into[at + 1] = FULL_STOP;
      return at + 2;
    },
  }),
);
