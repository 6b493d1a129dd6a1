/**
 * pg: PostgreSQL clients and servers on sockets. Start at listener.ts, then session.ts (login) and relay.ts (after it).
 *
 *     listener ─► session: startup, login, gate.open, openUpstream ─► relay: client-plan ─► server
 *                                                                       └─ server-plan ◄─┘
 *
 * What each message of a client does is in client-messages/, what is made of a server's in server-messages/. Server connections
 * that clients share are pool/'s: pool.ts has them, pooled-server.ts is one client's side, server-link.ts one connection.
 *
 * Invariant: what a client says of a statement's text reaches a server only as a ForwardableStatement's bytes, unless the
 * gate says that nothing is protected; no row leaves whose columns' origins the gate has not seen.
 */

export {
  isLoopbackAddress,
  type PrincipalCredential,
  type PrincipalDirectory,
  parseScramVerifier,
  type ScramVerifier,
  ScramVerifiers,
  type ScramVerifiersOptions,
} from './auth/index.js';
export { indexSnapshot, PostgresCatalog, type PostgresCatalogOptions } from './catalog/index.js';
export { ClientCounts, type ClientPlaces, type CountedClient, type TooMany } from './client-places.js';
export { type ClientTimeouts, noClientTimeouts } from './client-timeouts.js';
export { type KeepAlive, systemKeepAlive } from './keep-alive.js';
export { defaultSessionLimits, type SessionLimits } from './limits.js';
export { createPgListener, type PgListener, type PgListenerOptions } from './listener.js';
export type { SessionObserver } from './observer.js';
export { defaultPoolOptions, type PoolOptions } from './pool/pool-options.js';
export type { ClientView, PoolTotals, PoolView, ServerView } from './pool/view.js';
export type { ClientTls, ClientTlsMode } from './startup.js';
export type { StoreRoute } from './store-route.js';
export { ListenerTls, type ListenerTlsOptions } from './tls.js';
export * from './upstream/index.js';
export type { VirtualClient, VirtualDatabase, VirtualSession } from './virtual-database.js';
