import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { typed } from './masked.js';
import { mustCompile } from './specs.js';

const master = randomBytes(32);
const purpose = 'analytics';
const derived = deriveKeys(master, purpose);
const keys = maskKeys({ purpose, ...derived });

/** Every way that a key might be written, whole or in part. */
const traces = [
  master,
  derived.purposeKey,
  derived.sharedKey,
  ...[...keys.settings().values()].map((hex) => Buffer.from(hex, 'hex')),
].flatMap((key) => [
  key.toString('hex').slice(0, 24),
  key.toString('base64').slice(0, 20),
  key.toString('latin1').slice(0, 12),
]);
const tracesIn = (text: string) => traces.filter((trace) => text.toLowerCase().includes(trace.toLowerCase()));

const masks = (['purpose', 'shared'] as const).flatMap((scope) => [
  mustCompile({ name: 'pseudonym', options: { scope } }).sql('t.e', typed('text'), keys),
  mustCompile({ name: 'hash_id', options: { scope } }).sql('t.i', typed('integer'), keys),
  mustCompile({ name: 'hash_id', options: { scope } }).sql('t.u', typed('uuid'), keys),
]);

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(
    "CREATE TABLE t AS SELECT i, 'user' || i AS e, gen_random_uuid() AS u FROM generate_series(1, 20) AS i",
  );
  // As a gateway does: settings come with the startup message, not as a statement.
  const options = [...keys.settings()].map(([name, value]) => `-c ${name}=${value}`).join(' ');
  client = new pg.Client({ connectionString: database.url, options });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test('the check would find a key', () => {
  expect(tracesIn(`x ${derived.purposeKey.toString('hex').toUpperCase()} x`)).toHaveLength(1);
  expect(tracesIn([...keys.settings().values()].join(' '))).toHaveLength(4);
});

test('no key stands in the SQL of a mask', () => {
  for (const sql of masks) expect(tracesIn(sql)).toEqual([]);
});

test('no key stands in a plan, in pg_stat_activity, or among the settings that are listed', async () => {
  for (const sql of masks) {
    const plan = await client.query(`EXPLAIN (ANALYZE, VERBOSE, SETTINGS, FORMAT JSON) SELECT ${sql} FROM t`);
    expect(tracesIn(JSON.stringify(plan.rows))).toEqual([]);
  }
  for (const text of [
    'SELECT query FROM pg_stat_activity',
    'SELECT * FROM pg_settings',
    'SHOW ALL',
    'SELECT * FROM pg_stat_ssl',
  ]) {
    expect(tracesIn(JSON.stringify((await client.query(text)).rows))).toEqual([]);
  }
});

test('no key stands in the error of a session that lacks it', async () => {
  for (const sql of masks) {
    const fault: unknown = await database.query(`SELECT ${sql} FROM t`).catch((caught: unknown) => caught);
    expect(fault).toBeInstanceOf(pg.DatabaseError);
    expect(tracesIn(JSON.stringify(fault))).toEqual([]);
  }
});

test('a mask means the same under any alias, its own names included', async () => {
  const sql = (alias: string) =>
    mustCompile({ name: 'hash_id', options: undefined }).sql(`${alias}.i`, typed('integer'), keys);
  const shown = async (alias: string) =>
    (await client.query(`SELECT ${sql(alias)} AS masked FROM t AS ${alias} ORDER BY ${alias}.i`)).rows;
  expect(await shown('r')).toEqual(await shown('other'));
});

test('equal masks of a key and its foreign key join as the values do', async () => {
  const sql = (column: string) =>
    mustCompile({ name: 'hash_id', options: undefined }).sql(column, typed('integer'), keys);
  const { rows } = await client.query(`SELECT count(*)::int AS n FROM (SELECT ${sql('t.i')} AS id FROM t) AS a
    JOIN (SELECT ${sql('t.i')} AS ref FROM t) AS b ON b.ref = a.id`);
  expect(rows[0].n).toBe(20);
});
