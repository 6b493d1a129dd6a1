import { plainNumber } from './member-type.js';

/**
 * Ways in which a subject's id could stand in a table of objections, given as a caller wrote it: a service may take 07, 7.0 or a
 * full-width 7 for 7, and letters for small ones. Who has objected under any of them has objected.
 */
export function subjectSpellings(id: string): readonly string[] {
  const plain = id.normalize('NFKC').trim();
  const number = plainNumber(plain.replace(/^\+/, ''))?.replace(/\.0*$/, '');
  return [...new Set([id, plain, plain.toLowerCase(), plain.toUpperCase(), number ?? id])];
}
