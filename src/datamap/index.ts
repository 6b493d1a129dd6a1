/**
 * datamap: which field is personal, of which category, and whose. Start at model.ts.
 *
 * Invariant: pure; one answer for each field, no second registry.
 */

export {
  type BuiltDataMap,
  buildDataMap,
  type DataMapInput,
  type DataMapProblem,
  type FieldInput,
  type RelationInput,
  type ResourceInput,
} from './build.js';
export { categoryAndAncestors, categoryCovers, categoryProblem } from './category.js';
export { findRelation, findResource, relationsOf } from './find-relation.js';
export { knownCategories, unknownCategoryHint } from './known-categories.js';
export type * from './model.js';
export { type ParsedRelationName, parseRelationName, printRelationName, relationKey } from './relation-name.js';
export { parseRetentionPeriod, type RetentionPeriod } from './retention-period.js';
