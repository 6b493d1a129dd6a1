import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say } from '../raw-client.js';
import { describeFrame } from './play.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE items (id int); INSERT INTO items VALUES (1), (2); CREATE TABLE filled (id int)');
  gateway = await startPooledGateway(database, { poolSize: 1 });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

/** Each leaves its session as it found it; `ready` counts ReadyForQuery. */
const turns: readonly { readonly bytes: Buffer; readonly ready: number }[] = [
  { bytes: say.query('SELECT id FROM items; SELECT 1/0; SELECT 2'), ready: 1 },
  {
    bytes: Buffer.concat([
      say.parse('SELECT id FROM items WHERE id > $1 ORDER BY id', 'näme'),
      say.describeStatement('näme'),
      say.bind('näme', '', ['0']),
      say.execute('', 1),
      say.execute(),
      say.closeStatement('näme'),
      say.sync,
    ]),
    ready: 1,
  },
  {
    bytes: Buffer.concat([
      say.query('BEGIN'),
      say.parse('SELECT 1'),
      say.bind('', 'p'),
      say.flush,
      say.execute('p'),
      say.closePortal('p'),
      say.sync,
      say.query('ROLLBACK'),
    ]),
    ready: 3,
  },
  { bytes: Buffer.concat([say.parse('SELECT nothing'), say.bind(), say.execute(), say.sync, say.query('')]), ready: 2 },
  {
    bytes: Buffer.concat([
      say.query('COPY filled FROM STDIN'),
      say.copyData('1\n2\n'),
      say.copyDone,
      say.query('COPY items TO STDOUT'),
      say.query('TRUNCATE filled'),
    ]),
    ready: 3,
  },
  {
    bytes: Buffer.concat([
      say.query("SET TIME ZONE 'Asia/Tokyo'"),
      say.query('SHOW TimeZone'),
      say.query('RESET TIME ZONE'),
    ]),
    ready: 3,
  },
  {
    bytes: Buffer.concat([say.query('PREPARE own AS SELECT 7'), say.query('EXECUTE own'), say.query('DISCARD ALL')]),
    ready: 3,
  },
];

async function ask(client: RawClient, chunks: readonly Buffer[], ready: number): Promise<string[]> {
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0) for (let left = 2; left > 0; left--) await turn();
    client.send(chunk);
  }
  const heard: string[] = [];
  for (let due = ready; due > 0; ) {
    const frame = await client.next(30_000);
    if (frame === null) throw new Error(`closed after ${heard.join(' | ')}`);
    heard.push(describeFrame(frame));
    if (frame.type === 'Z') due -= 1;
  }
  return heard;
}

test('clients that share a connection get the same answers wherever their bytes are split', {
  timeout: 120_000,
}, async () => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  const other = await RawClient.logIn(gateway, { database: database.name });
  let isDone = false;
  // Reads of another client stand between, before and behind.
  const reads = (async () => {
    for (let round = 0; !isDone; round++) {
      other.send(say.parse(`SELECT ${round % 5} AS own`), say.bind(), say.execute(), say.sync);
      expect(await other.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
      expect(other.last('D').toString('latin1').at(-1)).toBe(String(round % 5));
    }
  })();
  try {
    for (const { bytes, ready } of turns) {
      const whole = await ask(client, [bytes], ready);
      for (let at = 1; at < bytes.length; at++) {
        expect(await ask(client, [bytes.subarray(0, at), bytes.subarray(at)], ready)).toEqual(whole);
      }
    }
  } finally {
    isDone = true;
    await reads;
    client.close();
    other.close();
  }
});
