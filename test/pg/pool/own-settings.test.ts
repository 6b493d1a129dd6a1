import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RawClient, say } from '../raw-client.js';
import { openPooledStores, type PooledStores } from './pooled-stores.js';

/* Settings of applications, which triggers and row security look at: each client has its own, on whatever connection it runs. */

let stores: PooledStores;
beforeAll(async () => {
  stores = await openPooledStores();
  await stores.guarded[0]?.database.query(`
    CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.note := current_setting('app.own', true); RETURN NEW; END $$;
    CREATE TRIGGER mark BEFORE INSERT ON own_0 FOR EACH ROW EXECUTE FUNCTION mark();
  `);
});
afterAll(async () => {
  await stores.close();
});

/** The value of each row, or the error. */
async function ask(client: RawClient, text: string): Promise<readonly string[]> {
  client.send(say.query(text));
  const told: string[] = [];
  for (;;) {
    const frame = await client.next(10_000);
    if (frame === null) throw new Error('the session was ended');
    if (frame.type === 'E') told.push(frame.text);
    // DataRow: type, length, number of columns, length of the first.
    if (frame.type === 'D') told.push(Buffer.from(frame.bytes).toString('utf8', 11));
    if (frame.type === 'Z') return told;
  }
}

test('each client reads what it has set, and triggers too', async () => {
  const place = stores.guarded[0];
  const [a, b, c] = await Promise.all([place?.connect(), place?.connect(), place?.connect()]);
  if (!a || !b || !c) throw new Error('no clients');
  const read = "SELECT coalesce(current_setting('app.own', true), '') AS own";
  const own = async () => [await ask(a, read), await ask(b, read), await ask(c, read)].map(([row]) => row);
  await ask(a, "SET app.own = 'of-a'");
  await ask(b, "SELECT set_config('app.own', 'of-b', false)");
  expect(await own()).toEqual(['of-a', 'of-b', '']);
  for (const [client, n] of [a, b, c].map((one, at) => [one, at + 101] as const))
    expect(await ask(client, `INSERT INTO own_0 VALUES (${n}, 'x')`)).toEqual([]);
  await ask(a, 'BEGIN');
  await ask(a, "SET LOCAL app.own = 'for-now'");
  expect(await ask(a, read)).toEqual(['for-now']);
  await ask(a, 'COMMIT');
  expect(await own()).toEqual(['of-a', 'of-b', '']);
  const { rows } = (await place?.database.query('SELECT note FROM own_0 WHERE n > 100 ORDER BY n')) ?? { rows: [] };
  expect(rows.map(({ note }) => note || null)).toEqual(['of-a', 'of-b', null]);
  for (const client of [a, b, c]) client.close();
});

test('others are refused', async () => {
  const client = await stores.guarded[0]?.connect();
  if (!client) throw new Error('no client');
  for (const text of ['SET app.other = 1', "SELECT set_config('damask.key', 'x', false)", 'SHOW app.other'])
    expect(await ask(client, text)).toEqual([expect.stringContaining('42501')]);
  client.close();
});
