import { debianBinaries, startPostgres } from '../bench/servers/postgres.js';
import type { ShopServer } from '../fixtures/shop-gateway.js';

/** The servers that clients are tried with: the run's own PostgreSQL 18, and Debian's PostgreSQL 15, which fits its psql. */
export const serverNames = ['PostgreSQL 18', 'PostgreSQL 15'] as const;
export type ServerName = (typeof serverNames)[number];

/** Undefined for the shared server; the caller stops what it gets. */
export async function startServer(
  name: ServerName,
): Promise<{ server: ShopServer | undefined; stop: () => Promise<void> }> {
  if (name === 'PostgreSQL 18') return { server: undefined, stop: async () => {} };
  const binaries = debianBinaries();
  if (binaries === null) throw new Error('PostgreSQL 15 is not installed: apt-get install postgresql-15');
  const { host, port, stop } = await startPostgres({ binaries });
  return { server: { host, port, user: 'postgres', password: 'postgres' }, stop };
}
