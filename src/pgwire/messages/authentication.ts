import { cstringBytes, frameBytes, int32Bytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

const NUL = Buffer.alloc(1);

export function encodeAuthenticationOk(): Buffer {
  return frameBytes(backend.authentication, int32Bytes(0));
}

export function encodeAuthenticationCleartextPassword(): Buffer {
  return frameBytes(backend.authentication, int32Bytes(3));
}

/** @param mechanisms in the order of preference, such as `SCRAM-SHA-256-PLUS` */
export function encodeAuthenticationSasl(mechanisms: readonly string[]): Buffer {
  return frameBytes(backend.authentication, int32Bytes(10), ...mechanisms.map((name) => cstringBytes(name)), NUL);
}

export function encodeAuthenticationSaslContinue(data: Buffer): Buffer {
  return frameBytes(backend.authentication, int32Bytes(11), data);
}

export function encodeAuthenticationSaslFinal(data: Buffer): Buffer {
  return frameBytes(backend.authentication, int32Bytes(12), data);
}
