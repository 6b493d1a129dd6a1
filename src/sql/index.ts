/**
 * sql: PostgreSQL's grammar, names and scopes. Knows nothing of privacy.
 *
 * Invariant: how PostgreSQL reads a statement is decided by PostgreSQL's own grammar (parse.ts) alone.
 */

export type * from './catalog.js';
