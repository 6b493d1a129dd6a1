import { z } from 'zod';
import { nameText, section } from '../section.js';
import { durationMs } from '../values/duration.js';
import { integer, port } from '../values/integer.js';
import { sizeBytes } from '../values/size.js';
import { filePath, secretText, text } from '../values/text.js';
import { keepAliveShape } from './keep-alive.js';

const host = text.default('127.0.0.1').describe('Address or name to listen on. Read at the start.');

const listenTls = section({
  mode: z
    .enum(['disable', 'prefer', 'require'])
    .default('require')
    .describe('`require` refuses a client that asks for no TLS; `prefer` leaves it to the client. Read at the start.'),
  cert: filePath.optional().describe("The gateway's certificate and its chain, PEM."),
  key: filePath.optional().describe("The certificate's private key, PEM."),
  client_ca: filePath.optional().describe('Authorities that client certificates must come from, PEM.'),
}).transform(({ mode, cert, key, client_ca }) => ({
  mode,
  cert: cert ?? null,
  key: key ?? null,
  clientCa: client_ca ?? null,
}));

const workers = z.union([integer(1, 128), z.literal('auto')], {
  error: 'must be a whole number from 1 to 128, or `auto`',
});

const principals = z.array(nameText('principal')).default([]);

const postgresListen = section({
  host,
  port: port.default(6432).describe('0: any that is free. Read at the start.'),
  workers: workers
    .default(1)
    .describe(
      'Processes that serve this port, read at the start. `auto`: as many as there are cores. Limits hold over all of them together.',
    ),
  tls: listenTls.optional(),
  admin_users: principals.describe(
    'Principals that may look and act on the console: the database `damask` or `pgbouncer`.',
  ),
  stats_users: principals.describe('Principals that may look on the console.'),
  client_login_timeout: durationMs.prefault('60s').describe('From the first byte until the client is logged in.'),
  shutdown_timeout: durationMs.prefault('60s').describe('How long clients may go on after a request to stop.'),
  max_packet_size: sizeBytes(10_000, 1_073_741_823)
    .prefault('64MB')
    .describe('The longest message that has to be held whole, such as a statement. Rows are not held.'),
  listen_backlog: integer(1, 65_535)
    .default(511)
    .describe('Connections that may wait to be accepted. Read at the start.'),
  log_connections: z.boolean().default(true).describe('Whether the log says that a client has logged in.'),
  log_disconnections: z.boolean().default(true).describe('Whether the log says that a client has gone.'),
  ...keepAliveShape,
}).transform((listen) => ({
  host: listen.host,
  port: listen.port,
  workers: listen.workers,
  adminUsers: new Set(listen.admin_users),
  statsUsers: new Set(listen.stats_users),
  tls: listen.tls ?? null,
  clientLoginTimeoutMs: listen.client_login_timeout,
  shutdownTimeoutMs: listen.shutdown_timeout,
  messageBytesMax: listen.max_packet_size,
  backlog: listen.listen_backlog,
  logConnections: listen.log_connections,
  logDisconnections: listen.log_disconnections,
  tcpKeepAlive: listen.tcp_keepalive,
  tcpKeepIdleMs: listen.tcp_keepidle,
}));

const httpListen = section({
  host,
  port: port.default(8080),
  tls: listenTls.optional(),
  max_connections: integer(1, 1_000_000).default(10_000).describe('Clients beyond it are turned away.'),
  request_timeout: durationMs.prefault('30s').describe('A request must have come whole after this long.'),
  idle_timeout: durationMs
    .refine((ms) => ms >= 1000, { error: 'must be a second or more' })
    .prefault('60s')
    .describe('A connection without a request, or that takes nothing, is closed after this long.'),
  shutdown_timeout: durationMs.prefault('30s').describe('How long answers may go on after a request to stop.'),
  max_body_size: sizeBytes(1_024, 1_073_741_823).prefault('1MB').describe('The longest body of a request.'),
}).transform((listen) => ({
  host: listen.host,
  port: listen.port,
  tls: listen.tls ?? null,
  connectionsMax: listen.max_connections,
  requestTimeoutMs: listen.request_timeout,
  idleTimeoutMs: listen.idle_timeout,
  shutdownTimeoutMs: listen.shutdown_timeout,
  bodyBytesMax: listen.max_body_size,
}));

const adminListen = section({
  host,
  port: port.default(9090),
  token: secretText.optional().describe('What a caller must show as `Authorization: Bearer`. Needed off loopback.'),
  console: z.boolean().default(true).describe('Serve the console page.'),
}).transform((listen) => ({ ...listen, token: listen.token ?? null }));

/** Where clients and operators connect. */
export const listenSection = section({
  postgres: postgresListen.optional().describe("Where clients that speak PostgreSQL's protocol connect."),
  http: httpListen.optional().describe('Where clients that speak HTTP connect. Read at the start.'),
  admin: adminListen.optional().describe('Metrics, health, API and console. Read at the start.'),
}).transform((listen) => ({
  postgres: listen.postgres ?? null,
  http: listen.http ?? null,
  admin: listen.admin ?? null,
}));

export type ListenSettings = z.output<typeof listenSection>;
export type PostgresListenSettings = NonNullable<ListenSettings['postgres']>;
export type HttpListenSettings = NonNullable<ListenSettings['http']>;
export type AdminListenSettings = NonNullable<ListenSettings['admin']>;
export type ListenTlsSettings = z.output<typeof listenTls>;
