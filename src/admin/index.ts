/**
 * admin: what operators and their machines ask the gateway over HTTP: health, readiness, metrics. One operation a file;
 * start at listener.ts.
 *
 * Invariant: reads only, and everything but health and readiness asks for the token when there is one. Nothing that a
 * caller sent is in an answer.
 */

export { type AdminListener, type AdminOptions, openAdmin } from './listener.js';
export type { MetricsText } from './metrics.js';
export type { Readiness } from './readiness.js';
