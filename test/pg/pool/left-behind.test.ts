import { afterAll, beforeAll, expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { openPooledStores, type PooledStores } from './pooled-stores.js';

/* A client leaves in the middle of something. The one connection there is serves the next one. */

let stores: PooledStores;
beforeAll(async () => {
  stores = await openPooledStores();
});
afterAll(async () => {
  await stores.close();
});

const copy = say.query('COPY own_0 FROM STDIN');
const extendedCopy = [say.parse('COPY own_0 FROM STDIN'), say.bind(), say.execute()];
const data = say.copyData('20\tin\n');
const badData = say.copyData('x\tbad\n');

const left: readonly (readonly [string, readonly Buffer[]])[] = [
  ['a COPY of which no data came', [copy, say.terminate]],
  ['a COPY with some data', [copy, data]],
  ['a COPY with bad data', [copy, badData, say.terminate]],
  ['an Execute within a COPY', [copy, say.execute('c'), badData, say.terminate]],
  ['a COPY of the extended protocol', [...extendedCopy, say.terminate]],
  ['a COPY of the extended protocol with data', [...extendedCopy, data, say.terminate]],
  ['a COPY of the extended protocol with bad data and a Sync', [...extendedCopy, badData, say.sync]],
  [
    'the second COPY of one text',
    [say.query('COPY own_0 FROM STDIN; COPY own_0 FROM STDIN'), say.copyDone, say.terminate],
  ],
  ['a Bind of nothing', [say.bind(), say.terminate]],
  ['a Parse and a Flush', [say.parse('SET work_mem = 8192'), say.flush]],
  [
    'a Query that was ignored with the batch it stood in, and what waited for it',
    [say.bind('nobody'), say.query('DEALLOCATE ALL'), say.execute(), say.bind('nobody')],
  ],
  ['a transaction', [say.query('BEGIN'), say.query("INSERT INTO own_0 VALUES (9, 'nine')")]],
  [
    'a transaction, with a farewell',
    [say.query('BEGIN'), say.query("INSERT INTO own_0 VALUES (9, 'nine')"), say.terminate],
  ],
];

test.each(left)('%s', async (_, frames) => {
  for (const place of [stores.transparent[0], stores.guarded[0], stores.guardedSession]) {
    await place?.reset();
    const client = await place!.connect();
    client.send(Buffer.concat(frames));
    client.close();
    const next = await place!.connect();
    next.send(say.query('SELECT count(*) AS left_behind FROM own_0 WHERE n > 2'));
    const told = await next.until('Z:I');
    expect(told.filter((one) => !one.startsWith('N'))).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    next.send(say.terminate);
    next.close();
  }
});

test('who is gone before the answer comes, with more to say than was heard, keeps nobody from it', async () => {
  for (const place of [stores.transparent[0], stores.guarded[0]]) {
    await place?.reset();
    const [before, gone] = [await place!.connect(), await place!.connect()];
    before.send(say.bind('', 'c'), say.query('DISCARD ALL'), say.terminate);
    gone.send(
      Buffer.concat([
        say.parse("UPDATE own_0 SET note = note || '+' WHERE n = 1", 'p'),
        copy,
        say.parse(''),
        say.bind('', 'c'),
        say.query('PREPARE p AS SELECT 3'),
      ]),
    );
    gone.close();
    before.close();
    const next = await place!.connect();
    next.send(say.query('SELECT n FROM own_0 WHERE n = 1'));
    expect((await next.until('Z:I')).filter((one) => !one.startsWith('N'))).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    next.send(say.terminate);
    next.close();
  }
});
