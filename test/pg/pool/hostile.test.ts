import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { dice } from './dice.js';
import { hiddenName, openPooledStores, type Place, type PooledStores } from './pooled-stores.js';

/*
 * Some clients say messages in any order, valid or not, and leave when they like; others ask for rows that say whose they are.
 * Whatever the first do, the others hear their own answers, soon, and nobody a protected value.
 */

let stores: PooledStores;
beforeAll(async () => {
  stores = await openPooledStores();
});
afterAll(async () => {
  await stores.close();
});

const wished = process.env.POOL_RUNS;
const runs = Number(wished ?? 6);
const seed = Number(process.env.POOL_SEED ?? (wished === undefined ? 3 : Date.now()));

/** Long enough for a busy machine, and far less than what ends a session that hangs. */
const answerMs = 8_000;

const texts = [
  'SELECT 1 AS one FROM items WHERE id = 1',
  'SELECT id, note FROM items ORDER BY id',
  'SELECT name FROM people ORDER BY id',
  'SELECT nothing FROM items',
  'SELECT 1/0 FROM items',
  'SELEC',
  '',
  'SELECT 1; SELECT 2',
  'SELECT 1; SELECT 1/0; SELECT 2',
  "UPDATE own_0 SET note = note || '+' WHERE n = 1",
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT s',
  'ROLLBACK TO s',
  'SET work_mem = 8192',
  'PREPARE p AS SELECT 3',
  'EXECUTE p',
  'DEALLOCATE p',
  'DEALLOCATE ALL',
  'DISCARD ALL',
  'DECLARE c CURSOR WITH HOLD FOR SELECT name FROM people',
  'FETCH ALL FROM c',
  'CLOSE c',
  'COPY own_0 FROM STDIN',
  'COPY people TO STDOUT',
  'CREATE TEMP TABLE IF NOT EXISTS mine (n int)',
  'LISTEN own',
];

type Roll = (below: number) => number;

function oneOf<Item>(items: readonly Item[], roll: Roll): Item {
  return items[roll(items.length)] as Item;
}

function anyMessage(roll: Roll): Buffer {
  const name = oneOf(['', '', 'p', 'q'], roll);
  const portal = oneOf(['', '', 'c'], roll);
  switch (roll(13)) {
    case 0:
    case 1:
      return say.query(oneOf(texts, roll));
    case 2:
    case 3:
      return say.parse(oneOf(texts, roll), name);
    case 4:
    case 5:
      return say.bind(name, portal, roll(6) === 0 ? ['x'] : []);
    case 6:
    case 7:
      return say.execute(portal, roll(3));
    case 8:
      return oneOf([say.describeStatement(name), say.describePortal(portal)], roll);
    case 9:
      return oneOf([say.closeStatement(name), say.closePortal(portal)], roll);
    case 10:
      return oneOf([say.copyData('20\tin\n'), say.copyData('x\tbad\n'), say.copyDone, say.copyFail('no')], roll);
    case 11:
      return say.flush;
    default:
      return say.sync;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function hostile(place: Place, roll: Roll): Promise<void> {
  const client = await place.connect();
  for (let writes = 1 + roll(4); writes > 0; writes -= 1) {
    client.send(Buffer.concat(Array.from({ length: 1 + roll(8) }, () => anyMessage(roll))));
    if (roll(2) === 0) await pause(roll(15));
  }
  if (roll(2) === 0) client.send(say.sync);
  await pause(roll(30));
  if (roll(2) === 0) client.send(say.terminate);
  const heard = client.frames.map(({ bytes }) => bytes.toString('latin1')).join('');
  client.close();
  if (place !== stores.transparent[0] && place !== stores.transparent[1]) expect(heard).not.toContain(hiddenName);
}

async function honest(place: Place, own: number, roll: Roll): Promise<void> {
  const client = await place.connect();
  for (let asked = 0; asked < 6; asked += 1) {
    const id = 1 + roll(8);
    const mark = own * 1000 + asked;
    const text = `SELECT ${mark} AS mark, id FROM items WHERE id = ${id}`;
    client.send(...(roll(2) === 0 ? [say.query(text)] : [say.parse(text), say.bind(), say.execute(), say.sync]));
    const rows: string[] = [];
    for (let type = ''; type !== 'Z'; ) {
      const frame = await client.next(answerMs);
      if (frame === null) throw new Error(`client ${own} has no answer`);
      type = frame.type;
      if (type === 'E') throw new Error(`client ${own} is told ${frame.text}`);
      if (type === 'D')
        rows.push(
          frame.bytes
            .subarray(7)
            .toString('latin1')
            .replace(/[^0-9]+/g, ' '),
        );
    }
    expect(rows.map((row) => row.trim())).toEqual([`${mark} ${id}`]);
    if (roll(3) === 0) await pause(roll(5));
  }
  client.send(say.terminate);
  client.close();
}

describe.each([
  ['transparent, one connection', () => stores.transparent[0]],
  ['transparent, two connections', () => stores.transparent[1]],
  ['guarded, one connection', () => stores.guarded[0]],
  ['guarded, two connections', () => stores.guarded[1]],
] as const)('%s', (_, placeOf) => {
  test('honest clients hear their own answers, whatever others say', { timeout: 30_000 + runs * 10_000 }, async () => {
    const place = placeOf() as Place;
    for (let run = 0; run < runs; run += 1) {
      await place.reset();
      const roll = dice(seed * 1000 + run);
      const rolls = Array.from({ length: 6 }, () => dice(roll(1 << 20)));
      const say = (what: unknown) => new Error(`POOL_SEED=${seed}, run ${run}`, { cause: what });
      await Promise.all([
        ...[0, 1, 2].map((own) => hostile(place, rolls[own] as Roll)),
        ...[3, 4, 5].map((own) => honest(place, own, rolls[own] as Roll)),
      ]).catch((fault: unknown) => {
        throw say(fault);
      });
    }
  });
});
