import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Login } from '../../../src/cli/demo/ask.js';
import { findPerson, pickPeople } from '../../../src/cli/demo/people.js';
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

test('a person is found also where only city and year of birth can be seen', async () => {
  const person = { email: 'x@example.com', city: 'Berlin', born: '1961-05-04', caption: '' };
  const columns = ['email', 'dob', 'city'];
  const row = [null, '1961-01-01', 'Berlin'];
  expect(findPerson({ kind: 'rows', columns, rows: [[null, '1962-01-01', 'Berlin'], row] }, person)).toBe(row);
  expect(findPerson({ kind: 'rows', columns, rows: [['y@example.com', '1961-05-04', 'Berlin']] }, person)).toBeNull();
  expect(findPerson({ kind: 'error', sqlstate: '42501', message: 'no' }, person)).toBeNull();
});
