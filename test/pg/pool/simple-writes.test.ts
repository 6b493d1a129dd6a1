import { afterAll, beforeAll, expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { describeBriefly } from './play.js';
import { openPooledStores, type Place, type PooledStores } from './pooled-stores.js';

/*
 * Writes that came as a Query with constants run as prepared statements that many share, in transactions too. The client
 * shall not notice: what it hears is what it would hear from a store of its own.
 */

let stores: PooledStores;
beforeAll(async () => {
  stores = await openPooledStores();
});
afterAll(async () => {
  await stores.close();
});

async function heard(place: Place, texts: readonly string[], isAtOnce: boolean): Promise<string[]> {
  await place.reset();
  const client = await place.connect();
  const answers: string[] = [];
  const hear = async () => {
    for (let told = ''; !told.startsWith('Z'); ) {
      const frame = await client.next(10_000);
      told = frame === null ? 'Z closed' : describeBriefly(frame);
      answers.push(told);
    }
  };
  if (isAtOnce) client.send(...texts.map(say.query));
  for (const text of texts) {
    if (!isAtOnce) client.send(say.query(text));
    await hear();
  }
  client.close();
  return answers;
}

const conversations: readonly (readonly [string, readonly string[]])[] = [
  [
    'writes on their own',
    [
      "INSERT INTO own_0 VALUES (3, 'three')",
      'UPDATE own_0 SET n = n + 10 WHERE n = 3',
      'DELETE FROM own_0 WHERE n = 13',
      'DELETE FROM own_0 WHERE n = 13',
      'SELECT n FROM own_0 WHERE n <= 9',
    ],
  ],
  [
    'what they return',
    [
      "INSERT INTO own_0 VALUES (3, 'three') RETURNING n, note",
      'UPDATE own_0 SET n = n + 10 WHERE n = 3 RETURNING *',
      'DELETE FROM own_0 WHERE n = 14 RETURNING n',
    ],
  ],
  [
    'a transaction',
    [
      'BEGIN',
      'UPDATE own_0 SET n = n + 10 WHERE n = 1',
      'SELECT n FROM own_0 WHERE n = 11',
      "INSERT INTO own_0 VALUES (1, 'again')",
      'COMMIT',
      'SELECT n FROM own_0 WHERE n < 20',
    ],
  ],
  [
    'a transaction that is taken back',
    ['BEGIN', 'DELETE FROM own_0 WHERE n = 1', 'ROLLBACK', 'SELECT n FROM own_0 WHERE n = 1'],
  ],
  [
    'an error in a transaction',
    [
      'BEGIN',
      "INSERT INTO own_0 VALUES (1, 'one')",
      'UPDATE own_0 SET n = 5 WHERE n = 1',
      'SELECT n FROM own_0 WHERE n = 1',
      'COMMIT',
      'UPDATE own_0 SET n = 5 WHERE n = 1',
    ],
  ],
  [
    'an error on its own',
    [
      "INSERT INTO own_0 VALUES (1, 'one')",
      'UPDATE own_0 SET n = n + 2147483647 WHERE n = 1',
      'UPDATE own_0 SET n = 2 WHERE n = 1',
      'UPDATE own_0 SET n = 3 WHERE n = 1',
    ],
  ],
  [
    'a savepoint',
    [
      'BEGIN',
      'SAVEPOINT s',
      "INSERT INTO own_0 VALUES (1, 'one')",
      'ROLLBACK TO s',
      'UPDATE own_0 SET n = 5 WHERE n = 1',
      'COMMIT',
      'SELECT n FROM own_0 WHERE n = 5',
    ],
  ],
  [
    'names that are dropped between',
    [
      'UPDATE own_0 SET n = 5 WHERE n = 1',
      'DEALLOCATE ALL',
      'UPDATE own_0 SET n = 6 WHERE n = 5',
      'DISCARD ALL',
      'BEGIN',
      'UPDATE own_0 SET n = 7 WHERE n = 6',
      'COMMIT',
    ],
  ],
  [
    'a change of the table between',
    [
      'UPDATE own_0 SET n = 5 WHERE n = 1',
      'CREATE TABLE made_0 (n int)',
      'INSERT INTO made_0 VALUES (4)',
      'ALTER TABLE made_0 ADD COLUMN m int',
      'INSERT INTO made_0 VALUES (5, 6)',
      'SELECT * FROM made_0 WHERE n = 5',
    ],
  ],
  [
    'a change within a transaction',
    [
      'BEGIN',
      'CREATE TABLE made_0 (n int)',
      'INSERT INTO made_0 VALUES (4)',
      'SELECT * FROM made_0 WHERE n = 4',
      'ALTER TABLE made_0 ADD COLUMN m int',
      'INSERT INTO made_0 VALUES (5, 6)',
      'SELECT * FROM made_0 WHERE n = 5',
      'ROLLBACK',
    ],
  ],
  [
    'what may not be written',
    [
      "UPDATE people SET name = 'x' WHERE id = 1",
      'BEGIN',
      'SELECT name FROM people WHERE id = 1',
      "UPDATE people SET city = 'Köln' WHERE id = 1",
      'ROLLBACK',
      'DELETE FROM people WHERE id = 1',
    ],
  ],
  [
    'a transaction that only reads',
    ['BEGIN READ ONLY', 'SELECT n FROM own_0 WHERE n = 1', 'DELETE FROM own_0 WHERE n = 1', 'ROLLBACK'],
  ],
];

test.each(conversations)('%s: answered as by a connection of its own', async (_, texts) => {
  const own = await heard(stores.guardedSession, texts, false);
  for (const place of stores.guarded) {
    expect(await heard(place, texts, false)).toEqual(own);
    // The second time all is prepared already.
    expect(await heard(place, texts, false)).toEqual(own);
    expect(await heard(place, texts, true)).toEqual(own);
  }
});

test('such a write is prepared in the store, in a transaction too', async () => {
  const [place] = stores.guarded as [Place];
  const seen = async () =>
    (
      await place.database.query(
        "SELECT query FROM pg_stat_activity WHERE query LIKE 'UPDATE%own_0%' AND pid <> pg_backend_pid()",
      )
    ).rows;
  // After the first of its kind the connection is looked at.
  for (let time = 0; time < 2; time++) await heard(place, ['UPDATE own_0 SET n = 5 WHERE n = 1'], false);
  expect(await seen()).toEqual([{ query: 'UPDATE "public".own_0 SET n = $1 WHERE n = $2' }]);
  const client = await place.connect();
  for (const text of ['BEGIN', 'UPDATE own_0 SET n = n + 5 WHERE n = 1']) {
    client.send(say.query(text));
    while ((await client.next(10_000))?.type !== 'Z');
  }
  expect(await seen()).toEqual([{ query: 'UPDATE "public".own_0 SET n = n + $1 WHERE n = $2' }]);
  client.close();
});
