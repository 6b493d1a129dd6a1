/**
 * graphql: what an operation asks for in terms of a schema, and the plan for what it answers. Start at resolve-operation.ts.
 *
 *     request ─► readRequest ─► resolveOperation ─► places: `$.data.u.x` is `User.ssn`  ─► responsePlan ─► DocumentPlan
 *                                              └─► body: what is sent upstream
 *
 * Aliases, fragments, type conditions and lists are resolved; a field that may be left out (`@include`, `@skip`) counts as
 * there. Each value that the operation is given, in its text or in variables, is shown to `settle`, whose answer is sent in its
 * place. What is sent upstream is printed from what was understood. Subscriptions, batches, incremental delivery, persisted
 * queries that aren't listed and, unless allowed, introspection are refused.
 *
 * Invariant: pure; knows nothing of privacy; the `graphql` package is used in this room alone.
 */

export type { Needs } from './add-needs.js';
export type { ResponsePlace } from './collect-places.js';
export { type GraphqlRequest, type PersistedQueries, readRequest } from './read-request.js';
export { type OperationOptions, type ResolvedOperation, resolveOperation } from './resolve-operation.js';
export { type RecordNeeds, type ResponsePlan, responsePlan, type TreatCoordinates } from './response-plan.js';
export { readSchema, type Schema, type SchemaIssue } from './schema.js';
export type { InputUse, SettleInput } from './settle-inputs.js';
