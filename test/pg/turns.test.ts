import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway, type TestGateway } from './gateway.js';
import { ask, RawClient, say } from './raw-client.js';

let database: TestDatabase;
let gateway: TestGateway;

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startGateway(database);
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

const statements = 60;

test.each([
  ['the extended protocol', Array.from({ length: statements }, (_, at) => ask(`SELECT ${at} /* slow(5) */`))],
  ['Query messages', Array.from({ length: statements }, (_, at) => say.query(`SELECT ${at} /* slow(5) */`))],
  [
    'statements that are planned, and take long to be made',
    Array.from({ length: statements }, (_, at) => say.query(`SELECT ${at} /* slowly made(5) */`)),
  ],
  [
    'statements that are refused',
    Array.from({ length: statements }, () => say.query('SELECT 1 /* slow(5) */ /* refuse */')),
  ],
])('who sends many statements at once does not keep others waiting for all of them: %s', async (_, messages) => {
  const many = await RawClient.logIn(gateway, { database: database.name });
  const { asked } = gateway.gate.last;
  const other = await RawClient.logIn(gateway, { database: database.name });
  many.send(...messages, say.sync);
  other.send(say.query('SELECT 1'));
  expect(await other.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(asked.length).toBeLessThan(statements);
  // And all of them are answered.
  let left = messages[0]?.[0] === 0x51 ? statements + 1 : 1;
  for (; left > 0; left -= 1) await many.until('Z');
  expect(asked.length).toBe(statements);
  many.close();
  other.close();
});
