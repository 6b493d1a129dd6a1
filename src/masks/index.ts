/**
 * masks: the catalogue, one file each, both twins (SQL expression and function) side by side. Start at catalogue.ts.
 *
 * Invariant: pure (node:crypto apart); twins agree to the byte; both are total. Databases are in UTF-8.
 */

export { asciiSpareBytes } from './ascii-bytes.js';
export { compileMask, maskCatalogue, maskFits, maskIssue } from './catalogue.js';
export { deriveKeys, maskKeys, type PurposeKeys, type SessionMaskKeys } from './keys.js';
export type { AsciiMask, ColumnType, KeyScope, Mask, MaskKeys, MaskSpec, NumberFinding } from './mask.js';
export type { MaskIssue, MaskKind } from './mask-kind.js';
export { namesSomebody } from './names-somebody.js';
export { nullSql } from './null.js';
