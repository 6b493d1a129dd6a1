import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Secret } from '../base/index.js';
import { type Answer, answerProblem } from './answer.js';
import { carriesToken } from './bearer.js';
import { health } from './health.js';
import { type MetricsText, metrics } from './metrics.js';
import type { Operation } from './operation.js';
import { problem, problemContentType } from './problem.js';
import { type Readiness, readiness } from './readiness.js';

export interface AdminOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked for by everything but `/healthz` and `/readyz`. Null: asked for by nothing. */
  readonly token: Secret<string> | null;
  readonly metrics: () => Promise<MetricsText>;
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** A request must have come whole after this long. */
  readonly requestTimeoutMs?: number;
  /** Told of each fault that a caller saw only as a 500. */
  readonly onFault?: (fault: unknown) => void;
}

export interface AdminListener {
  readonly host: string;
  readonly port: number;
  /** Takes no more connections, lets answers under way end, and cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** Scrapers and probes send a few short headers. */
const HEADER_BYTES_MAX = 8 * 1024;
const CONNECTIONS_MAX = 64;
const REQUEST_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Opens the operators' HTTP listener.
 *
 * @throws Error of node:net when the address can't be had (`EADDRINUSE`, `EACCES`).
 */
export async function openAdmin(options: AdminOptions): Promise<AdminListener> {
  const operations = [health(), readiness(options.readiness), metrics(options.metrics)];
  const byPath = new Map(operations.map((operation) => [operation.path, operation]));
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: requestTimeout,
      requestTimeout,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      // Node looks for requests past their time only this often.
      connectionsCheckingInterval: Math.min(requestTimeout, 1_000),
    },
    (request, response) => void respond(request, response, byPath, options),
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('clientError', refuseBrokenRequest);
  await listen(server, options.host, options.port);
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: (graceMs = 2_000) => close(server, graceMs) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  operations: ReadonlyMap<string, Operation>,
  options: AdminOptions,
): Promise<void> {
  let answer: Answer;
  try {
    answer = await answerTo(request, operations, options.token);
  } catch (fault) {
    options.onFault?.(fault);
    answer = answerProblem(problem(500));
  }
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(
  request: IncomingMessage,
  operations: ReadonlyMap<string, Operation>,
  token: Secret<string> | null,
): Promise<Answer> {
  const operation = operations.get(request.url?.split('?', 1)[0] ?? '');
  // Whether a path exists is not told to who has no token.
  if (!operation?.open && token !== null && !carriesToken(request.headers.authorization, token)) {
    return answerProblem(problem(401, { detail: 'a bearer token is needed' }), { 'www-authenticate': 'Bearer' });
  }
  if (operation === undefined) return answerProblem(problem(404));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answerProblem(problem(405), { allow: 'GET, HEAD' });
  }
  return operation.answer();
}

function refuseBrokenRequest(fault: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[fault.code ?? ''] ?? 400;
  const document = problem(status);
  const body = `${JSON.stringify(document)}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${document.title}\r\nconnection: close\r\ncontent-type: ${problemContentType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
