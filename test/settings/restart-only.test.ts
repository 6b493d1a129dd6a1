import { expect, test } from 'vitest';
import { needsRestart, restartOnly, settingsJsonSchema } from '../../src/settings/index.js';

/** Paths of the schema's parts whose description says that they are read at the start. */
function readAtStart(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, description = '' } = node as { properties?: object; description?: string };
  const own = path !== '' && description.includes('ead at the start') ? [path] : [];
  return [
    ...own,
    ...Object.entries(properties).flatMap(([key, part]) => readAtStart(part, path === '' ? key : `${path}.${key}`)),
  ];
}

test('what a reload does not change says so in the published schema, and nothing else does', () => {
  const said = readAtStart(settingsJsonSchema(), '');
  expect(restartOnly.filter((path) => !said.includes(path))).toEqual([]);
  expect(said.filter((path) => !needsRestart(path))).toEqual([]);
});

test('a part of a section that is read at the start is, too, and a name that only begins alike is not', () => {
  expect(needsRestart('listen.http.idle_timeout')).toBe(true);
  expect(needsRestart('listen.postgres.admin_users')).toBe(false);
  expect(needsRestart('log.levels')).toBe(false);
});
