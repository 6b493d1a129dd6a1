import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { GatewayError, toGatewayError } from '../errors/index.js';
import { describeFault } from '../observe/index.js';
import type { ExchangeTrace } from './exchange-trace.js';
import { answerGpc, gpcPath } from './gpc.js';
import type { HttpObserver } from './observer.js';
import { problemContentType, problemOf } from './problem.js';
import { type ExchangeSurroundings, serveExchange } from './serve-exchange.js';
import { UnreadAnswers } from './unread-answers.js';
import { WholeAnswers } from './whole-answers.js';

export interface HttpListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Null: no TLS. */
  readonly tls: HttpListenerTls | null;
  readonly connectionsMax: number;
  /** A request must have come whole after this long. */
  readonly requestTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly surroundings: () => ExchangeSurroundings;
  readonly observer: HttpObserver;
}

export interface HttpListenerTls {
  readonly cert: string;
  readonly key: string;
  /** Authorities that client certificates must come from. A client need not show one: it may have a key or a token. */
  readonly clientCa?: string;
}

export interface HttpListener {
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /** Takes a client that another process has accepted. */
  take(socket: Socket): void;
  /** New handshakes show the new certificate. */
  reloadTls(tls: HttpListenerTls): void;
  /** Takes no more connections, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const HEAD_BYTES_MAX = 16 * 1024;
const HEADERS_MAX = 100;
/** How long a client may take to close after it was turned away. */
const LINGER_MS = 5_000;

/** The listener of HTTP clients. Node's parser is strict, and stays so. */
export function createHttpListener(options: HttpListenerOptions): HttpListener {
  const settings = {
    maxHeaderSize: HEAD_BYTES_MAX,
    headersTimeout: Math.min(options.requestTimeoutMs, 30_000),
    requestTimeout: options.requestTimeoutMs,
    keepAliveTimeout: options.idleTimeoutMs,
    connectionsCheckingInterval: Math.min(options.requestTimeoutMs, 5_000),
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const server: Server =
    options.tls === null ? createServer(settings) : createTlsServer({ ...settings, ...tlsOptions(options.tls) });
  server.maxConnections = options.connectionsMax;
  server.maxHeadersCount = HEADERS_MAX;
  const responder = { ...options, wholeAnswers: new WholeAnswers() };
  const serve = (request: IncomingMessage, response: ServerResponse) => void respond(request, response, responder);
  server.on('request', serve);
  server.on('checkContinue', serve);
  server.on('checkExpectation', serve);
  // Without a listener Node would close these without a word.
  server.on('connect', (_: IncomingMessage, socket: Socket) => endWith(socket, 405));
  server.on('upgrade', (_: IncomingMessage, socket: Socket) => endWith(socket, 400));
  server.on('clientError', (fault: Error & { readonly code?: string }, socket: Socket) => refuseBroken(fault, socket));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    options.observer.connectionOpened();
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      options.observer.connectionClosed();
    });
  });
  const unread = new UnreadAnswers(options.idleTimeoutMs);
  server.on(options.tls === null ? 'connection' : 'secureConnection', (socket: Socket) => unread.watch(socket));
  let looks = false;
  return {
    listen: () => listen(server, options.host, options.port),
    take: (socket) => {
      // Node looks for requests past their time from this event on; a server that is handed its clients has none.
      if (!looks && !server.listening) server.emit('listening');
      looks = true;
      server.emit('connection', socket);
    },
    reloadTls: (tls) => {
      if ('setSecureContext' in server && typeof server.setSecureContext === 'function')
        server.setSecureContext(tlsOptions(tls));
    },
    close: (graceMs) => close(server, sockets, graceMs),
  };
}

interface ResponderOptions extends Pick<HttpListenerOptions, 'surroundings' | 'observer'> {
  readonly wholeAnswers: WholeAnswers;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { surroundings, observer, wholeAnswers }: ResponderOptions,
): Promise<void> {
  const startedAt = performance.now();
  const trace: ExchangeTrace = {
    store: null,
    purpose: null,
    principal: null,
    rows: 0,
    upstreamSeconds: null,
    statusInstead: null,
  };
  let error: GatewayError | null = null;
  response.on('error', ignore);
  try {
    if (request.url === gpcPath) answerGpc(request, response);
    else await serveExchange(request, response, surroundings(), { trace, wholeAnswers });
  } catch (fault) {
    error = toGatewayError(fault);
    if (error.code === 'internal') observer.log('exchange_fault', describeFault(fault));
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, error, trace.statusInstead);
  }
  const aborted = error !== null && response.destroyed && response.headersSent && !response.writableEnded;
  if (error !== null && error.code !== 'internal') {
    const { principal, purpose, store } = trace;
    observer.log(aborted ? 'exchange_aborted' : 'request_refused', { principal, purpose, store, reason: error.code });
  }
  observer.exchange({
    store: trace.store,
    purpose: trace.purpose,
    status: response.statusCode,
    verdict: error === null ? 'answered' : aborted ? 'aborted' : 'refused',
    reason: error?.code ?? null,
    rows: trace.rows,
    seconds: (performance.now() - startedAt) / 1000,
    upstreamSeconds: trace.upstreamSeconds,
  });
}

/** What fails on the way to the client ends its connection, of which `close` tells. */
const ignore = (): void => {};

function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: GatewayError,
  status: number | null,
): void {
  if (response.destroyed) return;
  const problem = problemOf(error, status ?? error.meaning.httpStatus);
  const body = Buffer.from(`${JSON.stringify(problem)}\n`);
  const headers: Record<string, string | number> = {
    'Content-Type': problemContentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  if (problem.status === 401) headers['WWW-Authenticate'] = 'Bearer';
  // What is left of a body that nobody reads would be taken for the next request's head.
  if (!request.complete) headers.Connection = 'close';
  response.writeHead(problem.status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** An answer for what is no request: nothing is known of it. */
function refuseBroken(fault: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || fault.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  endWith(socket, { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[fault.code ?? ''] ?? 400);
}

/** Answers on a socket that Node has let go of: nobody else hears of its errors, or ends it when the other side does not. */
function endWith(socket: Socket, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(LINGER_MS, () => socket.destroy());
  socket.end(bare(status));
}

function bare(status: number): string {
  const problem = { ...problemOf(new GatewayError('malformed_request', 'the request is not taken'), status) };
  const body = `${JSON.stringify(problem)}\n`;
  return (
    `HTTP/1.1 ${status} ${problem.title}\r\nConnection: close\r\nCache-Control: no-store\r\n` +
    `Content-Type: ${problemContentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

function tlsOptions({ cert, key, clientCa }: HttpListenerTls) {
  const clients = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false };
  return { cert, key, minVersion: 'TLSv1.2' as const, ...clients };
}

function listen(server: Server, host: string, port: number): Promise<{ readonly host: string; readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const { address, port: taken } = server.address() as AddressInfo;
      resolve({ host: address, port: taken });
    });
  });
}

async function close(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  // A server that was handed its clients does not wait for them by itself.
  while (sockets.size > 0) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
    server.closeIdleConnections();
  }
  clearTimeout(cut);
}

/** How often a closing listener looks for clients whose request has ended. */
const IDLE_LOOK_MS = 50;
