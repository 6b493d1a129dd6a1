import { expect, test } from 'vitest';
import { RawClient, say } from '../raw-client.js';
import { startPooledGateway } from './pooled-gateway.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 2 });

test('a statement that is only prepared is answered, the first time and when others hold it already', async () => {
  for (let round = 0; round < 3; round++) {
    const client = await pool.connect();
    client.send(say.parse('SELECT 1', 'p'), say.sync);
    expect(await client.until('Z:I')).toEqual(['1', 'Z:I']);
    client.send(say.parse('SELECT 2', 'q'), say.flush);
    expect(await client.until('1')).toEqual(['1']);
    client.send(say.bind('p'), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  }
});

test('a statement whose result has changed is prepared anew, for who prepares it now', async () => {
  await pool.database.query('CREATE TABLE shifting (id int); INSERT INTO shifting VALUES (1)');
  // A connection that has not met the old statement takes it as it would be now.
  const narrow = await startPooledGateway(pool.database, { poolSize: 1 });
  const client = await RawClient.logIn(narrow, { database: pool.database.name });
  const read = Buffer.concat([
    say.parse('SELECT * FROM shifting'),
    say.bind(),
    say.describePortal(),
    say.execute(),
    say.sync,
  ]);
  const answer = ['1', '2', 'T', 'D', 'C:SELECT 1', 'Z:I'];
  for (let round = 0; round < 3; round++) {
    client.send(read);
    expect(await client.until('Z:I')).toEqual(answer);
  }
  client.send(say.parse('SELECT * FROM shifting', 'old'), say.sync);
  await client.until('Z:I');
  await pool.database.query('ALTER TABLE shifting ADD COLUMN note text');
  for (let round = 0; round < 3; round++) {
    client.send(read);
    expect(await client.until('Z:I')).toEqual(answer);
  }
  await pool.database.query('ALTER TABLE shifting ALTER COLUMN id TYPE text');
  client.send(say.bind('old'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:0A000', 'Z:I']);
  client.send(read);
  expect(await client.until('Z:I')).toEqual(answer);
  client.close();
  await narrow.listener.close();
});

test('a statement that is described before it is bound is prepared anew as well', async () => {
  await pool.database.query('CREATE TABLE typed (id int)');
  const client = await pool.connect();
  const describe = Buffer.concat([
    say.parse('SELECT id FROM typed', 'typed'),
    say.describeStatement('typed'),
    say.flush,
  ]);
  client.send(describe);
  expect(await client.until('T')).toEqual(['1', 't', 'T']);
  client.send(say.bind('typed'), say.execute(), say.closeStatement('typed'), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'C:SELECT 0', '3', 'Z:I']);
  await pool.database.query('DROP TABLE typed; CREATE TABLE typed (id int[])');
  client.send(describe);
  expect(await client.until('T')).toEqual(['1', 't', 'T']);
  client.send(say.bind('typed'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'C:SELECT 0', 'Z:I']);
});

test('an error about a name that is the client’s own is its own', async () => {
  const client = await pool.connect();
  client.send(say.query('EXECUTE nobody'));
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  client.send(say.bind('nobody'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  client.send(say.parse('SELECT 1', 'taken'), say.parse('SELECT 2', 'taken'), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', 'E:42P05', 'Z:I']);
});

test('a connection that has lost its prepared statements is told them again', async () => {
  const client = await pool.connect();
  client.send(say.parse('SELECT 7', 'seven'), say.sync);
  await client.until('Z:I');
  const other = await pool.connect();
  // In a function, nobody sees it.
  other.send(say.query("DO 'BEGIN EXECUTE ''DEALLOCATE ALL''; END'"));
  await other.until('Z:I');
  for (let round = 0; round < 3; round++) {
    client.send(say.bind('seven'), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  }
});

test('a client that leaves in the middle of others’ reads takes nothing with it', async () => {
  const stay = await pool.connect();
  for (let round = 0; round < 20; round++) {
    const leave = await pool.connect();
    leave.send(say.parse(`SELECT ${round}`), say.bind(), say.execute(), say.sync);
    leave.close();
    stay.send(say.parse(`SELECT ${round}`), say.bind(), say.execute(), say.sync);
    expect(await stay.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  }
});

test('a client that leaves without a Sync leaves no connection that hears nothing', async () => {
  for (let round = 0; round < 3; round++) {
    const leave = await pool.connect();
    leave.send(say.parse('SELECT nothing FROM nowhere'), say.flush);
    await leave.until('E:42P01');
    leave.close();
    const flushed = await pool.connect();
    flushed.send(say.parse('SELECT 1', 'flushed'), say.flush);
    await flushed.until('1');
    flushed.close();
    const next = await pool.connect();
    next.send(say.query('SELECT 1'));
    expect(await next.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  }
});

test('a part of a message that nobody asked for keeps its connection', async () => {
  const odd = await pool.connect();
  const stray = say.copyData(Buffer.alloc(5_000, 'x'));
  odd.send(say.query('SELECT 1'), stray.subarray(0, 100));
  await odd.until('Z:I');
  const [one, other] = [await pool.connect(), await pool.connect()];
  for (const client of [one, other]) {
    client.send(say.query('SELECT 1'));
    expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  }
  odd.send(stray.subarray(100), say.query('SELECT 2'));
  expect(await odd.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test('what a batch that has failed was to prepare is not there for the next one, that was sent with it', async () => {
  const client = await pool.connect();
  client.send(say.parse("SET work_mem = 'nothing'"), say.bind(), say.execute());
  client.send(say.parse('SELECT 5'), say.bind(), say.execute(), say.sync);
  client.send(say.bind(), say.execute(), say.sync);
  await client.until('Z:I');
  // It is the SET again: the Parse behind it was not read.
  expect(await client.until('Z:I')).toEqual(['2', 'E:22023', 'Z:I']);
  client.send(say.parse('SELECT 1/0'), say.bind(), say.execute(), say.parse('SELECT 1', 'late'), say.sync);
  client.send(say.parse('SELECT 2', 'late'), say.bind('late'), say.execute(), say.sync);
  await client.until('Z:I');
  expect(await client.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  // The unnamed statement is given anew before the error of the one before is here.
  client.send(say.parse('SELECT nothing'), say.sync, say.parse('SELECT 3'), say.flush);
  await client.until('1');
  client.send(say.bind(), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('who only prepares what servers are known to take is answered while all connections are taken', async () => {
  const narrow = await startPooledGateway(pool.database, { poolSize: 1 });
  const [one, other] = await Promise.all([0, 1].map(() => RawClient.logIn(narrow, { database: pool.database.name })));
  one!.send(say.parse('SELECT 11', 'eleven'), say.sync);
  await one!.until('Z:I');
  one!.send(say.query('BEGIN'));
  await one!.until('Z:T');
  other!.send(say.parse('SELECT 11', 'mine'), say.sync);
  expect(await other!.until('Z:I')).toEqual(['1', 'Z:I']);
  other!.send(say.bind('mine'), say.execute(), say.sync);
  one!.send(say.query('COMMIT'));
  expect(await other!.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  for (const client of [one!, other!]) client.close();
  await narrow.listener.close();
});

test('an error calls a statement what its client calls it', async () => {
  const client = await pool.connect();
  client.send(say.parse('SELECT 1', 'mine'), say.bind('mine', '', ['7']), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', 'E:08P01', 'Z:I']);
  expect(client.lastError.get('M')).toBe(
    'bind message supplies 1 parameters, but prepared statement "mine" requires 0',
  );
});
