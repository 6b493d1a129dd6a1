import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerSession, targetFromUrl } from '../../../src/pg/upstream/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
let session: ServerSession;

beforeAll(async () => {
  database = await createDatabase();
  session = await ServerSession.open(targetFromUrl(database.url), database.name, { application_name: 'damask' });
});

afterAll(async () => {
  await session.close();
  await database.drop();
});

test('answers rows by column name, as text, NULL as null', async () => {
  const rows = await session.query(
    'SELECT 1::pg_catalog.int4 AS a, NULL::pg_catalog.text AS b, $1::pg_catalog.text AS c',
    ['ü'],
  );
  expect(rows).toEqual([{ a: '1', b: null, c: 'ü' }]);
});

test('pins its search_path and names itself', async () => {
  const [row] = await session.query(
    "SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('application_name') AS name",
  );
  expect(row).toEqual({ path: '', name: 'damask' });
});

test('runs statements in the order of the calls, and goes on after one that the server refuses', async () => {
  const answers = await Promise.allSettled([
    session.query('SELECT 1 AS n'),
    session.query('SELECT pg_catalog.int4in($1)', ['secret-value']),
    session.query('SELECT 3 AS n'),
  ]);
  expect(answers[0]).toMatchObject({ status: 'fulfilled', value: [{ n: '1' }] });
  expect(answers[1]).toMatchObject({ status: 'rejected', reason: { code: 'upstream_refused' } });
  expect(String((answers[1] as PromiseRejectedResult).reason)).not.toContain('secret');
  expect(answers[2]).toMatchObject({ status: 'fulfilled', value: [{ n: '3' }] });
});

test('reads many rows and long ones', async () => {
  const many = await session.query('SELECT i FROM pg_catalog.generate_series(1, 20000) AS i');
  expect(many.length).toBe(20000);
  expect(many.at(-1)).toEqual({ i: '20000' });
  const [long] = await session.query("SELECT pg_catalog.repeat('x', 3000000) AS x");
  expect(long?.x?.length).toBe(3_000_000);
});

test('a statement past its bound ends the session, and later ones say so', async () => {
  const { url, name } = database;
  const slow = await ServerSession.open(targetFromUrl(url), name, { application_name: 'damask', queryTimeoutMs: 100 });
  await expect(slow.query('SELECT pg_catalog.pg_sleep(5)')).rejects.toMatchObject({ code: 'upstream_unavailable' });
  expect(slow.open).toBe(false);
  await expect(slow.query('SELECT 1')).rejects.toMatchObject({ code: 'upstream_unavailable' });
});

test('a session that the server terminates rejects what runs and what follows', async () => {
  const other = await ServerSession.open(targetFromUrl(database.url), database.name, { application_name: 'damask' });
  const [row] = await other.query('SELECT pg_catalog.pg_backend_pid() AS pid');
  const sleeping = other.query('SELECT pg_catalog.pg_sleep(5)');
  const outcome = expect(sleeping).rejects.toMatchObject({ sqlstate: '57P01' });
  await session.query('SELECT pg_catalog.pg_terminate_backend($1::pg_catalog.int4)', [row?.pid ?? null]);
  await outcome;
  await expect(other.query('SELECT 1')).rejects.toThrow();
  expect(other.open).toBe(false);
});
