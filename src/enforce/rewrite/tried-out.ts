import { as, isStruct, listOf, nameParts, type Struct, stringOf } from '../../sql/index.js';

/*
 * Other operators than LIKE are tried out on the values in the statistics as well (`matchingsel`), and some of them raise on one: a path
 * of SQL/JSON that compares times with and without a zone, in jsonb, whether or not it is to be silent, and what ltree has for arrays,
 * with a NULL in them. What they ask of is kept from the estimate: see like.ts.
 */

/** Of jsonb (`@?`, `@@`), and of ltree; all types that have an operator of these names on their right are ordered. */
const ofLeft = new Set(['@?', '@@', '?']);
const ofTrees = new Set(['^?', '^<@', '^@>', '^~']);
const ofTreesToo = new Set(['<@', '@>']);

/** The sides of a comparison that it could raise because of, while it is planned. */
export function triedOut({ name, lexpr, rexpr }: Struct): readonly ('lexpr' | 'rexpr')[] {
  const operator = stringOf(listOf(name).at(-1)) ?? '';
  if (ofLeft.has(operator)) return lexpr === undefined ? [] : ['lexpr'];
  if (ofTrees.has(operator) || (ofTreesToo.has(operator) && (isTree(lexpr) || isTree(rexpr))))
    return ['lexpr', 'rexpr'];
  return [];
}

function isTree(node: unknown): boolean {
  const type = as(node, 'TypeCast')?.typeName;
  return isStruct(type) && /^_?ltree$/.test(nameParts(type.names)?.at(-1) ?? '');
}

/** The same of `jsonb @? ANY (SELECT …)`. */
export function isTriedOutEach(operator: string): boolean {
  return ofLeft.has(operator);
}
