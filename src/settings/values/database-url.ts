import { z } from 'zod';
import { Secret } from '../../base/index.js';

/** A PostgreSQL server, a role on it, and perhaps a database. */
export interface DatabaseServer {
  /** A name, an address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret<string> | null;
  readonly database: string | null;
  /** The URL's `?sslmode=`; null when it has none. */
  readonly tlsMode: TlsMode | null;
}

/** As in libpq. */
export const tlsModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof tlsModes)[number];

const error = 'must be the URL of a PostgreSQL database: `postgres://role:password@host:5432/database`';

/** A database's URL. It usually holds a password, so it is never shown. */
export const databaseUrl = z
  .string({ error })
  .min(1, { error })
  .transform((text, context): DatabaseServer => {
    const complain = (message: string): never => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    // The URL parser wants a host where libpq and people write none or a percent-encoded socket directory: it takes both
    // in a scheme that it does not know, such as this one.
    if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return complain(error);
    const url = new URL(text);
    const { sslmode, ...others } = Object.fromEntries(url.searchParams);
    const tlsMode = tlsModes.find((mode) => mode === sslmode) ?? null;
    if (sslmode !== undefined && tlsMode === null)
      return complain(`must have an \`sslmode\` of ${tlsModes.join(', ')}`);
    if (Object.keys(others).length > 0) return complain('must have no `?…` part but `?sslmode=…`');
    if (url.hostname === '' || url.username === '') return complain(error);
    try {
      const path = decodeURIComponent(url.pathname.slice(1));
      return {
        host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? 5432 : Number(url.port),
        user: decodeURIComponent(url.username),
        password: url.password === '' ? null : new Secret(decodeURIComponent(url.password)),
        database: path === '' ? null : path,
        tlsMode,
      };
    } catch {
      return complain('has a `%` that starts no two-digit code; write `%25` for `%` itself');
    }
  });

/** True for addresses that no other machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
