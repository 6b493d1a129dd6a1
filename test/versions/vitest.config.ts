import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What leans on the store: the attacks, guards and their answers, the catalog, masks, rules and consent in SQL, drivers. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: [
      'test/versions/**/*.test.ts',
      'test/consent/**/*.test.ts',
      'test/drivers/{node-postgres,postgres-js}.test.ts',
      'test/enforce/{contention,early-sort,index-use,permitted-view,writing}.test.ts',
      'test/masks/**/*.test.ts',
      'test/pg/pool/{crossfire,crossing,store-code}.test.ts',
      'test/rules/**/*.test.ts',
    ],
    globalSetup: ['test/versions/older-postgres.ts'],
    // What PostgreSQL 18, 17 and 15 brought: OLD and NEW in RETURNING; JSON_TABLE and a timeout; MERGE, and scales below zero and above the precision.
    testNamePattern:
      /^(?!.*(the row before and after|FROM JSON_TABLE\(jsonb|MERGE INTO customers c USING (jsonb|\(VALUES)|numeric\(3,(-2|5)\)|^transaction_timeout$))/,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
