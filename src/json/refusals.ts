import { GatewayError } from '../errors/index.js';

/** The bytes are not of the format that they should be of. `what` names no value. */
export function malformed(what: string, cause?: unknown): GatewayError {
  return new GatewayError('upstream_malformed', what, { cause });
}

/** The body is over one of the limits. */
export function tooLarge(what: string, limit: string): GatewayError {
  return new GatewayError('upstream_too_large', what, { hint: `the limit is \`${limit}\`` });
}
