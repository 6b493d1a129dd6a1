import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../shop.js';
import { plan, refusal } from '../small-view.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

test.each([
  ["SELECT pg_catalog.set_config('search_path', '', false)", [{ text: '', local: false }]],
  ["SELECT set_config('search_path', 'public, \"A\"', true)", [{ text: 'public, "A"', local: true }]],
  [
    "SELECT set_config('SEARCH_PATH', 'a', false) AS one, set_config('search_path', 'b', true)",
    [
      { text: 'a', local: false },
      { text: 'b', local: true },
    ],
  ],
])('%s is followed', (sql, paths) => {
  const { effects, text } = plan(sql);
  expect(effects).toEqual(paths.map((path) => ({ kind: 'search_path', ...path })));
  expect(text).toContain('set_config');
});

test.each([
  ["SELECT set_config('search_path', $1, false)", 'the search_path is set to a constant'],
  ["SELECT set_config('search_path', lower('a'), false)", 'the search_path is set to a constant'],
  ["SELECT set_config('search_path', 'a', $1)", 'the search_path is set to a constant'],
  ["SELECT set_config('search_path', NULL, false)", 'the search_path is set to a constant'],
  ["SELECT set_config('search_path', 'a,,', false)", 'the search_path is no list of names'],
  [`SELECT set_config('search_path', '${'a,'.repeat(9_000)}a', false)`, 'a very long one'],
  [`SET search_path = '${'a,'.repeat(9_000)}a'`, 'the search_path is a very long one'],
  // Not alone, or not for certain.
  ["SELECT set_config('search_path', 'a', false), 1", 'this setting may not be changed by a function'],
  ["SELECT set_config('search_path', 'a', false) FROM customers", 'this setting may not be changed by a function'],
  ["SELECT set_config('search_path', 'a', false) WHERE false", 'this setting may not be changed by a function'],
  ["SELECT set_config('search_path', 'a', false) LIMIT 0", 'this setting may not be changed by a function'],
  ["SELECT lower(set_config('search_path', 'a', false))", 'this setting may not be changed by a function'],
  ["SELECT set_config($1, 'a', false)", 'this setting may not be changed by a function'],
  ["SELECT set_config('damask.purpose', 'analytics', false)", 'this setting may not be changed by a function'],
  ["SELECT set_config('role', 'postgres', false)", 'this setting may not be changed by a function'],
  [
    "SELECT set_config('role', 'postgres', false), set_config('search_path', 'a', false)",
    'this setting may not be changed',
  ],
  ["PREPARE a AS SELECT set_config('search_path', 'a', false)", 'this setting may not be changed by a function'],
  ["EXPLAIN ANALYZE SELECT set_config('search_path', 'a', false)", '42501'],
  ["SELECT 1 WHERE set_config('search_path', 'a', false) = ''", 'this setting may not be changed by a function'],
  [
    "WITH a AS (SELECT set_config('search_path', 'a', false)) SELECT 1",
    'this setting may not be changed by a function',
  ],
])('%s is refused', (sql, message) => {
  expect(refusal(sql)).toContain(message);
});

test('what stands prepared was planned under another path', () => {
  const prepared = new Map([['a', null]]);
  const session = { remembered: { prepared, cursors: new Map() } };
  expect(refusal("SELECT set_config('search_path', '', false)", 'mailer', { session } as object)).toContain(
    'while prepared statements stand',
  );
});

test('names are found by it from then on, until its transaction ends or is rolled back', async () => {
  const mailer = await shop.as('mailer');
  const seen = await mailer.ask('SELECT count(*) FROM customers');
  await mailer.ask('BEGIN');
  expect(await mailer.ask("SELECT pg_catalog.set_config('search_path', '', true)")).toEqual([['']]);
  expect((await mailer.refusal('SELECT count(*) FROM customers')).sqlstate).toBe('42P01');
  expect(await mailer.ask('SELECT count(*) FROM public.customers')).toEqual(seen);
  await mailer.ask('COMMIT');
  expect(await mailer.ask('SELECT count(*) FROM customers')).toEqual(seen);
  await mailer.ask('BEGIN');
  await mailer.ask("SELECT set_config('search_path', 'pg_catalog', false)");
  await mailer.ask('ROLLBACK');
  expect(await mailer.ask('SELECT count(*) FROM customers')).toEqual(seen);
  await mailer.ask("SELECT set_config('search_path', '', false)");
  expect((await mailer.refusal('SELECT count(*) FROM customers')).sqlstate).toBe('42P01');
  await mailer.ask("SELECT set_config('search_path', 'public', false)");
  expect(await mailer.ask('SELECT count(*) FROM customers')).toEqual(seen);
  await mailer.close();
});

const setting = (from: string, where: string, name = 'name', value = "'view, foreign-table'") =>
  `SELECT set_config(${name}, ${value}, false) ${from} ${where}`;
const ofDump = "WHERE name = 'restrict_nonsystem_relation_kind'";

test('the name of a setting is that which it is compared with', async () => {
  const visitor = await shop.as('mailer');
  for (const from of ['FROM pg_settings', 'FROM pg_catalog.pg_settings'])
    expect(await visitor.ask(setting(from, ofDump))).toEqual([['view, foreign-table']]);
  await visitor.close();
});

test.each([
  setting('FROM pg_settings', "WHERE name = 'search_path'"),
  setting('FROM pg_settings', "WHERE name = 'role'"),
  setting('FROM pg_settings', "WHERE name = 'session_replication_role'"),
  setting('FROM pg_settings', "WHERE name = 'standard_conforming_strings'", 'name', "'off'"),
  setting('FROM pg_settings', "WHERE name = 'damask.purpose'"),
  setting('FROM pg_settings', "WHERE name <> 'restrict_nonsystem_relation_kind'"),
  setting('FROM pg_settings', "WHERE name = 'restrict_nonsystem_relation_kind' OR true"),
  setting('FROM pg_settings', `${ofDump} LIMIT 1`),
  setting('FROM pg_settings AS s(setting, name)', ofDump),
  setting('FROM pg_settings', "WHERE category = 'restrict_nonsystem_relation_kind'"),
  setting('FROM pg_settings', ofDump, 'category'),
  setting('FROM pg_settings', ofDump, "'role'"),
  setting('FROM pg_settings', ofDump, 'name', 'short_desc'),
  setting('FROM pg_settings, products', ofDump),
  setting('FROM public.products', ofDump),
  setting("FROM (SELECT 'role' AS name) AS pg_settings", ofDump),
  `WITH pg_settings AS (SELECT 'role' AS name) ${setting('FROM pg_settings', ofDump)}`,
])('it is not known, or may not be set, in %s', async (sql) => {
  const visitor = await shop.as('mailer');
  expect((await visitor.refusal(sql)).sqlstate).toBe('42501');
  await visitor.close();
});
