/**
 * admin: what operators and their machines ask the gateway: health, readiness and metrics over HTTP (one operation a file;
 * start at listener.ts), and PgBouncer's console over PostgreSQL's protocol (one command a file; start at
 * console/console-session.ts).
 *
 * Invariant: HTTP reads only, and everything but health and readiness asks for the token when there is one. On the console
 * each command asks for the principal's role. Nothing that a caller sent is in an answer, and nothing of a statement or a row.
 */

export type { ConsoleRole } from './console/command.js';
export { type ConsoleClient, ConsoleSession } from './console/console-session.js';
export type {
  ClientLook,
  ConfigEntry,
  DatabaseAverages,
  DatabaseLook,
  GatewayLook,
  PoolLook,
  ProcessMemory,
  TrafficTotals,
} from './console/look.js';
export type { ConsoleOperations, ShutdownMode } from './console/operations.js';
export { sum as sumTraffic } from './console/show/traffic.js';
export { type AdminListener, type AdminOptions, openAdmin } from './listener.js';
export type { MetricsText } from './metrics.js';
export type { Readiness } from './readiness.js';
