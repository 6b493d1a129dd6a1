import { isTypesOnly, readSource } from './source-file.js';

/** Rooms in which every file has a test of its own. */
const twinned = ['policy/', 'masks/', 'pgwire/messages/', 'enforce/', 'cli/'];

/**
 * The files of the twinned rooms that have no twin: `policy/decide.ts` has its own in `policy/decide.test.ts`. An index.ts
 * and a file that only declares types need none.
 */
export function missingTwins(sources: ReadonlyMap<string, string>, tests: Iterable<string>): readonly string[] {
  const present = new Set(tests);
  return [...sources]
    .filter(([path]) => twinned.some((room) => path.startsWith(room)) && !path.endsWith('/index.ts'))
    .filter(([path, text]) => !isTypesOnly(readSource(path, text)))
    .map(([path]) => path)
    .filter((path) => !present.has(path.replace(/\.ts$/, '.test.ts')))
    .sort();
}

/** What the list of exceptions doesn't excuse, and what in it excuses nothing. */
export function twinBreaches(missing: readonly string[], exceptions: readonly string[]): readonly string[] {
  const excuses = (exception: string, path: string) =>
    exception.endsWith('/') ? path.startsWith(exception) : path === exception;
  return [
    ...missing
      .filter((path) => !exceptions.some((exception) => excuses(exception, path)))
      .map((path) => `${path} has no test of its own`),
    ...exceptions
      .filter((exception) => !missing.some((path) => excuses(exception, path)))
      .map((exception) => `${exception} is complete: take it out of the exceptions`),
  ];
}
