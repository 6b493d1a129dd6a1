import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors/index.js';

/**
 * The text of `bytes`.
 *
 * @throws GatewayError `invalid_parameter` with SQLSTATE 22021, as PostgreSQL would for a client that sends UTF8.
 */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new GatewayError('invalid_parameter', 'invalid byte sequence for encoding `UTF8`', { sqlstate: '22021' });
  }
  return bytes.toString('utf8');
}
