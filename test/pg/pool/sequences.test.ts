import { beforeAll, expect, test } from 'vitest';
import { decodeDataRow, decodeErrorFields } from '../../../src/pgwire/index.js';
import { type RawClient, say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

/*
 * What `currval` and `lastval` say is known to one connection. Whoever asks is told its own number, or that it can't be known:
 * never another's, and never one of its own from before.
 */

const pool = rawPool({ poolSize: 2 });
/** Where nobody has asked before. */
const fresh = rawPool({ poolSize: 2 });
const early = rawPool({ poolSize: 2 });

beforeAll(async () => {
  const store = `
    CREATE SEQUENCE numbers;
    CREATE TABLE items (id serial PRIMARY KEY, note text);
    CREATE TABLE parts (item int DEFAULT currval('items_id_seq'), note text);
    CREATE FUNCTION last_id() RETURNS bigint LANGUAGE sql AS 'SELECT lastval()'`;
  await pool.database.query(store);
  await fresh.database.query(store);
  await early.database.query(store);
});

/** The first value of what is answered, or the SQLSTATE. */
async function answer(client: RawClient, text: string, parameters?: readonly string[]): Promise<string> {
  const extended = [say.parse(text), say.bind('', '', [...(parameters ?? [])]), say.execute(), say.sync];
  client.send(...(parameters === undefined ? [say.query(text)] : extended));
  const told = await client.until('Z');
  const failed = told.find((one) => one.startsWith('E:'));
  if (failed !== undefined) return failed;
  if (!told.includes('D')) return told.find((one) => one.startsWith('C:')) ?? '';
  const bytes = client.last('D');
  return String(decodeDataRow(bytes, 0, bytes.length)[0]);
}

const insert = (note: string): string => `INSERT INTO items (note) VALUES ('${note}')`;
const idOf = async (note: string): Promise<string> =>
  String((await pool.database.query('SELECT id FROM items WHERE note = $1', [note])).rows[0].id);
const asks = ["SELECT currval('items_id_seq')", 'SELECT lastval()'] as const;

/** Both connections have been written on by others since. */
async function othersWrite({ connect } = pool): Promise<void> {
  const others = [await connect(), await connect()];
  for (const other of others) expect(await answer(other, 'BEGIN')).toBe('C:BEGIN');
  for (const other of others) await answer(other, insert('other'));
  for (const other of others) expect(await answer(other, 'COMMIT')).toBe('C:COMMIT');
}

/** Nobody has a connection. */
async function letGo({ gateway } = pool): Promise<void> {
  const servers = () => gateway.listener.pools().flatMap((one) => one.servers);
  await expect
    .poll(() => servers().every(({ state }) => state === 'idle'), { timeout: 2_000, interval: 10 })
    .toBe(true);
  expect(gateway.listener.clients().every(({ serverProcessId }) => serverProcessId === null)).toBe(true);
}

const pins = (): unknown[] => pool.gateway.observer.pins.filter((reason) => reason === 'sequence');

test('the first in a pool to ask behind others is refused, outside of a transaction as within; nobody is afterwards', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  await othersWrite();
  for (const text of ['BEGIN', insert('within')]) await answer(one, text);
  expect(await answer(one, asks[0])).toBe('E:0A000');
  expect(decodeErrorFields(one.last('E'), 0, one.last('E').length).get('H')).toContain('RETURNING');
  await answer(one, 'ROLLBACK');
  for (const text of ['BEGIN', insert('once more')]) await answer(one, text);
  expect(await answer(one, asks[0])).toBe(await answer(one, 'SELECT max(id) FROM items'));
  await answer(one, 'ROLLBACK');
  one.close();

  const before = pins().length;
  for (let round = 0; round < 10; round += 1) {
    await othersWrite();
    for (const text of ['BEGIN', insert(`later ${round}`)]) expect(await answer(other, text)).toMatch(/^C:/);
    const own = await answer(other, 'SELECT max(id) FROM items');
    for (const ask of asks) expect(await answer(other, ask)).toBe(own);
    expect(await answer(other, asks[0], [])).toBe(own);
    await answer(other, 'COMMIT');
  }
  // Who was told is as free as before.
  expect(pins()).toHaveLength(before);
});

test('a client that asks right behind its INSERT, outside of a transaction, has its connection still', async () => {
  // One client is refused: since then it is known what is asked after.
  const first = await pool.connect();
  await answer(first, insert('first'));
  await othersWrite();
  expect(await answer(first, asks[0])).toBe('E:0A000');
  await answer(first, insert('second'));
  await othersWriteOnce();
  expect(await answer(first, asks[0])).toBe(await idOf('second'));
  first.close();

  const before = pins().length;
  const clients = await Promise.all(Array.from({ length: 6 }, () => pool.connect()));
  await Promise.all(
    clients.map(async (client, own) => {
      for (let round = 0; round < 20; round += 1) {
        const note = `client ${own} ${round}`;
        const isExtended = round % 2 === 0;
        await answer(client, insert(note), isExtended ? [] : undefined);
        expect(await answer(client, asks[round % 3 === 0 ? 1 : 0], isExtended ? [] : undefined)).toBe(await idOf(note));
      }
    }),
  );
  expect(pins()).toHaveLength(before);
});

async function othersWriteOnce(): Promise<void> {
  const other = await pool.connect();
  await answer(other, insert('other'));
  other.close();
}

test('a connection that is kept for a question is let go of when none comes', async () => {
  const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect(), pool.connect()]);
  // They hold both connections, one behind the other.
  await Promise.all(clients.map((client, at) => answer(client, insert(`unasked ${at}`))));
  await letGo();
  // Somebody else has had them since.
  await othersWrite();
  expect(await answer(clients[0] as RawClient, asks[0])).toBe('E:0A000');
});

test('code of the store’s that asks is told nothing of another’s', async () => {
  for (const [ask, own] of [
    ['SELECT last_id()', 'SELECT last_id()'],
    ["INSERT INTO parts (note) VALUES ('x') RETURNING item", 'SELECT max(id) FROM items'],
  ] as const) {
    const client = await fresh.connect();
    await answer(client, insert('own'));
    await othersWrite(fresh);
    // It has not written on the connection that it comes to, or others have since.
    expect(await answer(client, ask)).toBe('E:55000');
    for (const text of ['BEGIN', insert('within')]) await answer(client, text);
    expect(await answer(client, ask)).toBe(await answer(client, own));
    await answer(client, 'ROLLBACK');
    client.close();
  }
});

test('nobody is told a number of its own from before', async () => {
  const [own, reader] = [await early.connect(), await early.connect()];
  await answer(own, "SELECT nextval('numbers')");
  await letGo(early);
  // A read moves nothing: what its connection knows is still of the one who had it.
  const slow = answer(reader, "SELECT length(replace(repeat('ab', 10000000), 'a', 'bcd'))");
  const last = await answer(own, "SELECT nextval('numbers')");
  await slow;
  await letGo(early);
  // The connection that was used last is the reader's, and knows the first number.
  await answer(own, 'BEGIN');
  expect(await answer(own, "SELECT currval('numbers')")).toBe('E:0A000');
  await answer(own, 'ROLLBACK');
  // From now on it has a connection of its own, which knows of none that it has not given.
  expect(await answer(own, "SELECT currval('numbers')")).toBe('E:55000');
  expect(last).toBe('2');
});
