import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway, type TestGateway } from './gateway.js';
import { ask, RawClient, say } from './raw-client.js';

const textBytesMax = 100_000;

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase();
  gateway = await startGateway(database, { textBytesMax, limits: { statementsBytesMax: 150_000 } });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

/** Sockets on both sides keep some megabytes. */
const tooLongToBeKept = 40_000_000;

test('a long Bind that has to wait for what was sent before is not read before that is answered', async () => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  client.send(say.parse('SELECT length($1::text)', 'a'), say.sync);
  await client.until('Z');
  const bind = say.bind('a', '', ['x'.repeat(tooLongToBeKept)]);
  client.send(say.query('SELECT pg_sleep(0.5) /* changes */'), bind, say.execute(), say.sync);
  await sleep(300);
  expect(client.socket.writableLength).toBeGreaterThan(0);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(client.last('D').toString('latin1', 11)).toBe(String(tooLongToBeKept));
  client.close();
});

test('it is dropped behind what has failed', async () => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  client.send(say.parse('SELECT length($1::text)', 'a'), say.sync);
  await client.until('Z');
  const bind = say.bind('a', '', ['x'.repeat(200_000)]);
  client.send(
    say.query('SELECT 1 /* changes */'),
    ask('SELECT 1/0'),
    bind,
    say.execute(),
    say.sync,
    say.query('SELECT 2'),
  );
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z')).toEqual(['1', 'E:22012', 'Z:I']);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  client.close();
});

test('a text that the gate refuses for its length is not collected, and the session goes on', async () => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  const { asked } = gateway.gate.last;
  const long = (length: number) => `SELECT 1 /*${'x'.repeat(length - 13)}*/`;
  client.send(say.query(long(textBytesMax + 1)));
  expect(await client.until('Z')).toEqual(['E:54001', 'Z:I']);
  client.send(say.parse(long(10 * textBytesMax), 'a'), say.bind('a'), say.execute(), say.sync);
  expect(await client.until('Z')).toEqual(['E:54001', 'Z:I']);
  expect(asked).toEqual([]);
  client.send(say.query(long(textBytesMax)), ask(long(textBytesMax)), say.sync);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(asked.map(({ length }) => length)).toEqual([textBytesMax, textBytesMax]);
  client.close();
});

test('a client holds so many bytes of prepared statements, and may go on when it has closed some', async () => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  const prepare = (name: string) => say.parse(`SELECT '${'x'.repeat(60_000)}'`, name);
  client.send(prepare('a'), prepare('b'), prepare('c'), say.sync);
  expect(await client.until('Z')).toEqual(['1', '1', 'E:53400', 'Z:I']);
  client.send(prepare(''), prepare('a'), say.sync);
  expect(await client.until('Z')).toEqual(['1', 'E:42P05', 'Z:I']);
  // What failed or was closed counts no more.
  client.send(say.closeStatement('a'), prepare('c'), say.parse('SELECT 1', 'd'), prepare('e'), say.sync);
  expect(await client.until('Z')).toEqual(['3', '1', '1', 'E:53400', 'Z:I']);
  client.send(say.query('DEALLOCATE ALL'));
  await client.until('Z');
  client.send(prepare('a'), prepare('b'), say.sync);
  expect(await client.until('Z')).toEqual(['1', '1', 'Z:I']);
  client.close();
});
