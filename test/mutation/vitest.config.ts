import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));
const room = process.env.MUTATION_ROOM ?? '';
const withDatabase = process.env.MUTATION_DATABASE === 'yes';

/** What only the run's shared PostgreSQL can give. */
const asksDatabase = /\binject\(|\bstartPostgres\b/;

/** What measures time fails on code that Stryker changed, mutant or not. */
const measuresTime = /less than \d+ ms/;

/** Whether a test, or a file of `test/` that it imports, asks a database: too slow to be asked once a mutant. */
function needsDatabase(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  if (asksDatabase.test(text)) return true;
  return [...text.matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)]
    .map(([, path]) => resolve(dirname(file), `${path}.ts`))
    .some((path) => path.startsWith(join(root, 'test')) && needsDatabase(path, seen));
}

const own = readdirSync(join(root, 'test', room), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', room, file))
  .filter((file) => !measuresTime.test(readFileSync(join(root, file), 'utf8')));

/** The room's own tests, and where a database may be asked the attacks: they are what kills its mutants. */
export default defineConfig({
  test: {
    root,
    include: withDatabase
      ? [...own, 'test/attacks/attacks.test.ts']
      : own.filter((file) => !needsDatabase(join(root, file))),
    globalSetup: withDatabase ? ['test/fixtures/global-postgres.ts'] : [],
    // That a test is slow, as all are on a busy machine, is no answer: Stryker itself ends what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // No testNamePattern: it would stand in the way of Stryker's, which runs for a mutant the tests that reach it.
    isolate: false,
  },
});
