/**
 * masks: the catalogue, one file each, both twins (SQL expression and function) side by side.
 *
 * Invariant: pure (node:crypto apart); twins agree to the byte; both are total.
 */

export type * from './mask.js';
