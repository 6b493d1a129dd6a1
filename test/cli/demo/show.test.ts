import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Login } from '../../../src/cli/demo/ask.js';
import { ask } from '../../../src/cli/demo/ask.js';
import { createGatewayRole } from '../../../src/cli/demo/gateway-role.js';
import { hints } from '../../../src/cli/demo/hints.js';
import { findPerson, pickPeople } from '../../../src/cli/demo/people.js';
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

test('the people shown are two, one with and one without consent to marketing', async () => {
  const people = await pickPeople(store);
  expect(people.map(({ caption }) => caption)).toEqual(['consented to marketing', 'refused marketing']);
  for (const { email, city, born } of people) {
    expect(email).toContain('@');
    expect(city).not.toBe('');
    expect(born).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  expect(await pickPeople(store)).toEqual(people);
});

test('who sees everything is shown everything', async () => {
  const [{ email } = { email: '' }] = await pickPeople(store);
  const text = await showViews({ store, throughGateway: () => store });
  const line = text.split('\n').find((one) => one.startsWith('email'));
  expect(line?.split(/ {2,}/).slice(1)).toEqual([email, email, email, email]);
  expect(text).toMatch(/SELECT count\(\*\) FROM customers +4000 +4000 +4000 +4000\n/);
});

test('a person is found also where only city and year of birth can be seen', async () => {
  const person = { email: 'x@example.com', city: 'Berlin', born: '1961-05-04', caption: '' };
  const columns = ['email', 'dob', 'city'];
  const row = [null, '1961-01-01', 'Berlin'];
  expect(findPerson({ kind: 'rows', columns, rows: [[null, '1962-01-01', 'Berlin'], row] }, person)).toBe(row);
  expect(findPerson({ kind: 'rows', columns, rows: [['y@example.com', '1961-05-04', 'Berlin']] }, person)).toBeNull();
  expect(findPerson({ kind: 'error', sqlstate: '42501', message: 'no' }, person)).toBeNull();
});

test('an error is an answer, and the connection goes on', async () => {
  const answers = await ask(store, ['SELECT 1/0', 'SELECT NULL::int AS a, 1.50::numeric AS b']);
  expect(answers[0]).toMatchObject({ kind: 'error', sqlstate: '22012' });
  expect(answers[1]).toEqual({ kind: 'rows', columns: ['a', 'b'], rows: [[null, '1.50']] });
});

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

test('hints are lines that a shell can take', () => {
  const login = {
    ...store,
    user: 'analyst/analytics',
    password: 'pw',
    host: '127.0.0.1',
    port: 6432,
    database: 'shop',
  };
  const text = hints([login], 'http://127.0.0.1:9090/metrics');
  expect(text).toContain('  PGPASSWORD=pw psql -h 127.0.0.1 -p 6432 -U analyst/analytics shop\n');
  expect(text).toContain('http://127.0.0.1:9090/metrics');
});
