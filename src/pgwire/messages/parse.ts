import { BodyReader, invalidFormat } from '../body-reader.js';
import { cutName } from '../cut-name.js';
import { frameBytes } from '../frame-bytes.js';
import { frontend } from '../message-types.js';
import { decodeUtf8 } from '../utf8.js';

/** Parse: one statement to prepare, with the types that the client says its parameters have. */
export interface Parse {
  /** Bytes as latin1, cut as `cutName` has it: a key, and back to the same bytes. Empty: the unnamed statement. */
  readonly name: string;
  readonly text: string;
  readonly textBytes: Buffer;
  /** Count and OIDs as they came. */
  readonly typeBytes: Buffer;
}

/** @throws GatewayError when the body is broken, or the text is not UTF-8. */
export function decodeParse(bytes: Buffer, start: number, end: number): Parse {
  const body = new BodyReader(bytes, start + 5, end);
  const name = cutName(body.cstring('latin1'));
  const textStart = body.position;
  const textBytes = bytes.subarray(textStart, body.skipCString());
  const typesStart = body.position;
  // Unsigned in PostgreSQL, whatever its documentation says: a driver may declare 65,535.
  body.bytes(4 * body.uint16());
  if (!body.isAtEnd) throw invalidFormat();
  return { name, text: decodeUtf8(textBytes), textBytes, typeBytes: bytes.subarray(typesStart, end) };
}

/** The type OIDs that a Parse declares; 0: left to the server. `typeBytes` are those of a decoded Parse. */
export function decodeParameterTypes(typeBytes: Buffer): readonly number[] {
  const count = typeBytes.readUInt16BE(0);
  if (count === 0) return noTypes;
  return Array.from({ length: count }, (_, index) => typeBytes.readUInt32BE(2 + 4 * index));
}

/** As a Parse carries them. */
export function encodeParameterTypes(types: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(2 + 4 * types.length);
  bytes.writeUInt16BE(types.length, 0);
  for (let index = 0; index < types.length; index += 1) bytes.writeUInt32BE(types[index] ?? 0, 2 + 4 * index);
  return bytes;
}

const noTypes: readonly number[] = [];

const NUL = Buffer.alloc(1);

/** The same message with another text. `text` is UTF-8 without a NUL. pg-protocol would print a warning for a long name. */
export function encodeParse(parse: Pick<Parse, 'name' | 'typeBytes'>, text: Buffer): Buffer {
  return frameBytes(frontend.parse, Buffer.from(parse.name, 'latin1'), NUL, text, NUL, parse.typeBytes);
}
