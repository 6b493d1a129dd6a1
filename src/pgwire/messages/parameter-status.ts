import { BodyReader, invalidFormat } from '../body-reader.js';
import { cstringBytes, frameBytes } from '../frame-bytes.js';
import { backend } from '../message-types.js';

export interface ParameterStatus {
  readonly name: string;
  readonly value: string;
}

export function decodeParameterStatus(bytes: Buffer, start: number, end: number): ParameterStatus {
  const body = new BodyReader(bytes, start + 5, end);
  const status = { name: body.cstring(), value: body.cstring() };
  if (!body.isAtEnd) throw invalidFormat();
  return status;
}

export function encodeParameterStatus(status: ParameterStatus): Buffer {
  return frameBytes(backend.parameterStatus, cstringBytes(status.name), cstringBytes(status.value));
}
