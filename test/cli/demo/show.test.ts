import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Login } from '../../../src/cli/demo/ask.js';
import { pickPeople } from '../../../src/cli/demo/people.js';
import { seedShop } from '../../../src/cli/demo/seed.js';
import { showViews } from '../../../src/cli/demo/show.js';
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

test('who sees everything is shown everything', async () => {
  const [{ email } = { email: '' }] = await pickPeople(store);
  const text = await showViews({ store, throughGateway: () => store });
  const line = text.split('\n').find((one) => one.startsWith('email'));
  expect(line?.split(/ {2,}/).slice(1)).toEqual([email, email, email, email]);
  expect(text).toMatch(/SELECT count\(\*\) FROM customers +4000 +4000 +4000 +4000\n/);
});
