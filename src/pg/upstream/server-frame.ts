import { GatewayError } from '../../errors/index.js';

/** Type byte and length. */
export const HEADER_BYTES = 5;

/** A whole message from the server, header included. */
export type ServerFrame = Buffer;

export function frameType(frame: ServerFrame): string {
  return String.fromCharCode(frame[0] ?? 0);
}

export function frameBody(frame: ServerFrame): Buffer {
  return frame.subarray(HEADER_BYTES);
}

/** A server broke the protocol: the connection is of no use any more. `what` holds no value. */
export function brokenProtocol(what: string): GatewayError {
  return new GatewayError('upstream_unavailable', `the store broke the protocol: ${what}`);
}

/** A NUL-terminated string and the offset behind it. Throws when no NUL comes. */
export function readCString(body: Buffer, start: number): { readonly text: string; readonly next: number } {
  const end = body.indexOf(0, start);
  if (end === -1) throw brokenProtocol('a string has no end');
  return { text: body.toString('utf8', start, end), next: end + 1 };
}

/**
 * The fields of an ErrorResponse or NoticeResponse by their codes; every one may be missing. Docs: PostgreSQL "Error and
 * Notice Message Fields".
 *
 * @throws GatewayError when the frame is malformed.
 */
export function errorFields(frame: ServerFrame): ReadonlyMap<string, string> {
  const body = frameBody(frame);
  const fields = new Map<string, string>();
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    const code = String.fromCharCode(body[at] ?? 0);
    const { text, next } = readCString(body, at + 1);
    fields.set(code, text);
    at = next;
  }
  if (at !== body.length - 1) throw brokenProtocol('an error has no end');
  return fields;
}
