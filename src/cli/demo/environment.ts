import { createHash, randomBytes } from 'node:crypto';
import type { Login } from './ask.js';
import { freePort } from './free-port.js';
import { type Viewer, viewers } from './viewers.js';

/** What the reference configuration takes from outside, by variable. */
export type DemoEnvironment = Readonly<Record<string, string>>;

const POSTGRES_PORT = 6432;
const HTTP_PORT = 8080;
const ADMIN_PORT = 9090;

/**
 * Secrets are random each time. The ports are the usual ones, or what the caller's environment says, or the next that are
 * free.
 */
export async function demoEnvironment(
  store: Login,
  contactsUrl: string,
  given: Readonly<Record<string, string | undefined>>,
): Promise<DemoEnvironment> {
  const port = await freePort(Number(given.DAMASK_PORT ?? POSTGRES_PORT));
  const httpPort = await otherPort(Number(given.DAMASK_HTTP_PORT ?? HTTP_PORT), [port]);
  const adminPort = await otherPort(Number(given.DAMASK_ADMIN_PORT ?? ADMIN_PORT), [port, httpPort]);
  return {
    DAMASK_PORT: String(port),
    DAMASK_HTTP_PORT: String(httpPort),
    DAMASK_ADMIN_PORT: String(adminPort),
    DAMASK_LOG_LEVEL: given.DAMASK_LOG_LEVEL ?? 'error',
    DAMASK_WORKERS: given.DAMASK_WORKERS ?? '1',
    DAMASK_PSEUDONYM_KEY: randomBytes(32).toString('base64'),
    SHOP_URL: `postgres://${store.user}:${store.password}@${store.host}:${store.port}/${store.database}`,
    CRM_URL: contactsUrl,
    ...Object.fromEntries(viewers.map((viewer) => [viewer.keyVariable, sha256(apiKeyOf(viewer))])),
    ...Object.fromEntries(
      viewers.map(({ passwordVariable }) => [passwordVariable, randomBytes(9).toString('base64url')]),
    ),
  };
}

/** A free port, but none of those. */
async function otherPort(wanted: number, taken: readonly number[]): Promise<number> {
  let port = await freePort(wanted);
  while (taken.includes(port)) port = await freePort(wanted === 0 ? 0 : port + 1);
  return port;
}

const keys = new Map<string, string>();

/** A viewer's API key: random, the same for as long as the process lives. */
export function apiKeyOf({ principal }: Viewer): string {
  const key = keys.get(principal) ?? randomBytes(18).toString('base64url');
  keys.set(principal, key);
  return key;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
