import type { ColumnShape } from './column-shape.js';
import { readScope } from './key-scope.js';
import { hmacSql } from './keyed-hash.js';
import type { KeyScope, Mask, MaskKeys } from './mask.js';
import { isIntegerBetween, type MaskKind, readOptions } from './mask-kind.js';
import { canPermute, permute, permuteSql, unpermute, unpermuteSql } from './permutation.js';
import { readText, readTextSql, shapedMask, storeText } from './shaped-mask.js';
import { call, literal } from './sql-expression.js';

const lengthLeast = 8;
const lengthMost = 64;
/** From 128 bits on, nobody will see two texts with the same pseudonym. */
const injectiveFrom = 32;

/**
 * Texts become HMAC-SHA-256 in hex, cut to `length`; integers and UUIDs are permuted as by `hash_id`. Equal masks count as
 * equal values from 32 digits on. Not taken: a column too short for the digits; with 32 digits or more citext, whose
 * equality is not that of bytes.
 */
function pseudonymMask(length: number, scope: KeyScope): Mask {
  const takesText = (shape: ColumnShape) =>
    (shape.length === null || shape.length >= length) && (shape.typname !== 'citext' || length < injectiveFrom);
  return shapedMask({
    name: 'pseudonym',
    keyed: true,
    injective: length >= injectiveFrom,
    takes: (shape) => canPermute(shape) || (shape.family === 'text' && takesText(shape)),
    sql: (column, shape, keys) =>
      canPermute(shape) ? permuteSql(column, shape, keys, scope) : textSql(readTextSql(column), keys),
    apply: (value, shape, keys) =>
      canPermute(shape)
        ? permute(value, shape, keys, scope)
        : storeText(textPseudonym(readText(value, shape), keys), shape),
    unapply: (masked, shape, keys) => (canPermute(shape) ? unpermute(masked, shape, keys, scope) : null),
    unapplySql: (masked, shape, keys) => (canPermute(shape) ? unpermuteSql(masked, shape, keys, scope) : null),
  });

  function textSql(text: string, keys: MaskKeys): string {
    const hash = hmacSql(keys.sqlBlocks(scope), call('convert_to', text, literal('UTF8')));
    return call('left', call('encode', hash, literal('hex')), `${length}`);
  }

  function textPseudonym(text: string, keys: MaskKeys): string {
    return keys.hmac(scope, Buffer.from(text, 'utf8')).toString('hex').slice(0, length);
  }
}

export const pseudonymKind: MaskKind = {
  name: 'pseudonym',
  summary: 'a keyed pseudonym: the same for the same value, for one purpose or shared',
  fit: (options) => {
    const given = readOptions(options, ['length', 'scope']);
    const { length = 16 } = given ?? {};
    const scope = readScope(given);
    if (scope === null || !isIntegerBetween(length, lengthLeast, lengthMost)) {
      const right = `length from ${lengthLeast} to ${lengthMost}, scope purpose or shared`;
      return { issue: `mask \`pseudonym\` takes { length, scope }: ${right}` };
    }
    return pseudonymMask(length, scope);
  },
};
