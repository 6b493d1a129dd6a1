import { describe, expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test.each([
  ["SET search_path TO app, 'Odd One'", { kind: 'search_path', text: '"app", "Odd One"', local: false }],
  ["SET LOCAL search_path = ''", { kind: 'search_path', text: '', local: true }],
  ["SET search_path TO 'a, b'", { kind: 'search_path', text: '"a, b"', local: false }],
  ['RESET search_path', { kind: 'search_path', text: null, local: false }],
  ['SET search_path TO DEFAULT', { kind: 'search_path', text: null, local: false }],
  ["SET damask.purpose = 'analytics'", { kind: 'purpose', purpose: 'analytics', local: false }],
  ["SET LOCAL damask.purpose TO 'analytics'", { kind: 'purpose', purpose: 'analytics', local: true }],
  ['RESET damask.purpose', { kind: 'purpose', purpose: null, local: false }],
])('%s is followed', (sql, effect) => {
  expect(plan(sql).effects).toEqual([effect]);
});

test('RESET ALL takes back both', () => {
  expect(plan('RESET ALL').effects.map(({ kind }) => kind)).toEqual(['search_path', 'purpose']);
});

test.each([
  "SET timezone = 'UTC'",
  "SET TIME ZONE 'UTC'",
  'SET work_mem = 64',
  "SET statement_timeout TO '5s'",
  'SET standard_conforming_strings = on',
  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  'SHOW search_path',
  'SHOW ALL',
  'RESET timezone',
])('%s passes', (sql) => {
  expect(plan(sql).effects).toEqual([]);
});

test.each([
  ['SET standard_conforming_strings = off', /may not be changed, or not to this value/],
  ["SET client_encoding = 'LATIN1'", /may not be changed, or not to this value/],
  ["SET session_authorization = 'x'", /may not be changed/],
  ['SET ROLE postgres', /may not be changed/],
  ["SET TRANSACTION SNAPSHOT '00000003-0000001B-1'", /a snapshot of another transaction’s is not taken over/],
  ["SET damask.purpose = 'nobody'", /not one of the principal's/],
  ["SET damask.key = 'x'", /may not be changed/],
  ["SET damask.purpose = 'a', 'b'", /takes one purpose/],
  ['SET log_statement FROM CURRENT', /./],
  ['RESET log_statement', /may not be changed/],
  ['SHOW damask.key', /may not be read/],
  ['SHOW data_directory', /may not be read/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql)).toMatch(/^42/);
  expect(refusal(sql)).toMatch(why);
});

describe('a setting of the application’s own', () => {
  const own = { settings: new Set(['app.user_id']) };

  test.each([
    "SET app.user_id = '5'",
    'SET LOCAL App.User_Id TO 5',
    'RESET app.user_id',
    'SHOW app.user_id',
    "SELECT set_config('app.user_id', '5', true)",
    "SELECT set_config('APP.user_id', $1, false)",
    "SELECT current_setting('app.user_id', true)",
  ])('%s passes where it is listed, and nowhere else', (sql) => {
    expect(refusal(sql, 'mailer', own)).toMatch(/^admitted/);
    expect(refusal(sql)).toMatch(/^42501/);
  });

  test('does not open others', () => {
    for (const sql of ['SET app.other = 5', "SELECT current_setting('app.user_id.x')", 'SHOW damask.key'])
      expect(refusal(sql, 'mailer', own)).toMatch(/^42501/);
  });

  test('is read by a name that only the server knows', () => {
    expect(plan('SELECT current_setting($1)', 'mailer', own).text).toContain("'app.user_id'");
    expect(plan('SELECT current_setting($1)').text).not.toContain('app.user_id');
  });
});

test('a name that is none is not repeated', () => {
  expect(refusal('SET "ada@example.com" = 1')).toMatch(/^42501 setting `\?`/);
});

test('neither changes while statements stand that were planned under the other', () => {
  const prepared = { session: { remembered: { prepared: new Map([['p', null]]), cursors: new Map() } } };
  const cursor = {
    session: {
      remembered: {
        prepared: new Map<string, null>(),
        cursors: new Map([['c', { rowsLeft: null, hold: false, seen: false, origin: null }]]),
      },
    },
  };
  for (const standing of [prepared, cursor])
    expect(refusal("SET damask.purpose = 'analytics'", 'mailer', standing)).toBe(
      '42501 the purpose can not change while prepared statements or cursors stand (DEALLOCATE ALL and CLOSE ALL first)',
    );
  expect(refusal('SET search_path = x', 'mailer', prepared)).toBe(
    '42501 the search_path can not change while prepared statements stand (DEALLOCATE ALL first)',
  );
  expect(refusal('SET search_path = x', 'mailer', cursor)).toMatch(/^admitted/);
});

test('the role goes back to what it was, and to nothing else', () => {
  for (const sql of [
    'RESET ROLE',
    'SET ROLE TO DEFAULT',
    'RESET SESSION AUTHORIZATION',
    'SET SESSION AUTHORIZATION DEFAULT',
  ])
    expect(plan(sql).text.replaceAll('"', '').toLowerCase()).toMatch(/^(reset role|set role to default)$/);
  for (const sql of ['SET ROLE postgres', 'SET ROLE NONE', "SET SESSION AUTHORIZATION 'postgres'", "SET role = 'x'"])
    expect(refusal(sql)).toMatch(/^42501 the role in the store may not be changed/);
});
