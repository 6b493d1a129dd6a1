/** The services behind the gateway. Start at upstream.ts. */

export { type AnswerHeaders, SHORT_BODY_BYTES_MAX, type UpstreamAnswer } from './answer.js';
export type { HttpUpstream, UpstreamTlsOptions } from './store.js';
export { Upstream } from './upstream.js';
