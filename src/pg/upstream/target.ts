import { isIP } from 'node:net';
import { Secret } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import { isLoopbackAddress } from '../auth/loopback.js';
import type { KeepAlive } from '../keep-alive.js';

/** libpq's names and meanings. Docs: PostgreSQL "SSL Support", table "SSL Mode Descriptions". */
export type UpstreamTlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface UpstreamTls {
  readonly mode: UpstreamTlsMode;
  /** PEM. With it, `require` verifies the chain like `verify-ca`, as libpq does. Absent: the system's authorities. */
  readonly ca?: string | Buffer;
  /** PEM certificate chain and key that the gateway shows to the server. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** The name that `verify-full` looks for and that SNI carries; absent: the target's host. */
  readonly servername?: string;
}

/** A PostgreSQL server and who the gateway is to it. */
export interface UpstreamTarget {
  /** A name, an address, or a directory of Unix sockets (starts with `/`). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null when the server is expected to ask for none. */
  readonly password: Secret<string> | null;
  readonly tls: UpstreamTls;
  /** Whether SCRAM must be, may be or must not be bound to the TLS channel; absent: `prefer`. */
  readonly channelBinding?: 'disable' | 'prefer' | 'require';
  /** Absent: as the system has it. */
  readonly keepAlive?: KeepAlive;
  /** Covers everything from the first packet to the first ReadyForQuery. */
  readonly connectTimeoutMs: number;
}

/** What a URL can't say, or what shall win over what it says. */
export interface TargetOverrides {
  readonly tls?: UpstreamTls;
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 15_000;
const TLS_MODES: ReadonlyMap<string, UpstreamTlsMode> = new Map([
  ['disable', 'disable'],
  // libpq's `allow` tries plain text first: over TLS is never worse.
  ['allow', 'prefer'],
  ['prefer', 'prefer'],
  ['require', 'require'],
  ['verify-ca', 'verify-ca'],
  ['verify-full', 'verify-full'],
]);

/** True when the way to this host does not leave the machine. */
export function isLocalHost(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || isLoopbackAddress(host);
}

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…`; a host of `/run/postgresql` (percent-encoded, or as
 * `?host=`) is a Unix socket's directory. Without `sslmode` and override the mode is `verify-full`, and `prefer` for a
 * server on this machine.
 *
 * @throws GatewayError `invalid_parameter` that names the part that is wrong, and shows no value.
 */
export function targetFromUrl(url: string, overrides: TargetOverrides = {}): UpstreamTarget {
  const parts = parseUrl(url);
  let host = decode(parts.hostname, 'host').replace(/^\[(.*)\]$/, '$1');
  let mode: UpstreamTlsMode | null = null;
  let channelBinding: UpstreamTarget['channelBinding'];
  let connectTimeoutMs = CONNECT_TIMEOUT_MS;
  for (const [key, value] of parts.searchParams) {
    switch (key) {
      case 'sslmode':
        mode = TLS_MODES.get(value) ?? unfit('`sslmode` is none of libpq’s');
        break;
      case 'host':
        host = value;
        break;
      case 'connect_timeout':
        connectTimeoutMs = Math.max(positive(value, key), 2) * 1000;
        break;
      case 'channel_binding':
        if (value !== 'disable' && value !== 'prefer' && value !== 'require') {
          return unfit('`channel_binding` is none of `disable`, `prefer` and `require`');
        }
        channelBinding = value;
        break;
      default:
        return unfit('only `sslmode`, `channel_binding`, `connect_timeout` and `host` may follow its question mark');
    }
  }
  if (host === '') return unfit('it names no host');
  const user = decode(parts.username, 'user');
  if (user === '') return unfit('it names no user');
  const password = decode(parts.password, 'password');
  return {
    host,
    port: parts.port === '' ? 5432 : Number(parts.port),
    user,
    password: password === '' ? null : new Secret(password),
    tls: overrides.tls ?? { mode: mode ?? (isLocalHost(host) ? 'prefer' : 'verify-full') },
    ...(channelBinding === undefined ? {} : { channelBinding }),
    connectTimeoutMs: overrides.connectTimeoutMs ?? connectTimeoutMs,
  };
}

/**
 * The database that the URL names; PostgreSQL's default is the user's name.
 *
 * @throws GatewayError as `targetFromUrl`.
 */
export function databaseFromUrl(url: string): string {
  const parts = parseUrl(url);
  const name = decode(parts.pathname.replace(/^\//, ''), 'database');
  return name === '' ? decode(parts.username, 'user') : name;
}

/** The name that SNI may carry: an address may not stand there (RFC 6066, section 3). */
export function serverNameOf(target: UpstreamTarget): string | null {
  const name = target.tls.servername ?? target.host;
  return name.startsWith('/') || isIP(name) !== 0 ? null : name;
}

function parseUrl(url: string): URL {
  let parts: URL;
  try {
    parts = new URL(url);
  } catch {
    // The built-in error holds its input, and so the password: it is no cause to keep.
    return unfit('it is no URL');
  }
  if (parts.protocol !== 'postgres:' && parts.protocol !== 'postgresql:')
    return unfit('it does not start with `postgres://`');
  return parts;
}

function decode(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return unfit(`its ${name} has a broken percent-encoding`);
  }
}

function positive(value: string, name: string): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : unfit(`\`${name}\` is no positive whole number`);
}

function unfit(why: string): never {
  throw new GatewayError('invalid_parameter', `the store's url is not usable: ${why}`);
}
