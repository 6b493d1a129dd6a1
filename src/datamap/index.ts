/**
 * datamap: which field is personal, of which category, and whose. Start at model.ts.
 *
 * Invariant: pure; one answer for each field, no second registry.
 */

export { type BuiltDataMap, buildDataMap, type DataMapInput, type DataMapWarning } from './build.js';
export { categoryAndAncestors, categoryCovers, isCategory } from './category.js';
export { findRelation, findResource, relationsOf, resourcesOf } from './find-relation.js';
export type { GraphqlEntry, GraphqlTypeEntry } from './graphql-entry.js';
export { knownCategories, unknownCategoryHint } from './known-categories.js';
export type * from './model.js';
export { printRelationName, relationKey, resourceKey } from './relation-name.js';
