import { GatewayError } from '../errors/index.js';
import type { TooMany } from './client-places.js';

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

/** As PostgreSQL's authentication_timeout says it. */
export function loginTimeout(): GatewayError {
  return new GatewayError('login_timeout', 'canceling authentication due to timeout');
}

/** To whom `max_client_conn` leaves room. */
export function tooManyClients(of: TooMany): GatewayError {
  const [whose, setting] =
    of === 'principal' ? ['this user', 'max_user_client_connections'] : ['this database', 'max_db_client_connections'];
  return new GatewayError('too_many_connections', `sorry, too many clients of ${whose} already`, {
    hint: `the operator bounds them by \`${setting}\``,
  });
}
