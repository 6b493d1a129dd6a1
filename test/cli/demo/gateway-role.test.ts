import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Login } from '../../../src/cli/demo/ask.js';
import { createGatewayRole } from '../../../src/cli/demo/gateway-role.js';
import { seedShop } from '../../../src/cli/demo/seed.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
let store: Login;

beforeAll(async () => {
  database = await createDatabase();
  await seedShop(database.query);
  const { host, port, user, password, name } = database;
  store = { host, port, user, password, database: name };
});
afterAll(() => database.drop());

test("the gateway's role reads the shop, writes where a purpose may, and can do nothing else", async () => {
  try {
    await createGatewayRole(database.query, database.name, 'secret');
    const role: Login = { ...store, user: 'damask_gateway', password: 'secret' };
    const [read, write, ddl, consent, temp] = await ask(role, [
      'SELECT count(*) FROM customers',
      'UPDATE customers SET city = city WHERE id = 1',
      'CREATE TABLE t ()',
      "UPDATE consents SET state = 'given'",
      'CREATE TEMP TABLE t ()',
    ]);
    expect(read).toMatchObject({ rows: [['4000']] });
    expect(write?.kind).toBe('rows');
    for (const refused of [ddl, consent, temp]) expect(refused).toMatchObject({ kind: 'error', sqlstate: '42501' });
  } finally {
    await database.query('DROP OWNED BY damask_gateway');
    await database.query('DROP ROLE damask_gateway');
  }
});
