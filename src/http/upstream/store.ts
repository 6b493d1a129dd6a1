import type { Secret } from '../../base/index.js';

/** Where a store's service is, and how long one waits for it. */
export interface HttpUpstream {
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** What stands before each path there; empty or starting with a slash. */
  readonly basePath: string;
  readonly tls: UpstreamTlsOptions | null;
  /** Headers that the gateway adds: its own credentials there. */
  readonly setHeaders: ReadonlyMap<string, Secret<string>>;
  /** Signs what proves to the service that a request came through the gateway. Null: nothing does. */
  readonly assertionKey: Secret<Buffer> | null;
  readonly connectionsMax: number;
  readonly connectTimeoutMs: number;
  /** How long the service may say nothing. */
  readonly responseTimeoutMs: number;
  /** How long an answer may take in all. */
  readonly totalTimeoutMs: number;
  /** Of an answer's body, decompressed. */
  readonly bodyBytesMax: number;
}

export interface UpstreamTlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The certificate must be of a trusted authority. */
  readonly verifies: boolean;
  /** It must be of this host, too. */
  readonly verifiesHost: boolean;
}
