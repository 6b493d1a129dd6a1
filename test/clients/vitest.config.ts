import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Clients that npm can't install: psql and Python's psycopg. They come from Debian's packages `postgresql-15`,
 * `postgresql-client` and `python3-psycopg2`; a test whose client is missing fails.
 */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/clients/**/*.test.ts'],
    globalSetup: ['test/fixtures/global-postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // They show the roles of the one server that they share, and each makes one.
    fileParallelism: false,
  },
});
