/**
 * datamap: which field is personal, of which category, and whose.
 *
 * Invariant: pure; one answer for each field, no second registry.
 */

export type * from './model.js';
