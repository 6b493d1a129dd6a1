import { GatewayError } from '../errors/index.js';

/** True when a limit (0: none) has passed. */
export function isPast(limitMs: number, sinceMs: number, nowMs: number): boolean {
  return limitMs > 0 && nowMs - sinceMs > limitMs;
}

/** `setting` is the limit's name in the configuration. */
export function timeout(sqlstate: string, setting: string): GatewayError {
  return new GatewayError('shutting_down', `terminating connection due to \`${setting}\``, { sqlstate });
}

/** PostgreSQL's words for pg_terminate_backend and a shutdown. */
export function shuttingDown(): GatewayError {
  return new GatewayError('shutting_down', 'terminating connection due to administrator command');
}
