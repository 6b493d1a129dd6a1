import { afterAll, beforeAll, expect, test } from 'vitest';
import { constantHints } from '../../../src/enforce/session/constant-hints.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE hinted (id int PRIMARY KEY, at date)');
  await database.query('CREATE VIEW over_hinted AS SELECT id FROM hinted');
  await database.query('CREATE FUNCTION either(int, float8) RETURNS int LANGUAGE sql RETURN 1');
  await database.query('CREATE FUNCTION either(float8, int) RETURNS int LANGUAGE sql RETURN 1');
});
afterAll(() => database.drop());

test.each([
  'SELECT upper(1, 2)',
  'CALL nothing(1)',
  'SELECT true + true',
  'SELECT - true',
  'SELECT either(1, 2)',
  'INSERT INTO hinted (at) VALUES (true)',
  "SELECT '31/31/2026'::date",
  'DROP TABLE hinted',
])('the server says one of them to %s', async (sql) => {
  const said = await database.query(sql).then(
    () => 'it did not fail',
    ({ hint }: { hint?: string }) => hint ?? 'no hint',
  );
  expect([...constantHints]).toContain(said);
});

test('none has a place for a name or a value', () => {
  expect(constantHints.size).toBeGreaterThan(10);
  for (const hint of constantHints) expect(hint.replace('"DateStyle"', '')).not.toMatch(/["%]/);
});
