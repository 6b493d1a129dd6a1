import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors/index.js';

/** The headers of a request that mean something here. Each is there at most once. */
export type RequestHeaders = ReadonlyMap<string, string>;

/** What may come more than once, and then is one list (RFC 9110, 5.3). */
const lists: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'cookie',
  'forwarded',
  'if-match',
  'if-none-match',
  'pragma',
  'sec-gpc',
  'te',
  'trailer',
  'via',
  'warning',
  'x-forwarded-for',
]);

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Reads a request's head from its raw headers: Node keeps the first of two Content-Types and tells nobody.
 *
 * @throws GatewayError for what could be read in two ways, and for what is not served: TRACE, upgrades, expectations,
 *   transfer codings but `chunked`.
 */
export function readHead(request: IncomingMessage): RequestHeaders {
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') throw malformed('HTTP/1.1 is served');
  if (!methods.has(request.method ?? '')) throw new GatewayError('method_not_allowed', 'the method is not served');
  const headers = new Map<string, string>();
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    const known = headers.get(name);
    if (known === undefined) headers.set(name, value);
    else if (lists.has(name)) headers.set(name, `${known}, ${value}`);
    else throw malformed('a header that is read once is given twice');
  }
  const coding = headers.get('transfer-encoding');
  // HTTP/1.0 has none, and who stands in front may have gone by the length.
  if (coding !== undefined && request.httpVersion === '1.0') throw malformed('HTTP/1.0 has no transfer codings');
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    throw malformed('the transfer coding is not `chunked`');
  if (headers.has('upgrade')) throw malformed('the connection is not upgraded');
  const expected = headers.get('expect');
  if (expected !== undefined && expected.toLowerCase() !== '100-continue')
    throw malformed('the expectation is not known');
  if (headers.has('content-range')) throw malformed('a part of a body is not taken');
  return headers;
}

function malformed(message: string): GatewayError {
  return new GatewayError('malformed_request', message);
}

/**
 * Does the request carry a person's opt-out preference? Exactly `1` counts, in any one of several headers; nothing else does
 * (https://www.w3.org/TR/gpc/). Trailers are never read.
 */
export function carriesOptOutSignal(request: IncomingMessage): boolean {
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index + 1] === '1' && (rawHeaders[index] as string).toLowerCase() === 'sec-gpc') return true;
  }
  return false;
}
