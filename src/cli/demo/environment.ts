import { randomBytes } from 'node:crypto';
import type { Login } from './ask.js';
import { freePort } from './free-port.js';
import { viewers } from './viewers.js';

/** What the reference configuration takes from outside, by variable. */
export type DemoEnvironment = Readonly<Record<string, string>>;

const POSTGRES_PORT = 6432;
const ADMIN_PORT = 9090;

/**
 * Secrets are random each time. The ports are the usual ones, or what the caller's environment says, or the next that are
 * free.
 */
export async function demoEnvironment(
  store: Login,
  given: Readonly<Record<string, string | undefined>>,
): Promise<DemoEnvironment> {
  const port = await freePort(Number(given.DAMASK_PORT ?? POSTGRES_PORT));
  const adminPort = await freePort(Number(given.DAMASK_ADMIN_PORT ?? ADMIN_PORT));
  return {
    DAMASK_PORT: String(port),
    DAMASK_ADMIN_PORT: String(adminPort === port ? await freePort(port + 1) : adminPort),
    DAMASK_LOG_LEVEL: given.DAMASK_LOG_LEVEL ?? 'error',
    DAMASK_PSEUDONYM_KEY: randomBytes(32).toString('base64'),
    SHOP_URL: `postgres://${store.user}:${store.password}@${store.host}:${store.port}/${store.database}`,
    ...Object.fromEntries(
      viewers.map(({ passwordVariable }) => [passwordVariable, randomBytes(9).toString('base64url')]),
    ),
  };
}
