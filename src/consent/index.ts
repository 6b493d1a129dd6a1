/**
 * consent: what subjects have said, where it is kept, and what follows from it. Start at holds.ts: the meaning; sql.ts is
 * its twin in SQL.
 *
 * Invariant: pure. What is not known to be a consent is none.
 */

export { type ConsentQuestion, type ConsentRecord, consentHolds, objectionHolds } from './holds.js';
export type { ConsentSource, RecordCondition } from './source.js';
export { consentCondition, noObjectionCondition, objectionCondition, type SqlQuestion } from './sql.js';
