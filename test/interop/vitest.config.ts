import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Drivers of other languages, fetched from their registries and built (Go, Rust, Java with Maven and Python 3 are needed), or Debian's packages: see interop.test.ts. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/interop/**/*.test.ts'],
    globalSetup: ['test/fixtures/global-postgres.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
