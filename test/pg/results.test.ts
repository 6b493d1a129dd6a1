import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { eventually } from './fake-server.js';
import { startGateway, type TestGateway } from './gateway.js';
import { ask, RawClient, say } from './raw-client.js';

let database: TestDatabase;
let gateway: TestGateway;
let client: RawClient;
const forbidden = new Set<string>();

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startGateway(database, { forbidden });
  await database.query('CREATE TABLE t (id int PRIMARY KEY, secret text)');
  await database.query(`INSERT INTO t SELECT i, 'SECRET-' || i FROM generate_series(1, 50) i`);
  const { rows } = await database.query(`SELECT 't'::regclass::oid::int AS oid`);
  forbidden.add(`${rows[0].oid}.2`);
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});
beforeEach(async () => {
  client = await RawClient.logIn(gateway, { database: database.name });
});
afterEach(() => client.close());

async function isInStep(status = 'I'): Promise<void> {
  client.send(say.query(`SELECT 'step'`));
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', `Z:${status}`]);
}

/** None of what came holds the secret. */
function nothingLeaked(): void {
  expect(client.frames.filter((frame) => frame.bytes.includes('SECRET'))).toEqual([]);
}

describe('the tripwire', () => {
  beforeEach(() => {
    gateway.observer.tripwires = 0;
  });
  const ways: [string, Buffer[]][] = [
    ['a Query', [say.query('SELECT id, secret FROM t')]],
    ['a Query of several statements', [say.query('SELECT 1; SELECT secret FROM t')]],
    ['a statement that is described', [say.parse('SELECT secret FROM t'), say.describeStatement(), say.sync]],
    [
      'a portal that is described',
      [say.parse('SELECT secret FROM t'), say.bind(), say.describePortal(), say.execute(), say.sync],
    ],
    ['a statement that nobody describes', [ask('SELECT secret FROM t'), say.sync]],
    ['a cursor', [say.query('BEGIN; DECLARE c CURSOR FOR SELECT secret FROM t; FETCH c')]],
    ['a statement that SQL has prepared', [say.query('PREPARE p AS SELECT secret FROM t; EXECUTE p')]],
    ['RETURNING', [say.query('UPDATE t SET id = id RETURNING secret')]],
  ];
  test.each(ways)('ends the session before a byte of %s leaves', async (_what, messages) => {
    client.send(...messages);
    const texts = await client.untilClosed();
    expect(texts.at(-1)).toBe('FATAL:42501');
    expect(texts.slice(0, -1)).not.toContain('Z:I');
    const frames = client.frames.map((frame) => frame.text);
    expect(client.lastError.get('M')).toBe('a protected column was about to leave');
    nothingLeaked();
    expect(frames.filter((text) => text === 'D').length).toBeLessThanOrEqual(1);
    expect(gateway.observer.tripwires).toBe(1);
    await eventually(() => gateway.listener.connections === 0, 'the session is gone');
  });

  test('leaves other sessions alone', async () => {
    const other = await RawClient.logIn(gateway, { database: database.name });
    client.send(say.query('SELECT secret FROM t'));
    await client.untilClosed();
    other.send(say.query('SELECT 1'));
    expect(await other.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    other.close();
  });
});

describe('a statement that the client never describes', () => {
  test('is described once, out of the client’s sight, whatever is executed how often', async () => {
    client.send(say.parse('SELECT id FROM t WHERE id = $1', 's'), say.sync);
    await client.until('Z');
    for (let i = 1; i <= 3; i++) {
      client.send(say.bind('s', '', [String(i)]), say.execute(), say.sync);
      expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    }
    expect(gateway.gate.last.origins).toHaveLength(1);
  });
  test('is described in a pipeline too, and one without columns as well', async () => {
    client.send(say.parse('UPDATE t SET id = id WHERE id = 1', 'u'), say.parse('SELECT id FROM t WHERE id = 1', 's'));
    for (let i = 0; i < 3; i++) client.send(say.bind('s'), say.execute(), say.bind('u'), say.execute(), say.sync);
    for (let i = 0; i < 3; i++) {
      const texts = await client.until('Z');
      expect(texts.filter((text) => text !== '1')).toEqual(['2', 'D', 'C:SELECT 1', '2', 'C:UPDATE 1', 'Z:I']);
    }
    await isInStep();
  });
  test('is not described again when the client did so in the same batch', async () => {
    client.send(say.parse('SELECT id FROM t WHERE id = 1'), say.bind(), say.describePortal(), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'T', 'D', 'C:SELECT 1', 'Z:I']);
    expect(gateway.gate.last.origins).toHaveLength(1);
  });
  test('is described when the client’s own Describe was never run', async () => {
    client.send(say.parse('SELECT id FROM t', 's'), say.sync);
    await client.until('Z');
    client.send(say.bind('no'), say.describeStatement('s'), say.sync, say.bind('s'), say.execute('', 1), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['2', 'D', 's', 'Z:I']);
    expect(gateway.gate.last.origins).toHaveLength(1);
  });
  test('fails as its Execute would when the Describe fails', async () => {
    client.send(say.parse('SELECT 1', 's'), say.sync);
    await client.until('Z');
    client.send(say.query('BEGIN'), say.query('SELECT 1/0'));
    await client.until('Z:E');
    client.send(say.bind('s'), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['E:25P02', 'Z:E']);
  });
});

