import { categoryAndAncestors } from '../datamap/index.js';
import type { Rule, Treatment } from './model.js';

/** What one rule says about a category, and in the name of which of its own categories. */
export interface Speech {
  readonly rule: string;
  /** The most specific category of the rule that covers the field. */
  readonly covering: string;
  readonly treatment: Treatment;
}

/** What the rule says about the category: its most specific category that covers it speaks. Null: it says nothing. */
export function speechOf(rule: Rule, category: string): Speech | null {
  for (const covering of categoryAndAncestors(category)) {
    const treatment = rule.fields.get(covering);
    if (treatment !== undefined) return { rule: rule.name, covering, treatment };
  }
  return null;
}
