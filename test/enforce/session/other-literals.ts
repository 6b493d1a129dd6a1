import { readTemplate } from '../../../src/sql/index.js';
import type { Random } from '../../oracle/random.js';

/** The same text with other literals of the same kinds. */
export function withOtherLiterals(text: string, random: Random): string {
  let from = 0;
  let made = '';
  for (const literal of readTemplate(text)?.literals ?? []) {
    made += text.slice(from, literal.start);
    from = literal.start + literal.text.length;
    if (random.chance(0.3)) made += literal.text;
    else if (literal.kind === 'integer') made += random.integer(1, random.chance(0.5) ? 3 : 2_147_483_647);
    else if (literal.kind === 'decimal')
      made += random.weighted([
        [1, '0.5'],
        [1, '12.25'],
        [1, '99999999999'],
      ]);
    else made += random.weighted(strings);
  }
  return made + text.slice(from);
}

const strings = [
  "''",
  "'a%'",
  "''''",
  "'x'' OR 1=1 --'",
  "'é😀'",
  "'/*'",
  "'; DROP'",
  "'$1'",
  "'search_path'",
  "'\"'",
].map((text) => [1, text] as const);
