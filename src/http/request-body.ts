import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors/index.js';

/**
 * The whole body of a request.
 *
 * @throws GatewayError `body_too_large`, `unsupported_body` when it is compressed, `malformed_request` when it breaks off.
 */
export async function readBody(
  request: IncomingMessage,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  if (contentEncoding !== undefined && contentEncoding.trim().toLowerCase() !== 'identity') {
    throw new GatewayError('unsupported_body', 'the body of a request is taken uncompressed');
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      chunks.push(chunk);
    }
  } catch (fault) {
    if (fault instanceof GatewayError) throw fault;
    throw new GatewayError('malformed_request', 'the request broke off', { cause: fault });
  }
  if (!request.complete) throw new GatewayError('malformed_request', 'the request broke off');
  return Buffer.concat(chunks, bytes);
}

/** Does a body come with the request? */
export function hasBody(headers: ReadonlyMap<string, string>): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
}

function tooLarge(bytesMax: number): GatewayError {
  return new GatewayError('body_too_large', `the body of a request has at most ${bytesMax} bytes`);
}
