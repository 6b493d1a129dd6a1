import { GatewayError } from '../../errors/index.js';

const timeouts: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const malformed: ReadonlySet<string> = new Set([
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** What may be told of a fault on the way to a store. The cause stays with it, for the log's sake. */
export function upstreamFault(fault: Error): GatewayError {
  if (fault instanceof GatewayError) return fault;
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  if (timeouts.has(code))
    return new GatewayError('upstream_timeout', 'the store took too long to answer', { cause: fault });
  if (malformed.has(code) || code.startsWith('HPE_')) {
    return new GatewayError('upstream_malformed', 'the answer of the store is not sound HTTP', { cause: fault });
  }
  return new GatewayError('upstream_unavailable', 'the store can not be reached, or broke off', { cause: fault });
}

/** The store closed a kept connection just when a request went out on it: it has not seen the request. */
export function wasNotSeen(fault: unknown): boolean {
  const cause = fault instanceof GatewayError ? fault.cause : fault;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
