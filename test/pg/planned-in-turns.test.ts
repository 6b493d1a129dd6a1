import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway, type TestGateway } from './gateway.js';
import { ask, RawClient, say } from './raw-client.js';

let database: TestDatabase;
let gateway: TestGateway;
let client: RawClient;

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startGateway(database);
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});
beforeEach(async () => {
  client = await RawClient.logIn(gateway, { database: database.name });
});
afterEach(() => client.close());

test('a Query that is planned in turns is answered in its place', async () => {
  client.send(say.query('SELECT 1'), say.query('SELECT 2 /* turns(5) */'), say.query('SELECT 3'));
  for (const _ of [1, 2, 3]) expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(gateway.gate.last.asked).toEqual(['SELECT 1', 'SELECT 2 /* turns(5) */', 'SELECT 3']);
});

test('a Parse that is, too: alone, and behind what has no Sync yet', async () => {
  client.send(ask('SELECT 1'), ask('SELECT 2 /* turns(5) */'), ask('SELECT 3'), say.sync);
  const answer = ['1', '2', 'D', 'C:SELECT 1'];
  expect(await client.until('Z')).toEqual([...answer, ...answer, ...answer, 'Z:I']);
});

test('one that is refused in the end, or of which the catalog is asked first', async () => {
  client.send(say.query('SELECT 1 /* turns(2) */ /* refuse */'), say.query('SELECT 2 /* turns(3) */ /* stale */'));
  expect((await client.until('Z')).at(0)).toMatch(/^E/);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(gateway.gate.last.refreshes).toBe(1);
});

test('a Bind or Execute whose statement is judged anew in turns', async () => {
  client.send(say.parse('SELECT 1', 'a'), say.sync, say.query('SELECT 1'));
  await client.until('C:SELECT 1');
  await client.until('Z');
  const session = gateway.gate.last;
  session.recheckTurns = 5;
  client.send(say.bind('a'), say.execute(), say.sync, say.query('SELECT 2'));
  expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(session.recheckTurns).toBe(0);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.bind('a'), say.flush);
  await client.until('2');
  session.recheckTurns = 5;
  client.send(say.execute(), say.sync);
  expect(await client.until('Z')).toEqual(['D', 'C:SELECT 1', 'Z:I']);
  expect(session.recheckTurns).toBe(0);
});

test('behind an error in its batch it is not planned on', async () => {
  client.send(ask('SELECT 1/0'), ask('SELECT 2 /* turns(200) */'), say.sync, say.query('SELECT 3'));
  expect((await client.until('Z')).at(-1)).toBe('Z:I');
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test('others are served between its turns', async () => {
  const other = await RawClient.logIn(gateway, { database: database.name });
  client.send(say.query('SELECT 1 /* turns(500) */'));
  for (let at = 0; at < 3; at += 1) {
    other.send(say.query('SELECT 2'));
    expect(await other.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  }
  // It is still being planned.
  expect(gateway.gate.sessions.flatMap(({ asked }) => asked)).not.toContain('SELECT 1 /* turns(500) */');
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  other.close();
});

test('of a client that leaves while its statement is planned nothing stays', async () => {
  client.send(say.query('SELECT 1 /* turns(100) */'));
  client.close();
  const other = await RawClient.logIn(gateway, { database: database.name });
  other.send(say.query('SELECT 2'));
  expect(await other.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  other.close();
  await expect.poll(() => gateway.listener.connections, { timeout: 10_000 }).toBe(0);
});

test('a plan that waits for an answer takes no room from others', async () => {
  const clients = await Promise.all(
    Array.from({ length: 8 }, () => RawClient.logIn(gateway, { database: database.name })),
  );
  const long = `SELECT 1 /* turns(3) */ -- ${'x'.repeat(5_000)}`;
  for (const one of clients) one.send(say.query('SELECT 1 FROM pg_sleep(3)'), say.query(long));
  // All have begun.
  await expect.poll(() => gateway.gate.sessions.slice(-8).flatMap(({ asked }) => asked).length).toBe(8);
  const startMs = performance.now();
  client.send(say.query(long));
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(performance.now() - startMs).toBeLessThan(1_500);
  for (const one of clients) {
    for (const _ of [1, 2]) expect(await one.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    one.close();
  }
});

test('of what is not planned on nothing is kept', async () => {
  const { gate } = gateway;
  const before = gate.underWay;
  client.send(ask('SELECT 1/0'), say.flush, ask('SELECT 2 /* turns(100000) */'));
  await client.until('E');
  await expect.poll(() => gate.underWay).toBe(before);
  client.send(say.sync);
  expect(await client.until('Z')).toEqual(['Z:I']);
});

test('few long plans are under way at a time, and all come to an end', async () => {
  const { gate } = gateway;
  gate.underWayMost = 0;
  const clients = await Promise.all(
    Array.from({ length: 20 }, () => RawClient.logIn(gateway, { database: database.name })),
  );
  const long = `SELECT 1 /* turns(8) */ -- ${'x'.repeat(5_000)}`;
  for (const one of clients) one.send(say.query(long), say.query(long));
  // Who leaves gives way to others.
  for (const one of clients.slice(0, 10)) one.close();
  for (const one of clients.slice(10)) {
    for (const _ of [1, 2]) expect(await one.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  }
  expect(gate.underWayMost).toBe(8);
  for (const one of clients.slice(10)) one.close();
});
