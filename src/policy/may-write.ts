import { categoryCovers } from '../datamap/index.js';
import type { FieldDecision } from './decision.js';
import type { Standing } from './standing.js';

/**
 * May the asker write a field of this category, decided for it as `decision`? A matching rule's `write` must cover the
 * category. For a field that the asker sees masked or not at all, it must be that of the rule that says so, and name the very
 * category: who saves a whole row, as programs do, must not put the mask or NULL where the data was because nobody thought of it.
 */
export function mayWrite(standing: Standing, category: string, decision: FieldDecision): boolean {
  if (decision.kind === 'pass')
    return standing.rules.some((rule) => rule.write.some((covering) => categoryCovers(covering, category)));
  return standing.rules.some((rule) => rule.name === decision.reason.rule && rule.write.includes(category));
}