describe('portals', () => {
  test('that interleave and are suspended keep apart', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z');
    client.send(
      say.parse('SELECT id FROM t ORDER BY id', 'up'),
      say.parse('SELECT -id FROM t ORDER BY id', 'down'),
      say.bind('up', 'a'),
      say.bind('down', 'b'),
      say.execute('a', 2),
      say.execute('b', 1),
      say.execute('a', 1),
      say.execute('b', 2),
      say.closePortal('a'),
      say.execute('a'),
      say.sync,
    );
    expect(await client.until('Z')).toEqual([
      ...['1', '1', '2', '2'],
      ...['D', 'D', 's', 'D', 's', 'D', 's', 'D', 'D', 's'],
      ...['3', 'E:34000', 'Z:E'],
    ]);
    const rows = client.frames.filter((frame) => frame.type === 'D').map((frame) => frame.bytes.toString('latin1', 11));
    expect(rows).toEqual(['1', '2', '-1', '3', '-2', '-3']);
  });
  test('live as long as their transaction', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z');
    client.send(say.parse('SELECT id FROM t', 's'), say.bind('s', 'p'), say.execute('p', 1), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 's', 'Z:T']);
    client.send(say.execute('p', 1), say.sync);
    expect(await client.until('Z')).toEqual(['D', 's', 'Z:T']);
    client.send(say.query('COMMIT'));
    await client.until('Z');
    client.send(say.execute('p', 1), say.sync);
    expect(await client.until('Z')).toEqual(['E:34000', 'Z:I']);
  });
  test('whose Bind fails leave the one before under their name', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z');
    client.send(say.parse('SELECT 1', 's'), say.bind('s', 'p'), say.sync);
    await client.until('Z');
    client.send(say.query('SAVEPOINT a'));
    await client.until('Z');
    client.send(say.parse('SELECT 2 /* limit(0) */', 'x'), say.bind('x', 'p'), say.sync);
    expect(await client.until('Z')).toEqual(['1', 'E:42P03', 'Z:E']);
    client.send(say.query('ROLLBACK TO a'));
    await client.until('Z');
    client.send(say.execute('p'), say.sync);
    expect(await client.until('Z')).toEqual(['D', 'C:SELECT 1', 'Z:T']);
  });
});

