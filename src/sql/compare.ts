import type { Struct } from './tree.js';

/** Fields that say where in the text a node stood, and nothing about what it means. */
const positions = new Set([
  'location',
  'name_location',
  'stmt_location',
  'stmt_len',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
]);

/** True when two trees are the same but for positions. */
export function sameTree(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) return Array.isArray(right) && sameItems(left, right);
  return (
    !Array.isArray(right) && sameFields(left as Struct, right as Struct) && hasNoMore(left as Struct, right as Struct)
  );
}

function sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (!sameTree(left[at], right[at])) return false;
  return true;
}

function sameFields(left: Struct, right: Struct): boolean {
  for (const field in left) {
    // An absent field and an undefined one are the same. Positions are looked up last: most fields are equal.
    if (!sameTree(left[field], right[field]) && !positions.has(field)) return false;
  }
  return true;
}

function hasNoMore(left: Struct, right: Struct): boolean {
  for (const field in right) {
    if (left[field] === undefined && right[field] !== undefined && !positions.has(field)) return false;
  }
  return true;
}
