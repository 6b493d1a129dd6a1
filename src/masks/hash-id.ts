import { readScope } from './key-scope.js';
import { type MaskKind, readOptions } from './mask-kind.js';
import { canPermute, permute, permuteSql, unpermute, unpermuteSql } from './permutation.js';
import { shapedMask } from './shaped-mask.js';

/**
 * Integers onto integers and UUIDs onto UUIDs, one to one, keyed: an integer keeps its sign, a UUID its version. The same
 * number in columns of different integer types has different masks.
 */
export const hashIdKind: MaskKind = {
  name: 'hash_id',
  summary: 'another integer or UUID in its place, one to one',
  fit: (options) => {
    const scope = readScope(readOptions(options, ['scope']));
    if (scope === null) return { issue: 'mask `hash_id` takes { scope }: purpose or shared' };
    return shapedMask({
      name: 'hash_id',
      keyed: true,
      injective: true,
      takes: canPermute,
      sql: (column, shape, keys) => permuteSql(column, shape, keys, scope),
      apply: (value, shape, keys) => permute(value, shape, keys, scope),
      unapply: (masked, shape, keys) => unpermute(masked, shape, keys, scope),
      unapplySql: (masked, shape, keys) => unpermuteSql(masked, shape, keys, scope),
    });
  },
};
