import { defineConfig } from 'vitest/config';

/** The floors alone, as a lint step: no database is started. */
export default defineConfig({
  test: { include: ['test/floors/**/*.test.ts'] },
});
