/**
 * base: what every room may lean on, and what leans on nothing but Node.
 *
 * Invariant: knows neither privacy, nor SQL, nor a protocol. `Date.now` and `Math.random` are called here alone.
 */

export { type Clock, systemClock } from './clock.js';
export { cpuTimeMs } from './cpu-time.js';
export { inTurns, nextTurn } from './in-turns.js';
export { InvariantError, invariant } from './invariant.js';
export { LruMap } from './lru.js';
export { once } from './once.js';
export { fewRandomBytes, randomToken } from './random-token.js';
export { Secret } from './secret.js';
export { forATurn, inOneGo, mapInSteps, type Steps } from './steps.js';
