import type { UpstreamTarget, UpstreamTls } from '../pg/index.js';
import type { PostgresStoreSettings, StoreTlsSettings } from '../settings/index.js';

/** Gives the text of a file that the settings name: `LoadedSettings.readFile`. */
export type ReadFile = (path: string) => string;

/** The server of a store, and who the gateway is to it. Reads the certificates that its settings name. */
export function upstreamTargetFrom({ server, tls, pool }: PostgresStoreSettings, readFile: ReadFile): UpstreamTarget {
  return {
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    tls: upstreamTlsFrom(tls, readFile),
    keepAlive: { enabled: pool.tcpKeepAlive, idleMs: pool.tcpKeepIdleMs },
    connectTimeoutMs: pool.serverConnectTimeoutMs,
  };
}

function upstreamTlsFrom({ mode, ca, cert, key }: StoreTlsSettings, readFile: ReadFile): UpstreamTls {
  return {
    mode,
    ...(ca === null ? {} : { ca: readFile(ca) }),
    ...(cert === null ? {} : { cert: readFile(cert) }),
    ...(key === null ? {} : { key: readFile(key) }),
  };
}

/** Equal for two stores whose server, role and TLS are the same. Not to be shown: it holds the password. */
export function targetIdentity(target: UpstreamTarget): string {
  const { host, port, user, password, tls } = target;
  const pem = [tls.ca, tls.cert, tls.key].map((bytes) => bytes?.toString() ?? null);
  return JSON.stringify([host, port, user, password?.reveal() ?? null, tls.mode, ...pem]);
}
