/**
 * enforce: the gate. Joins the policy's decisions with the languages of the stores. Start at gate.ts (what a session asks),
 * then session/guarded-session.ts, plan-statements.ts and rewrite/query.ts.
 *
 *   text -> plan cache -> parse -> statements/ (what kind is it?) -> rewrite/ (guards at the source)
 *        -> fence -> print -> referee -> ForwardableStatement
 *
 * Invariant: only this room can make a ForwardableStatement, and only that can be sent.
 */

export { lasts } from './connection/found-use.js';
export { makesTemporary } from './connection/read-settings.js';
export { createGate, type ReloadableGate } from './create-gate.js';
export type { AnswerPlan, AnswerTransform, Exchange, ExchangeFacts } from './document/exchange.js';
export {
  createExchangeGate,
  type ExchangeGate,
  type ExchangeGateOptions,
} from './document/exchange-gate.js';
export type { ForwardableRequest } from './document/forwardable-request.js';
export type { HttpGateStore } from './document/gate-store.js';
export { noResource } from './document/no-resource.js';
export type { ConsentLookup } from './document/record-filter.js';
export { type RequestTarget, readTarget } from './document/request-target.js';
export type * from './gate.js';
export type { GateObserver, GateOptions, GateStore } from './gate-options.js';
export { columnKeys, isStepwise } from './relation/column-keys.js';
export { listedParts } from './relation/listed-parts.js';
export { hasMembers } from './relation/member-column.js';
export { ruleColumn } from './relation/rule-column.js';
