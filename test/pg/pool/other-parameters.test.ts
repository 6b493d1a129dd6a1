import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say } from '../raw-client.js';
import { holdAll } from './hold-all.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;
const clients: RawClient[] = [];

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

async function connect(): Promise<RawClient> {
  const client = await RawClient.logIn(gateway, { database: database.name });
  clients.push(client);
  return client;
}

async function ask(client: RawClient, ...frames: Buffer[]): Promise<string[]> {
  client.send(...frames);
  return client.until('Z');
}

const insert = 'INSERT INTO measured VALUES ($1)';
const keep = [say.parse(insert, 'kept'), say.describeStatement('kept'), say.sync];
const prepared = ['1', 't', 'n', 'Z:I'];
const wrote = ['2', 'C:INSERT 0 1', 'Z:I'];

/** Binary. */
function whole(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Binary. */
function real(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}

const write = (value: Buffer) => [say.bind('kept', '', [value]), say.execute(), say.sync];
const stored = async () => (await database.query('SELECT DISTINCT v::text FROM measured ORDER BY 1')).rows;

describe.each([0, 2])('with %i pipelined connections', (pipelineLinks) => {
  beforeAll(async () => {
    gateway = await startPooledGateway(database, { poolSize: 12, pipelineLinks });
  });
  beforeEach(() => database.query('DROP TABLE IF EXISTS measured; CREATE TABLE measured (v int)'));
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => gateway.listener.close());

  test('values are written by the types that their client was told, or not at all', async () => {
    const [before, after] = [await connect(), await connect()];
    expect(await ask(before, ...keep)).toEqual(prepared);
    expect(await ask(before, ...write(whole(7)))).toEqual(wrote);
    // Not through the gateway.
    await database.query('ALTER TABLE measured ALTER v TYPE real');
    const letGo = await holdAll(gateway, connect);
    expect(await ask(after, ...keep)).toEqual(prepared);
    expect(await ask(after, ...write(real(1.5)))).toEqual(wrote);
    expect(await ask(before, ...write(whole(7)))).toEqual(['E:0A000', 'Z:I']);
    expect(before.lastError.get('R')).toBe('RevalidateCachedQuery');
    await letGo();
    for (let n = 0; n < 4; n++) {
      const [late, early] = await Promise.all([ask(after, ...write(real(1.5))), ask(before, ...write(whole(7)))]);
      expect(late).toEqual(wrote);
      expect([wrote, ['E:0A000', 'Z:I']]).toContainEqual(early);
    }
    expect(await stored()).toEqual([{ v: '1.5' }, { v: '7' }]);
    expect(await ask(before, say.closeStatement('kept'), ...keep)).toEqual(['3', ...prepared]);
    expect(await ask(before, ...write(real(1.5)))).toEqual(wrote);
  });

  test('the unnamed statement that was described before is bound as it was described', async () => {
    const [before, after] = [await connect(), await connect()];
    const unnamed = [say.parse(insert), say.describeStatement(''), say.sync];
    const bind = (value: Buffer) => [say.bind('', '', [value]), say.execute(), say.sync];
    expect(await ask(before, ...unnamed)).toEqual(prepared);
    expect(await ask(before, ...bind(whole(7)))).toEqual(wrote);
    await database.query('ALTER TABLE measured ALTER v TYPE real');
    const letGo = await holdAll(gateway, connect);
    expect(await ask(after, ...unnamed)).toEqual(prepared);
    await letGo();
    // The others have it with a parameter of the former type.
    const holders = await holdAll(gateway, connect);
    await holders();
    for (let n = 0; n < 3; n++) expect(await ask(after, ...bind(real(1.5)))).toEqual(wrote);
    expect(await stored()).toEqual([{ v: '1.5' }, { v: '7' }]);
  });

  test('what is prepared behind a definition reads values by the columns of now', async () => {
    const [writer, definer] = [await connect(), await connect()];
    const at = (text: string) => [say.parse(insert), say.bind('', '', [text]), say.execute(), say.sync];
    const asked = ['1', ...wrote];
    await ask(definer, say.query('ALTER TABLE measured ALTER v TYPE timestamp USING NULL'));
    expect(await ask(writer, ...at('2025-01-01 10:00'))).toEqual(asked);
    const widen = say.query('ALTER TABLE measured ALTER v TYPE timestamptz');
    expect(await ask(definer, widen)).toEqual(['C:ALTER TABLE', 'Z:I']);
    // As a timestamp it would be read without its zone.
    for (let n = 0; n < 3; n++) expect(await ask(writer, ...at('2026-01-01 12:00+02'))).toEqual(asked);
    const { rows } = await database.query("SELECT count(*)::int FROM measured WHERE v = '2026-01-01 10:00+00'");
    expect(rows).toEqual([{ count: 3 }]);
    // In a transaction others see it when it is over.
    await ask(definer, say.query('BEGIN; ALTER TABLE measured ALTER v TYPE text'));
    await ask(definer, say.query('COMMIT'));
    for (let n = 0; n < 3; n++) expect(await ask(writer, ...at('words'))).toEqual(asked);
  });
});
