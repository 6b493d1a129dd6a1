import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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
  const told = await client.until('Z');
  // postgres.js and pgJDBC look for who says it, others for the words: whether the server does or the gateway.
  if (told.includes('E:0A000')) expect(client.lastError.get('R')).toBe('RevalidateCachedQuery');
  return told;
}

const keep = (text: string, name = 'kept') => [say.parse(text, name), say.describeStatement(name), say.sync];
const run = (name = 'kept') => [say.bind(name), say.execute(), say.sync];
const ran = ['2', 'D', 'C:SELECT 1', 'Z:I'];
const refused = ['E:0A000', 'Z:I'];

describe.each([0, 2])('with %i pipelined connections', (pipelineLinks) => {
  beforeAll(async () => {
    gateway = await startPooledGateway(database, { poolSize: 24, pipelineLinks });
    await database.query('DROP TABLE IF EXISTS kept; CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => gateway.listener.close());

  const widen = () => database.query('ALTER TABLE kept ADD COLUMN more text');
  const narrow = () => database.query('ALTER TABLE kept DROP COLUMN more');

  test('a kept statement whose columns have changed fails on each connection, as on the one that it was prepared on', async () => {
    const client = await connect();
    expect(await ask(client, ...keep('SELECT * FROM kept'))).toEqual(['1', 't', 'T', 'Z:I']);
    for (let n = 0; n < 3; n++) expect(await ask(client, ...run())).toEqual(ran);
    await widen();
    expect(await ask(client, ...run())).toEqual(refused);
    const letGo = await holdAll(gateway, connect);
    for (let n = 0; n < 3; n++) expect(await ask(client, ...run())).toEqual(refused);
    expect(client.lastError.get('M')).toBe('cached plan must not change result type');
    expect(await ask(client, say.describeStatement('kept'), say.sync)).toEqual(refused);
    // What stands behind it up to the Sync is not heard, and the transaction is aborted.
    expect(await ask(client, say.query('BEGIN'))).toEqual(['C:BEGIN', 'Z:T']);
    expect(await ask(client, say.bind('kept'), say.execute(), say.parse('SELECT 1', 'unheard'), say.sync)).toEqual([
      'E:0A000',
      'Z:E',
    ]);
    expect(await ask(client, say.query('ROLLBACK'))).toEqual(['C:ROLLBACK', 'Z:I']);
    expect(await ask(client, ...run('unheard'))).toEqual(['E:26000', 'Z:I']);
    // Prepared again it is what it is now.
    expect(await ask(client, say.closeStatement('kept'), ...keep('SELECT * FROM kept'))).toEqual([
      '3',
      '1',
      't',
      'T',
      'Z:I',
    ]);
    for (let n = 0; n < 3; n++) expect(await ask(client, ...run())).toEqual(ran);
    await letGo();
    for (let n = 0; n < 3; n++) expect(await ask(client, ...run())).toEqual(ran);
    await narrow();
  });

  test('who prepares it afterwards is not told of what it was, on connections that still have it so neither', async () => {
    const [before, after] = [await connect(), await connect()];
    expect(await ask(before, ...keep('SELECT *, 1 FROM kept'))).toEqual(['1', 't', 'T', 'Z:I']);
    await ask(before, ...run());
    await widen();
    const letGo = await holdAll(gateway, connect);
    expect(await ask(after, ...keep('SELECT *, 1 FROM kept', 'mine'))).toEqual(['1', 't', 'T', 'Z:I']);
    expect(await ask(after, ...run('mine'))).toEqual(ran);
    expect(await ask(before, ...run())).toEqual(refused);
    await letGo();
    for (let n = 0; n < 4; n++) {
      expect(await Promise.all([ask(after, ...run('mine')), ask(before, ...run())])).toEqual([ran, refused]);
    }
    // Once it is what it was, it runs again, as it does directly.
    await narrow();
    for (let n = 0; n < 4; n++) {
      expect(await Promise.all([ask(after, ...run('mine')), ask(before, ...run())])).toEqual([refused, ran]);
    }
  });

  test('in the transaction that has changed them, too, and in none when it is taken back', async () => {
    const client = await connect();
    expect(await ask(client, ...keep('SELECT *, 3 FROM kept'))).toEqual(['1', 't', 'T', 'Z:I']);
    for (const setting of ['SELECT 1', 'SET LOCAL transform_null_equals = on']) {
      await ask(client, say.query('BEGIN'));
      expect(await ask(client, ...run())).toEqual([...ran.slice(0, 3), 'Z:T']);
      await ask(client, say.query(setting));
      expect(await ask(client, say.query('ALTER TABLE kept ADD COLUMN more text'))).toEqual(['C:ALTER TABLE', 'Z:T']);
      expect(await ask(client, ...run())).toEqual(['E:0A000', 'Z:E']);
      await ask(client, say.query('ROLLBACK'));
      expect(await ask(client, ...run())).toEqual(ran);
    }
  });

  test('what would have been written is not', async () => {
    const client = await connect();
    expect(await ask(client, ...keep('INSERT INTO kept (id) VALUES (7) RETURNING *'))).toEqual(['1', 't', 'T', 'Z:I']);
    await widen();
    const letGo = await holdAll(gateway, connect);
    expect(await ask(client, ...run())).toEqual(refused);
    await letGo();
    expect((await database.query('SELECT FROM kept WHERE id = 7')).rowCount).toBe(0);
    await narrow();
    expect(await ask(client, ...run())).toEqual(['2', 'D', 'C:INSERT 0 1', 'Z:I']);
    await database.query('DELETE FROM kept WHERE id = 7');
  });

  test('a statement of which nothing has changed runs on connections that have not met it, in pipelines too', async () => {
    const client = await connect();
    expect(await ask(client, ...keep('SELECT id FROM kept'))).toEqual(['1', 't', 'T', 'Z:I']);
    const letGo = await holdAll(gateway, connect);
    client.send(...run(), ...run(), say.query('BEGIN'), ...run(), say.query('COMMIT'), ...run());
    const answers: string[] = [];
    for (let n = 0; n < 6; n++) answers.push(...(await client.until('Z')));
    const inside = [...ran.slice(0, 3), 'Z:T'];
    expect(answers).toEqual([...ran, ...ran, 'C:BEGIN', 'Z:T', ...inside, 'C:COMMIT', 'Z:I', ...ran]);
    await letGo();
    // A cancel, or an end, while the connection is asked.
    const other = await holdAll(gateway, connect);
    client.send(...run(), say.terminate);
    await client.untilClosed();
    await other();
    const next = await connect();
    expect(await ask(next, say.query('SELECT 1'))).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  });

  test('a table that is gone is said to be gone', async () => {
    const client = await connect();
    await database.query('CREATE TABLE going (id int)');
    expect(await ask(client, ...keep('SELECT * FROM going'))).toEqual(['1', 't', 'T', 'Z:I']);
    await database.query('DROP TABLE going');
    const letGo = await holdAll(gateway, connect);
    for (let n = 0; n < 2; n++) expect(await ask(client, ...run())).toEqual(['E:42P01', 'Z:I']);
    await letGo();
  });
});
