import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RawClient, say } from '../raw-client.js';
import { describeBriefly } from './play.js';
import { openPooledStores, type Place, type PooledStores } from './pooled-stores.js';

/*
 * A Sync within the data of a COPY: the server ignores it, or answers it when what came before has failed. Taken for the one
 * where it is the other, every later answer would be another request's.
 */

let stores: PooledStores;
beforeAll(async () => {
  stores = await openPooledStores();
});
afterAll(async () => {
  await stores.close();
});

const copy = [say.parse('COPY own_0 FROM STDIN'), say.bind(), say.execute()];
const ask = (own: number) => say.query(`SELECT ${own} AS own`);

async function hear(client: RawClient, isLast: (told: string) => boolean): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const frame = await client.next();
    if (frame === null) return [...told, 'closed'];
    told.push(describeBriefly(frame).replace(/ .*/s, ''));
    if (isLast(told.at(-1) as string)) return told;
  }
}

/** A client that the store has asked for the data of a COPY. */
async function copying(place: Place): Promise<RawClient> {
  await place.reset();
  const client = await place.connect();
  client.send(...copy, say.flush);
  expect(await hear(client, (told) => told === 'G')).toEqual(['1', '2', 'G']);
  return client;
}

const ready = (told: string) => told.startsWith('Z');

describe.each([
  ['a pool', () => stores.transparent[0]],
  ['a guarded pool', () => stores.guarded[0]],
  ['a guarded session', () => stores.guardedSession],
] as const)('%s', (_, placeOf) => {
  test('between data that is good it is part of the data', async () => {
    const client = await copying(placeOf() as Place);
    client.send(say.copyData('5\tfive\n'), say.sync, say.copyData('6\tsix\n'), say.copyDone, say.sync, ask(7));
    expect(await hear(client, ready)).toEqual(['C:COPY', 'Z:I']);
    expect(await hear(client, ready)).toEqual(['T', 'D', 'C:SELECT', 'Z:I']);
    client.close();
  });

  test('behind data that is bad no answer becomes another one’s', async () => {
    const client = await copying(placeOf() as Place);
    client.send(say.copyData('x\tbad\n'), say.sync, say.copyDone, say.sync, ask(7), ask(8));
    const rows: string[] = [];
    for (let answers = 0; answers < 2; ) {
      const frame = await client.next();
      if (frame?.type === 'D') rows.push(frame.bytes.subarray(11).toString());
      if (frame?.text === 'C:SELECT 1') answers += 1;
    }
    expect(rows).toEqual(['7', '8']);
    expect(await hear(client, ready)).toEqual(['Z:I']);
    client.close();
  });

  test.each([
    ['nothing more of it', []],
    ['the end of it', [say.copyDone]],
    ['more data, and that it has failed', [say.copyData('6\tsix\n'), say.copyFail('no')]],
  ] as const)('who is told that its data is bad, and says %s, goes on as it likes', async (_, rest) => {
    const place = placeOf() as Place;
    await place.reset();
    const client = await place.connect();
    client.send(say.query('COPY own_0 FROM STDIN'), say.copyData('x\tbad\n'), say.copyData('y\tbad\n'));
    expect(await hear(client, ready)).toEqual(['G', 'E:22P02', 'Z:I']);
    client.send(...rest, say.parse('SELECT 1 AS own'), say.bind(), say.execute(), say.sync);
    expect(await hear(client, ready)).toEqual(['1', '2', 'D', 'C:SELECT', 'Z:I']);
    client.close();
  });

  test('before the store has asked for data it ends the session, and nobody hears another’s answer', async () => {
    const place = placeOf() as Place;
    await place.reset();
    const client = await place.connect();
    client.send(Buffer.concat([...copy, say.copyData('x\tbad\n'), say.sync, say.copyDone, say.sync, ask(1), ask(2)]));
    const told = await hear(client, () => false);
    expect(told.slice(-2)).toEqual(['FATAL:08P01', 'closed']);
    const next = await place.connect();
    next.send(ask(3));
    const row: string[] = [];
    for (let frame = await next.next(); frame?.type !== 'Z'; frame = await next.next())
      if (frame?.type === 'D') row.push(frame.bytes.subarray(11).toString());
    expect(row).toEqual(['3']);
    next.close();
  });
});
