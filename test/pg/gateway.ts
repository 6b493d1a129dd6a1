import { randomBytes } from 'node:crypto';
import { Secret } from '../../src/base/index.js';
import {
  type ClientTimeouts,
  type ClientTls,
  createPgListener,
  noClientTimeouts,
  type PgListener,
  type PrincipalCredential,
  ScramVerifiers,
  type SessionLimits,
  type UpstreamTarget,
} from '../../src/pg/index.js';
import { FakeGate, type FakeGateOptions } from './fake-gate.js';
import { RecordingObserver } from './recording-observer.js';

export interface GatewayOptions extends FakeGateOptions {
  readonly limits?: Partial<SessionLimits>;
  readonly timeouts?: Partial<ClientTimeouts>;
  readonly clientTls?: ClientTls;
  readonly principals?: Readonly<Record<string, PrincipalCredential>>;
  /** The databases that there are; absent: any. */
  readonly databases?: readonly string[];
}

/** A listener in front of a server, with a gate that does what markers say. */
export interface TestGateway {
  readonly host: string;
  readonly port: number;
  readonly gate: FakeGate;
  readonly observer: RecordingObserver;
  readonly listener: PgListener;
  url(database: string): string;
}

export async function startGateway(
  server: { readonly host: string; readonly port: number; readonly user?: string; readonly password?: string },
  options: GatewayOptions = {},
): Promise<TestGateway> {
  const gate = new FakeGate(options);
  const observer = new RecordingObserver();
  const target: UpstreamTarget = {
    host: server.host,
    port: server.port,
    user: server.user ?? 'gateway',
    password: server.password === undefined ? null : new Secret(server.password),
    tls: { mode: 'disable' },
    connectTimeoutMs: 5_000,
  };
  const principals = options.principals ?? { app: { kind: 'trust_loopback' } };
  const listener = createPgListener({
    host: '127.0.0.1',
    port: 0,
    clientTls: options.clientTls ?? { mode: 'disable', tls: null },
    principals: { find: (name) => principals[name] ?? null },
    verifiers: new ScramVerifiers({ saltSecret: new Secret(randomBytes(32)) }),
    storeFor: (database) =>
      options.databases === undefined || options.databases.includes(database)
        ? { store: 'shop', target, timeouts: { ...noClientTimeouts, ...options.timeouts } }
        : null,
    gate,
    limits: () => options.limits ?? {},
    observer,
  });
  const { host, port } = await listener.listen();
  return {
    host,
    port,
    gate,
    observer,
    listener,
    url: (database) => `postgres://app@${host}:${port}/${database}`,
  };
}
