import { as, isStruct, listOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { type Family, familyOfType, unknownFamily } from './family.js';
import { readsRows } from './reads-rows.js';
import { builtinTypeName } from './types.js';

/** The family of what stands in an array: `$1::int8[]`, `ARRAY[1, 2]::int8[]`. Known where it is cast to one of PostgreSQL's own types. */
export function unnestedFamily(array: unknown, context: RewriteContext): Family {
  const typeName = as(array, 'TypeCast')?.typeName;
  if (!isStruct(typeName) || listOf(typeName.arrayBounds).length === 0) return unknownFamily;
  const { arrayBounds: _, ...element } = typeName;
  const type = builtinTypeName(element, context);
  const family = type === undefined ? unknownFamily : familyOfType(type);
  // Text that is cast to text keeps its collation.
  return family === 'text' && readsRows(array) ? unknownFamily : family;
}
