import { serialize } from 'pg-protocol';
import { BodyReader, invalidFormat } from '../body-reader.js';
import { decodeUtf8 } from '../utf8.js';

/** Query: statements in one text. `start` is the frame's first byte, `end` behind its last. */
export interface Query {
  readonly text: string;
  /** The text's bytes in the frame, without the NUL. */
  readonly textBytes: Buffer;
}

/** @throws GatewayError when the body is not one NUL-ended text in UTF-8. */
export function decodeQuery(bytes: Buffer, start: number, end: number): Query {
  const body = new BodyReader(bytes, start + 5, end);
  const nul = body.skipCString();
  if (!body.isAtEnd) throw invalidFormat();
  const textBytes = bytes.subarray(start + 5, nul);
  return { text: decodeUtf8(textBytes), textBytes };
}

/** `text` must hold no NUL. */
export function encodeQuery(text: string): Buffer {
  return serialize.query(text);
}
