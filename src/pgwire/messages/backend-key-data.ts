import { BodyReader } from '../body-reader.js';
import { frameBytes, int32Bytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/** What a client needs to cancel. The key has 4 bytes in protocol 3.0, 4 to 256 in 3.2. */
export interface BackendKeyData {
  readonly processId: number;
  readonly secretKey: Buffer;
}

export function decodeBackendKeyData(bytes: Buffer, start: number, end: number): BackendKeyData {
  const body = new BodyReader(bytes, start + 5, end);
  const processId = body.int32();
  return { processId, secretKey: body.bytes(end - body.position) };
}

export function encodeBackendKeyData(key: BackendKeyData): Buffer {
  return frameBytes(backend.backendKeyData, int32Bytes(key.processId), key.secretKey);
}
