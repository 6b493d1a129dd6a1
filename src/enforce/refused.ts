import { GatewayError } from '../errors/index.js';

/** A refusal that the policy or the guard's own limits demand. `message` holds names and kinds of construct, never a value. */
export function refused(message: string, hint?: string): GatewayError {
  return new GatewayError('refused', message, hint === undefined ? {} : { hint });
}

/** A name that the catalog snapshot does not have. The gate loads the catalog anew and asks again before it believes it. */
export class UnknownName extends GatewayError {}
