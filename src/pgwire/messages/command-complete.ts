import { BodyReader } from '../body-reader.js';
import { cstringBytes, frameBytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

/** The tag of a CommandComplete: `SELECT 5`, `ROLLBACK`. */
export function decodeCommandTag(bytes: Buffer, start: number, end: number): string {
  return new BodyReader(bytes, start + 5, end).cstring('latin1');
}

export function encodeCommandComplete(tag: string): Buffer {
  return frameBytes(backend.commandComplete, cstringBytes(tag));
}
