import { beforeAll, expect, test } from 'vitest';
import { namesWithoutCatalog } from '../../../src/enforce/connection/known-names.js';
import { readConnectionUse } from '../../../src/enforce/connection/read-connection-use.js';
import { loadParser, parse } from '../../../src/sql/index.js';

beforeAll(() => loadParser());

const use = (text: string) => readConnectionUse(parse(text), namesWithoutCatalog);

test.each([
  ["SET TIME ZONE 'UTC'", { name: 'timezone', value: 'UTC', local: false }],
  ['SET datestyle TO iso, dmy', { name: 'datestyle', value: 'iso, dmy', local: false }],
  ['SET search_path TO a, "B c"', { name: 'search_path', value: 'a, "B c"', local: false }],
  ["SET search_path TO ''", { name: 'search_path', value: '""', local: false }],
  ['SET work_mem = 64', { name: 'work_mem', value: '64', local: false }],
  ['SET Extra_Float_Digits = -3', { name: 'extra_float_digits', value: '-3', local: false }],
  ['SET LOCAL lock_timeout TO 5', { name: 'lock_timeout', value: '5', local: true }],
  ['SET x.y TO DEFAULT', { name: 'x.y', value: null, local: false }],
  ['RESET x.y', { name: 'x.y', value: null, local: false }],
  ['RESET ALL', { name: null, value: null, local: false }],
  ['DISCARD ALL', { name: null, value: null, local: false }],
  ["SELECT set_config('a.b', 'c', false)", { name: 'a.b', value: 'c', local: false }],
  ["SELECT set_config('a.b', 'c', 'f')", { name: 'a.b', value: 'c', local: false }],
  ["SELECT set_config('a.b', 'c', true) FROM items", { name: 'a.b', value: 'c', local: true }],
  ["SET transaction_timeout = '1s'", { name: 'transaction_timeout', value: '1s', local: false }],
] as const)('%s is followed', (text, change) => {
  expect(use(text)).toMatchObject({ settings: [change], pins: null });
});

test.each([
  ['SET ROLE a', 'setting'],
  ['SET SESSION AUTHORIZATION a', 'setting'],
  ["SET TIME ZONE INTERVAL '1' HOUR", 'setting'],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', 'setting'],
  ["SELECT set_config('a.b', $1, false)", 'setting'],
  ["SET client_encoding TO 'LATIN1'", 'setting'],
  ["SELECT set_config('a.b', 'c', false) FROM items", 'setting'],
  ["SELECT set_config('a.b', 'c', false) LIMIT 0", 'setting'],
  ["DECLARE a CURSOR FOR SELECT set_config('a.b', 'c', false)", 'setting'],
  ["SELECT set_config('a.b', 'c', 'maybe')", 'setting'],
  ['SET LOCAL seed = 0.5', 'seed'],
  ['SET search_path = "pg_temp", public', 'temporary'],
] as const)('%s pins: %s', (text, reason) => {
  expect(use(text).pins).toBe(reason);
});
