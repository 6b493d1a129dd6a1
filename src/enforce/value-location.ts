import { as, isStruct, tagOf } from '../sql/index.js';

/**
 * Where a value of a list stands in its text, in bytes, with a cast behind it or not; -1 for what is none of `kinds`, or stands within
 * two casts.
 */
export function valueLocation(item: unknown, kinds: ReadonlySet<string>): number {
  const cast = as(item, 'TypeCast');
  if (cast !== undefined) return as(cast.arg, 'TypeCast') === undefined ? valueLocation(cast.arg, kinds) : -1;
  const tag = isStruct(item) ? tagOf(item) : null;
  // The start of a text is left out of a tree, and no value stands there.
  return tag !== null && kinds.has(tag) ? Number(as(item, tag)?.location ?? -1) : -1;
}

/** Constants and parameters. */
export const plainValues: ReadonlySet<string> = new Set(['A_Const', 'ParamRef']);

/** Turns places in a text, in UTF-16 units, into those that its tree counts in: bytes of UTF-8. */
export function placesInBytes(text: string): (place: number) => number {
  const isNarrow = Buffer.byteLength(text) === text.length;
  return (place) => (isNarrow ? place : Buffer.byteLength(text.slice(0, place)));
}
