import { expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 1 });

test('an aborted transaction takes no Parse, of a statement neither that another has prepared', async () => {
  const other = await pool.connect();
  other.send(say.parse('SELECT 8', 'held'), say.bind('held'), say.execute(), say.sync);
  await other.until('Z:I');
  const client = await pool.connect();
  client.send(say.query('BEGIN'), say.query('SELECT 1/0'));
  await client.until('Z:E');
  client.send(say.parse('SELECT 8', 'mine'), say.sync);
  expect(await client.until('Z:E')).toEqual(['E:25P02', 'Z:E']);
  // Sent behind the error, before anybody knows of it.
  client.send(say.query('ROLLBACK'), say.query('BEGIN'));
  await client.until('Z:I');
  await client.until('Z:T');
  client.send(say.parse('SELECT nothing'), say.sync, say.parse('SELECT 8', 'mine'), say.sync);
  expect(await client.until('Z:E')).toEqual(['E:42703', 'Z:E']);
  expect(await client.until('Z:E')).toEqual(['E:25P02', 'Z:E']);
  // In the batch that ends the transaction it is taken again, and the name was never given.
  client.send(say.parse('ROLLBACK'), say.bind(), say.execute());
  client.send(say.parse('SELECT 8', 'mine'), say.bind('mine'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', '2', 'C:ROLLBACK', '1', '2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('a name that the server does not know is told so in an aborted transaction too', async () => {
  const client = await pool.connect();
  client.send(say.query('BEGIN'), say.query('SELECT 1/0'));
  await client.until('Z:E');
  client.send(say.bind('nobody'), say.sync, say.describeStatement('nobody'), say.sync, say.execute('none'), say.sync);
  expect(await client.until('Z:E')).toEqual(['E:26000', 'Z:E']);
  expect(await client.until('Z:E')).toEqual(['E:26000', 'Z:E']);
  expect(await client.until('Z:E')).toEqual(['E:34000', 'Z:E']);
});

test('what SQL has prepared and declared is bound, described and executed where nothing is protected', async () => {
  const client = await pool.connect();
  client.send(say.query('PREPARE own AS SELECT 9 AS nine'));
  await client.until('Z:I');
  client.send(say.describeStatement('own'), say.bind('own'), say.describePortal(), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['t', 'T', '2', 'T', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.query('BEGIN; DECLARE c CURSOR FOR SELECT 1'));
  await client.until('Z:T');
  client.send(say.describePortal('c'), say.execute('c'), say.sync);
  expect(await client.until('Z:T')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:T']);
  client.send(say.query('COMMIT'), say.query('DISCARD ALL'));
  await client.until('Z:I');
  await client.until('Z:I');
  client.send(say.bind('own'), say.execute(), say.sync, say.execute('c'), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:34000', 'Z:I']);
});

test('a name that DEALLOCATE frees is free for what stands behind it', async () => {
  const client = await pool.connect();
  const deallocate = (text: string) => Buffer.concat([say.parse(text), say.bind(), say.execute()]);
  client.send(say.parse('SELECT 1', 'p'), say.sync);
  await client.until('Z:I');
  client.send(deallocate('DEALLOCATE p'), say.parse('SELECT 2', 'p'), say.bind('p'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', '2', 'C:DEALLOCATE', '1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(deallocate('DEALLOCATE ALL'), say.parse('SELECT 3', 'p'), say.bind('p'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', '2', 'C:DEALLOCATE ALL', '1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.bind('p'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(client.last('D').toString('latin1')).toContain('3');
});

test('all is dropped by name, the unnamed statement stays, and what others have prepared does', async () => {
  const other = await pool.connect();
  other.send(say.parse('SELECT 21', 'theirs'), say.bind('theirs'), say.execute(), say.sync);
  await other.until('Z:I');
  const client = await pool.connect();
  client.send(say.parse('SELECT 21', 'a'), say.parse('SELECT 22', 'b'), say.parse('DEALLOCATE ALL'), say.bind());
  client.send(say.execute(), say.parse('SELECT 21'), say.bind(), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual([
    '1',
    '1',
    '1',
    '2',
    'C:DEALLOCATE ALL',
    '1',
    '2',
    'D',
    'C:SELECT 1',
    'Z:I',
  ]);
  client.send(say.query('BEGIN'));
  await client.until('Z:T');
  client.send(say.parse('SELECT 23'), say.parse('DEALLOCATE ALL', 'all'), say.bind('all', 'c'), say.execute('c'));
  client.send(say.bind(), say.execute(), say.sync);
  expect(await client.until('Z:T')).toEqual(['1', '1', '2', 'C:DEALLOCATE ALL', '2', 'D', 'C:SELECT 1', 'Z:T']);
  client.send(say.query('COMMIT'), say.bind('a'), say.sync);
  await client.until('Z:I');
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  other.send(say.bind('theirs'), say.execute(), say.sync);
  expect(await other.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('several DEALLOCATE of one Query drop what they name, up to the one that fails, and nothing else', async () => {
  const client = await pool.connect();
  const names = ['a', 'b', 'c', 'd'];
  client.send(...names.map((name) => say.parse(`SELECT '${name}'`, name)), say.sync);
  await client.until('Z:I');
  client.send(say.query('DEALLOCATE a; SELECT 1; DEALLOCATE b'));
  expect(await client.until('Z:I')).toEqual(['C:DEALLOCATE', 'T', 'D', 'C:SELECT 1', 'C:DEALLOCATE', 'Z:I']);
  const isThere = async (name: string): Promise<boolean> => {
    client.send(say.bind(name), say.execute(), say.sync);
    return !(await client.until('Z:I')).includes('E:26000');
  };
  expect([await isThere('a'), await isThere('b'), await isThere('c'), await isThere('d')]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  client.send(say.query('DEALLOCATE c; DEALLOCATE a; DEALLOCATE d'));
  expect(await client.until('Z:I')).toEqual(['C:DEALLOCATE', 'E:26000', 'Z:I']);
  expect([await isThere('c'), await isThere('d')]).toEqual([false, true]);
  // A name that was dropped may be given anew, to another text.
  client.send(say.parse('SELECT 5', 'a'), say.bind('a'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.query('DEALLOCATE d; DEALLOCATE ALL'));
  expect(await client.until('Z:I')).toEqual(['C:DEALLOCATE', 'C:DEALLOCATE ALL', 'Z:I']);
  expect([await isThere('a'), await isThere('d')]).toEqual([false, false]);
});

test('a DEALLOCATE that fails, or is not heard, has dropped nothing', async () => {
  const client = await pool.connect();
  client.send(
    say.parse('SELECT 31', 'p'),
    say.parse('DEALLOCATE p', 'drop'),
    say.parse('SELECT 1/0', 'fails'),
    say.sync,
  );
  await client.until('Z:I');
  client.send(say.bind('fails'), say.execute(), say.bind('drop'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:22012', 'Z:I']);
  client.send(say.bind('p'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.query('BEGIN'), say.query('SELECT 1/0'));
  await client.until('Z:E');
  client.send(say.bind('drop'), say.execute(), say.sync, say.query('ROLLBACK'));
  expect(await client.until('Z:I')).toEqual(['E:25P02', 'Z:E', 'C:ROLLBACK', 'Z:I']);
  client.send(say.bind('p'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('a Parse that was ignored with its batch is sent once more by the batch behind it', async () => {
  const client = await pool.connect();
  for (let round = 0; round < 3; round++) {
    client.send(say.parse('SELECT nothing'), say.parse(`SELECT 4${round}`, 'late'), say.sync);
    client.send(say.parse(`SELECT 4${round}`), say.bind(), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['E:42703', 'Z:I']);
    expect(await client.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    client.send(say.bind('late'), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  }
});

test('a PREPARE that is prepared behind a batch that has failed finds free what that batch was to name', async () => {
  const client = await pool.connect();
  client.send(say.parse('SELECT nothing'), say.parse('SELECT 1', 'freed'), say.sync);
  client.send(say.parse('PREPARE freed AS SELECT 2'), say.bind(), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:42703', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['1', '2', 'C:PREPARE', 'Z:I']);
});

test('no portal stands under no name behind a Query that has failed: a server may die of what it left', async () => {
  const client = await pool.connect();
  client.send(say.query('BEGIN'), say.parse('SELECT 1', 'p'), say.bind('p'), say.sync);
  await client.until('Z:T');
  await client.until('Z:T');
  client.send(say.query('SELECT 1/0'), say.execute(), say.sync);
  expect(await client.until('Z:E')).toEqual(['E:22012', 'Z:E']);
  expect(await client.until('Z:E')).toEqual(['E:34000', 'Z:E']);
  // Two batches are on their way, and the later one was to bind what the earlier one has not prepared.
  client.send(say.parse('SELECT 2'), say.bind(), say.sync, say.bind('q'), say.execute(), say.sync);
  await client.until('Z:E');
  await client.until('Z:E');
  client.send(say.execute(), say.sync);
  expect(await client.until('Z:E')).toEqual(['E:34000', 'Z:E']);
});

test('what EXECUTE will answer is described by the statement that its name means now', async () => {
  const other = await pool.connect();
  const client = await pool.connect();
  for (const [who, columns] of [
    [other, 'SELECT 1 AS one'],
    [client, 'SELECT 1 AS one, 2 AS two'],
  ] as const) {
    who.send(say.parse(columns, 'p'), say.sync);
    await who.until('Z:I');
    for (const text of ['EXECUTE p', 'EXPLAIN (COSTS OFF) EXECUTE p', 'EXECUTE p']) {
      who.send(say.parse(text), say.describeStatement(), say.bind(), say.describePortal(), say.execute(), say.sync);
      const [parsed, , described] = await who.until('Z:I');
      expect([parsed, described]).toEqual(['1', 'T']);
    }
    expect(who.last('T').readUInt16BE(5)).toBe(who === other ? 1 : 2);
    who.send(say.query('DISCARD ALL'));
    await who.until('Z:I');
  }
});

test('what FETCH will answer is described by the cursor that is declared now', async () => {
  for (const columns of ['1 AS one', '1 AS one, 2 AS two']) {
    const client = await pool.connect();
    client.send(say.query(`BEGIN; DECLARE c CURSOR FOR SELECT ${columns}`));
    await client.until('Z:T');
    client.send(say.parse('FETCH c'), say.describeStatement(), say.bind(), say.execute(), say.sync);
    expect(await client.until('Z:T')).toEqual(['1', 't', 'T', '2', 'D', 'C:FETCH 1', 'Z:T']);
    expect(client.last('T').readUInt16BE(5)).toBe(columns.split(',').length);
    client.send(say.query('COMMIT'));
    await client.until('Z:I');
  }
});