describe('prepared statements', () => {
  test('whose Parse fails leave the one before under their name', async () => {
    client.send(say.parse('SELECT 1', 's'), say.sync);
    await client.until('Z');
    client.send(say.parse('SELECT 2 /* limit(0) */', 's'), say.parse('SELECT 3', 'never'), say.sync);
    expect(await client.until('Z')).toEqual(['E:42P05', 'Z:I']);
    client.send(say.bind('s'), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    client.send(say.bind('never'), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
  });
  test('whose Close was never run stay', async () => {
    client.send(say.parse('SELECT 1', 's'), say.sync);
    await client.until('Z');
    client.send(say.bind('no'), say.closeStatement('s'), say.sync);
    await client.until('Z');
    client.send(say.bind('s'), say.execute(), say.closeStatement('s'), say.sync);
    expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', '3', 'Z:I']);
    client.send(say.bind('s'), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
  });
  test('are described anew once SQL may have put others under their names', async () => {
    client.send(say.parse('SELECT id FROM t WHERE id = 1', 's'), say.bind('s'), say.execute(), say.sync);
    await client.until('Z');
    client.send(say.query('DEALLOCATE s; PREPARE s AS SELECT secret FROM t'));
    await client.until('Z');
    client.send(say.bind('s'), say.execute(), say.sync);
    expect((await client.untilClosed()).at(-1)).toBe('FATAL:42501');
    nothingLeaked();
  });
  test('can’t be more than the limit', async () => {
    const small = await startGateway(database, { limits: { statementsMax: 2 } });
    const other = await RawClient.logIn(small, { database: database.name });
    other.send(say.parse('SELECT 1', 'a'), say.parse('SELECT 2', 'b'), say.parse('SELECT 3', 'c'), say.sync);
    expect(await other.until('Z')).toEqual(['1', '1', 'E:53400', 'Z:I']);
    other.send(say.closeStatement('a'), say.parse('SELECT 3', 'c'), say.sync);
    expect(await other.until('Z')).toEqual(['3', '1', 'Z:I']);
    await small.listener.close();
  });
});

describe('the row limit', () => {
  const rows = (n: number, limit: number): string => `SELECT i FROM generate_series(1, ${n}) i /* limit(${limit}) */`;

  test('lets an answer of just that many rows through', async () => {
    client.send(say.query(rows(3, 3)));
    expect(await client.until('Z')).toEqual(['T', 'D', 'D', 'D', 'C:SELECT 3', 'Z:I']);
  });
  test('ends an answer with an error in its place, and the session goes on', async () => {
    client.send(say.query(rows(5, 3)));
    expect(await client.until('Z')).toEqual(['T', 'D', 'D', 'D', 'E:54000', 'Z:I']);
    await isInStep();
    client.send(ask(rows(5, 3)), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'D', 'D', 'E:54000', 'Z:I']);
    await isInStep();
  });
  test('stops the server too', async () => {
    const start = performance.now();
    client.send(say.query('SELECT i, pg_sleep(0.001) FROM generate_series(1, 100000) i /* limit(10) */'));
    expect((await client.until('Z')).slice(-2)).toEqual(['E:54000', 'Z:I']);
    expect(performance.now() - start).toBeLessThan(10_000);
    await isInStep();
  });
  test('ends a COPY too', async () => {
    client.send(say.query(`COPY (SELECT i FROM generate_series(1, 5) i) TO STDOUT /* limit(2) */`));
    expect(await client.until('Z')).toEqual(['H', 'd', 'd', 'E:54000', 'Z:I']);
    await isInStep();
  });
  test('counts a portal’s rows over all its Executes', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z');
    client.send(
      say.parse(rows(100, 5)),
      say.bind(),
      say.execute('', 2),
      say.execute('', 2),
      say.execute('', 2),
      say.sync,
    );
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'D', 's', 'D', 'D', 's', 'D', 'E:54000', 'Z:E']);
    client.send(say.query('COMMIT'));
    expect(await client.until('Z')).toEqual(['C:ROLLBACK', 'Z:I']);
    await isInStep();
  });
  test('aborts the transaction, even when the server was done already', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z');
    client.send(say.query(rows(5, 3)));
    expect((await client.until('Z')).slice(-2)).toEqual(['E:54000', 'Z:E']);
    client.send(say.query('SELECT 1'));
    expect(await client.until('Z')).toEqual(['E:25P02', 'Z:E']);
    client.send(say.query('ROLLBACK'));
    expect(await client.until('Z')).toEqual(['C:ROLLBACK', 'Z:I']);
    await isInStep();
  });
  test('holds what the client sends on until the cancel has been brought', async () => {
    client.send(say.query(rows(200_000, 3)));
    await client.until('E:54000');
    client.send(say.query('SELECT pg_sleep(0.1)'));
    expect(await client.until('Z')).toEqual(['Z:I']);
    expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  });
  test('does not cancel what the client has pipelined behind it', async () => {
    client.send(
      say.query(rows(5, 3)),
      say.query('SELECT pg_sleep(0.1)'),
      ask(rows(9, 1)),
      say.sync,
      ask('SELECT 1'),
      say.sync,
    );
    expect(await client.until('Z')).toEqual(['T', 'D', 'D', 'D', 'E:54000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'E:54000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    await isInStep();
  });
  test('voids what comes behind it in its batch, sent before or after the error', async () => {
    client.send(ask(rows(5, 3)), ask('SELECT 7'), say.flush);
    await client.until('E:54000');
    client.send(ask('SELECT 8'), say.flush, say.sync, ask('SELECT 9'), say.sync);
    expect(await client.until('Z')).toEqual(['Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    await isInStep();
  });
  test('voids a Query in its batch too: nothing but the Sync ends it', async () => {
    client.send(ask(rows(5, 3)), say.query('SELECT 6'), ask('SELECT 7'), say.sync, ask('SELECT 9'), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'D', 'D', 'E:54000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    client.send(ask(rows(5, 3)), say.query('SELECT 6'), ask('SELECT 7'), say.flush);
    await client.until('E:54000');
    client.send(ask('SELECT 8'), say.sync, ask('SELECT 9'), say.sync);
    expect(await client.until('Z')).toEqual(['Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    await isInStep();
  });
  test('voids a COPY that waits for data, for which nobody is asked any more', async () => {
    client.send(say.query(`${rows(5, 3)}; COPY t FROM STDIN; SELECT 1`));
    expect(await client.until('Z')).toEqual(['T', 'D', 'D', 'D', 'E:54000', 'Z:I']);
    await isInStep();
    client.send(ask(rows(5, 3)), ask('COPY t FROM STDIN'), say.sync);
    expect(await client.untilClosed()).toEqual(['1', '2', 'D', 'D', 'D', 'E:54000', 'FATAL:54000']);
  });
  test('is per statement of a Query', async () => {
    client.send(say.query('SELECT 1; SELECT 2; SELECT 3 /* limit(1) */'));
    expect((await client.until('Z')).at(-2)).toBe('C:SELECT 1');
  });
});

describe('errors and notices', () => {
  test('show what the gate lets through, and are counted when they are changed', async () => {
    gateway.observer.scrubs.length = 0;
    client.send(say.query(`SELECT ('SECRET-' || count(*))::int FROM t -- protected`));
    expect(await client.until('Z')).toEqual(['T', 'E:22P02', 'Z:I']);
    expect(client.lastError.get('M')).toBe('scrubbed');
    client.send(ask(`SELECT ('SECRET-' || count(*))::int FROM t -- protected`), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'E:22P02', 'Z:I']);
    client.send(say.query(`DO $$ BEGIN RAISE NOTICE 'SECRET-1'; END $$`));
    expect(await client.until('Z')).toEqual(['N', 'C:DO', 'Z:I']);
    expect(gateway.observer.scrubs).toEqual(['error', 'error', 'notice']);
    nothingLeaked();
    client.send(say.query('SELECT 1/0'));
    await client.until('Z');
    expect(client.lastError.get('M')).toBe('division by zero');
  });
});

test('notifications reach the client at any time, those of hidden channels never', async () => {
  client.send(say.query('LISTEN open; LISTEN hidden_one'));
  await client.until('Z');
  await database.query(`SELECT pg_notify('hidden_one', 'SECRET-1'), pg_notify('open', 'x')`);
  expect((await client.next())!.text).toBe('A');
  nothingLeaked();
  await isInStep();
});

test('a change of client_encoding ends the session: the gate reads UTF-8', async () => {
  client.send(say.query(`SET client_encoding = 'SJIS'`));
  expect((await client.untilClosed()).at(-1)).toBe('FATAL:42501');
});

test('UNICODE is UTF-8 by an old name, as which the server tells it', async () => {
  client.send(say.query(`SET client_encoding = 'UNICODE'; SELECT '\u2603'`));
  expect(await client.until('Z')).toEqual(['C:SET', 'T', 'D', 'C:SELECT 1', 'S', 'Z:I']);
  expect(client.last('S').toString()).toContain('UNICODE');
});

test('other parameters may change', async () => {
  client.send(say.query(`SET TimeZone = 'Europe/Berlin'`));
  expect(await client.until('Z')).toEqual(['C:SET', 'S', 'Z:I']);
});

describe('COPY', () => {
  beforeEach(() => {
    client.send(say.query('CREATE TEMP TABLE c (id int)'));
    return client.until('Z');
  });
  test('FROM STDIN by Query, done and failed', async () => {
    client.send(say.query('COPY c FROM STDIN'));
    await client.until('G');
    client.send(say.copyData('1\n'), say.copyData('2\n'), say.copyDone);
    expect(await client.until('Z')).toEqual(['C:COPY 2', 'Z:I']);
    client.send(say.query('COPY c FROM STDIN'));
    await client.until('G');
    client.send(say.copyData('3\n'), say.copyFail('enough'));
    expect(await client.until('Z')).toEqual(['E:57014', 'Z:I']);
    await isInStep();
  });
  test('FROM STDIN by Execute, its Sync sent before the data is ignored', async () => {
    client.send(ask('COPY c FROM STDIN'), say.sync);
    await client.until('G');
    client.send(say.copyData('1\n'), say.flush, say.copyDone, say.sync);
    expect(await client.until('Z')).toEqual(['C:COPY 1', 'Z:I']);
    await isInStep();
    client.send(ask('SELECT id FROM c'), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  });
  test('FROM STDIN that fails drops the data that still comes', async () => {
    client.send(ask('COPY c FROM STDIN'));
    client.send(say.flush);
    await client.until('G');
    client.send(say.copyData('x\n'), say.copyData('2\n'), say.flush);
    client.send(say.copyData('3\n'), say.copyDone, say.sync);
    expect(await client.until('Z')).toEqual(['E:22P02', 'Z:I']);
    await isInStep();
    client.send(say.query('COPY c FROM STDIN'));
    await client.until('G');
    client.send(say.copyData('x\n'), say.copyData('2\n'), say.copyDone);
    expect(await client.until('Z')).toEqual(['E:22P02', 'Z:I']);
    client.send(say.copyData('late\n'), say.copyDone);
    await isInStep();
  });
  test('FROM STDIN that fails answers one of the two Syncs that were sent: the COPY has read the first', async () => {
    client.send(ask('COPY c FROM STDIN'), say.sync);
    await client.until('G');
    client.send(say.copyData('x\n'), say.copyDone, say.sync);
    expect(await client.until('Z')).toEqual(['E:22P02', 'Z:I']);
    await isInStep();
    client.send(say.query('COPY c FROM STDIN'));
    await client.until('G');
    client.send(say.sync, say.copyData('x\n'), say.copyDone);
    expect(await client.until('Z')).toEqual(['E:22P02', 'Z:I']);
    await isInStep();
  });
  test('all of it in one write', async () => {
    client.send(say.query('COPY c FROM STDIN'), say.copyData('1\n'), say.copyDone, say.query('SELECT count(*) FROM c'));
    expect(await client.until('Z')).toEqual(['G', 'C:COPY 1', 'Z:I']);
    expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  });
});

test('rows are counted', async () => {
  gateway.observer.rowCount = 0;
  client.send(say.query('SELECT id FROM t; SELECT 1'));
  await client.until('Z');
  expect(gateway.observer.rowCount).toBe(51);
});
