/**
 * http: HTTP clients and services on sockets. Start at listener.ts, then serve-exchange.ts.
 *
 *     listener ─► serve-exchange: head, who, target, gate.open ─► upstream (undici) ─► answer
 *                 status, head, masked body  ◄── transform ◄── decoded body ◄──────────┘
 *
 * Invariant: no byte of a request reaches a service, and no byte of an answer a client, that was not read and written anew:
 * requests go out as ForwardableRequests alone, bodies come back through the gate's transform alone, and of the head what is
 * listed.
 */

export {
  Authenticator,
  type CertificateCredential,
  type HttpCredential,
  type TokenCredential,
} from './authenticate/index.js';
export { createHttpListener, type HttpListener, type HttpListenerOptions, type HttpListenerTls } from './listener.js';
export type { EndedExchange, HttpObserver } from './observer.js';
export type { ExchangeSurroundings } from './serve-exchange.js';
export { type HttpUpstream, Upstream, type UpstreamTlsOptions } from './upstream/index.js';
