/**
 * enforce: the gate. Joins the policy's decisions with the languages of the stores.
 *
 * Invariant: only this room can make a ForwardableStatement, and only that can be sent.
 */

export type * from './gate.js';
