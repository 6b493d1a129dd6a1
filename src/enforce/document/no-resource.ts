import { GatewayError } from '../../errors/index.js';

/** In the same words whether nobody declared it, the store has no such record, or the record may not be seen. */
export function noResource(): GatewayError {
  return new GatewayError('undefined_resource', 'there is no such resource');
}
