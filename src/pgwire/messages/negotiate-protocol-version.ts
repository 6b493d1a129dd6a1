import { cstringBytes, frameBytes, int32Bytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/**
 * Tells a client, before it authenticates, which minor version it gets and which of its `_pq_.` options are not known.
 * PostgreSQL sends the whole version, major number included, though the docs speak of the minor one.
 */
export function encodeNegotiateProtocolVersion(minor: number, unknownOptions: readonly string[]): Buffer {
  return frameBytes(
    backend.negotiateProtocolVersion,
    int32Bytes((3 << 16) | minor),
    int32Bytes(unknownOptions.length),
    ...unknownOptions.map((name) => cstringBytes(name, 'latin1')),
  );
}
