import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where a server says that it honours Global Privacy Control (https://www.w3.org/TR/gpc/, "GPC Support Resource"). */
export const gpcPath = '/.well-known/gpc.json';

/** The day on which the gateway began to. */
const LAST_UPDATE = '2026-11-26';

export function answerGpc(request: IncomingMessage, response: ServerResponse): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const body = isRead ? `${JSON.stringify({ gpc: true, lastUpdate: LAST_UPDATE })}\n` : '';
  response.writeHead(isRead ? 200 : 405, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'public, max-age=3600',
    ...(isRead ? {} : { Allow: 'GET, HEAD' }),
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
