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
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameTree(item, right[index]));
  }
  return sameFields(left as Struct, right as Struct) && hasNoMore(left as Struct, right as Struct);
}

function sameFields(left: Struct, right: Struct): boolean {
  for (const field in left) {
    if (positions.has(field) || left[field] === undefined) continue;
    if (!sameTree(left[field], right[field])) return false;
  }
  return true;
}

function hasNoMore(left: Struct, right: Struct): boolean {
  for (const field in right) {
    if (!positions.has(field) && right[field] !== undefined && left[field] === undefined) return false;
  }
  return true;
}
