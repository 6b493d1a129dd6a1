import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { textOf } from './files.js';

let database: TestDatabase;
const role = 'damask_gateway_deploy_test';

/** The SQL between the shell's marks, with psql's variable, database and role put in as psql and the entry point would. */
function script(): string {
  const text = textOf('deploy/compose/initdb/10-shop.sh');
  const sql = /<<'SQL'\n([\s\S]*?)\nSQL\n/.exec(text)?.[1] ?? '';
  return sql
    .replaceAll(":'password'", "'secret'")
    .replaceAll('DATABASE shop', `DATABASE ${database.name}`)
    .replaceAll('damask_gateway', role);
}

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => {
  await database.query(`DROP OWNED BY ${role}`);
  await database.query(`DROP ROLE ${role}`);
  await database.drop();
});

test('the script runs, and gives the gateway a role that owns nothing and is nothing special', async () => {
  await database.query(script());
  const { rows } = await database.query(
    'SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = $1',
    [role],
  );
  expect(Object.values(rows[0])).toEqual([false, false, false, false, false]);
  const may = await database.query(
    `SELECT has_table_privilege($1, 'customers', 'SELECT') AS reads,
            has_table_privilege($1, 'consents', 'UPDATE') AS changes_consents,
            has_schema_privilege($1, 'public', 'CREATE') AS creates`,
    [role],
  );
  expect(may.rows[0]).toEqual({ reads: true, changes_consents: false, creates: false });
});
