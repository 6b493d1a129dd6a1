import { z } from 'zod';
import { named, nameText, section } from '../section.js';
import { databaseUrl, isLoopback, tlsModes } from '../values/database-url.js';
import { durationMs } from '../values/duration.js';
import { integer } from '../values/integer.js';
import { keyBytes } from '../values/key-bytes.js';
import { qualifiedName } from '../values/qualified-name.js';
import { sizeBytes } from '../values/size.js';
import { filePath, secretText, text, webAddress } from '../values/text.js';
import { poolSection } from './pool.js';

const storeTls = section({
  mode: z
    .enum(tlsModes)
    .default('verify-full')
    .describe('As in libpq. Only `verify-full` knows that it talks to the right server.'),
  ca: filePath
    .optional()
    .describe("Authorities that the server's certificate must come from, PEM; the system's if not said."),
  cert: filePath.optional().describe("The gateway's own certificate, PEM."),
  key: filePath.optional().describe("The certificate's private key, PEM."),
}).transform(({ mode, ca, cert, key }) => ({ mode, ca: ca ?? null, cert: cert ?? null, key: key ?? null }));

export type StoreTlsSettings = z.output<typeof storeTls>;

const unlisted = z
  .enum(['refuse', 'allow'])
  .default('refuse')
  .describe('What happens to relations and resources that `data` does not name.');

const extension = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]*$/, { error: 'must be the name of an extension, such as `pg_trgm`' });

const ownSetting = z.string().regex(/^(?!damask\.)[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+$/, {
  error: 'must be the name of a setting of your own, such as `app.user_id`; those of `damask.` are the gateway’s',
});

const postgresStore = section({
  kind: z.literal('postgres'),
  url: databaseUrl.describe("The gateway's own role there: least privilege, never a superuser."),
  tls: storeTls
    .optional()
    .describe('`verify-full` if not said; `prefer` when the server is on loopback or a Unix socket.'),
  databases: z
    .array(text)
    .min(1, { error: 'must name a database, or be left out' })
    .optional()
    .describe("Names that clients connect to; the URL's database if not said."),
  unlisted,
  functions: z
    .array(qualifiedName('app.price_of'))
    .default([])
    .describe('Functions outside pg_catalog that may be called.'),
  extensions: z.array(extension).default([]).describe('Extensions whose functions and operators are trusted.'),
  channels: z
    .array(z.string().min(1).max(63))
    .default([])
    .describe('Channels of LISTEN and NOTIFY that clients may use: what comes through them is not masked.'),
  settings: z
    .array(ownSetting)
    .default([])
    .describe(
      'Settings of your own (`app.user_id`) that clients may set and read: for triggers and row security of the store.',
    ),
  pool: poolSection.prefault({}),
}).transform((store, context) => {
  const databases = store.databases ?? (store.url.database === null ? [] : [store.url.database]);
  if (databases.length === 0) {
    context.addIssue({ code: 'custom', message: 'must name a database in `url`, or have `databases`', path: ['url'] });
  }
  if (store.tls !== undefined && store.url.tlsMode !== null) {
    context.addIssue({ code: 'custom', message: 'must not say `sslmode` beside `tls`; keep one', path: ['url'] });
  }
  const near = isLoopback(store.url.host) || store.url.host.startsWith('/');
  const tls: StoreTlsSettings = store.tls ?? {
    mode: store.url.tlsMode ?? (near ? 'prefer' : 'verify-full'),
    ca: null,
    cert: null,
    key: null,
  };
  return {
    kind: store.kind,
    server: store.url,
    tls,
    databases,
    unlisted: store.unlisted,
    functions: store.functions,
    extensions: store.extensions,
    channels: store.channels,
    settings: store.settings,
    pool: store.pool,
  };
});

/**
 * Headers of a request that no store is sent: those of the connection and of the body, which are written anew; the caller's own
 * credentials; what asks for a part or for nothing if unchanged; what would name another method, path or host.
 */
const ownRequestHeader = new RegExp(
  '^(connection|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|expect|host|content-.*|accept|accept-encoding|' +
    'authorization|damask-.*|sec-gpc|range|if-.*|x-http-method.*|x-method-override|x-original-(url|uri|host|method)|' +
    'x-rewrite-url|x-forwarded-(host|path|prefix|uri|proto|method)|forwarded|x-gateway-assertion)$',
);

const headerName = z.string().regex(/^[a-z0-9-]+$/, { error: 'must be the name of a header, in small letters' });

const httpStore = section({
  kind: z.literal('http'),
  url: webAddress.describe('Where the service is.'),
  mount: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)+$/, { error: 'must be a path without a slash at its end, such as `/crm`' })
    .describe("The gateway's path prefix for it."),
  tls: storeTls.optional(),
  unlisted,
  pass_headers: z
    .array(
      headerName.refine((name) => !ownRequestHeader.test(name), {
        error: 'is not passed on: it is the connection’s, the caller’s own, or would ask for something else',
      }),
    )
    .default(['accept-language'])
    .describe('Headers of requests that are passed on; any other is left out.'),
  set_headers: z
    .record(
      headerName.refine((name) => name !== 'x-gateway-assertion', {
        error: 'is made for each request: `assertion_key`',
      }),
      secretText,
    )
    .default({})
    .describe('Headers that the gateway adds to requests, such as its own `authorization`.'),
  assertion_key: keyBytes
    .optional()
    .describe(
      '32 bytes, base64, that the service has too: `X-Gateway-Assertion` proves by it that a request came through the gateway.',
    ),
  max_connections: integer(1, 100_000).default(50).describe('Connections to the service.'),
  connect_timeout: durationMs.prefault('5s').describe('How long connecting may take.'),
  response_timeout: durationMs.prefault('30s').describe('How long the service may say nothing.'),
  total_timeout: durationMs.prefault('5m').describe('How long an answer may take in all.'),
  max_body_size: sizeBytes(1_024, Number.MAX_SAFE_INTEGER)
    .prefault('1GB')
    .describe('The longest body of an answer, decompressed.'),
}).transform((store) => ({
  kind: store.kind,
  url: store.url,
  mount: store.mount,
  tls: store.tls ?? null,
  unlisted: store.unlisted,
  passHeaders: store.pass_headers,
  setHeaders: new Map(Object.entries(store.set_headers)),
  assertionKey: store.assertion_key ?? null,
  connectionsMax: store.max_connections,
  connectTimeoutMs: store.connect_timeout,
  responseTimeoutMs: store.response_timeout,
  totalTimeoutMs: store.total_timeout,
  bodyBytesMax: store.max_body_size,
}));

const store = z.discriminatedUnion('kind', [postgresStore, httpStore], {
  error: 'must have a `kind`: `postgres` or `http`',
});

/** What the gateway stands in front of. */
export const storesSection = named(store, 'store');

export type StoreSettings = z.output<typeof storesSection> extends ReadonlyMap<string, infer Store> ? Store : never;
export type PostgresStoreSettings = Extract<StoreSettings, { kind: 'postgres' }>;

export type HttpStoreSettings = Extract<StoreSettings, { kind: 'http' }>;

/** The name of a store where another section speaks of it. */
export const storeName = nameText('store');
