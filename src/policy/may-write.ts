import { categoryCovers } from '../datamap/index.js';
import type { FieldDecision } from './decision.js';
import type { Standing } from './standing.js';

/**
 * May the asker write a field of this category, decided for it as `decision`? A matching rule's `write` must cover the
 * category, and the asker must see the field as it is. One who sees it masked or not at all would, by saving a whole row as
 * programs do, put the mask or NULL where the data was.
 */
export function mayWrite(standing: Standing, category: string, decision: FieldDecision): boolean {
  return (
    decision.kind === 'pass' &&
    standing.rules.some((rule) => rule.write.some((covering) => categoryCovers(covering, category)))
  );
}
