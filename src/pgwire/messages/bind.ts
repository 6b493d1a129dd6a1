import { BodyReader, invalidFormat } from '../body-reader.js';

/** Bind: a prepared statement with its parameters becomes a portal. Names are bytes as latin1. */
export interface Bind {
  readonly portal: string;
  readonly statement: string;
  readonly parameterCount: number;
  /** None: all text. One: for every column. Else one for each column. 0 is text, 1 binary. */
  readonly resultFormats: readonly number[];
}

/** @throws GatewayError when the body is broken. */
export function decodeBind(bytes: Buffer, start: number, end: number): Bind {
  const body = new BodyReader(bytes, start + 5, end);
  const portal = body.cstring('latin1');
  const statement = body.cstring('latin1');
  body.bytes(2 * body.uint16());
  const parameterCount = body.uint16();
  for (let parameter = 0; parameter < parameterCount; parameter += 1) {
    const length = body.int32();
    if (length >= 0) body.bytes(length);
  }
  const resultFormats = Array.from({ length: body.uint16() }, () => body.int16());
  if (!body.isAtEnd) throw invalidFormat();
  return { portal, statement, parameterCount, resultFormats };
}
