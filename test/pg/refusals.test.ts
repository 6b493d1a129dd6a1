import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { eventually } from './fake-server.js';
import { startGateway, type TestGateway } from './gateway.js';
import { ask, RawClient, say } from './raw-client.js';

let database: TestDatabase;
let gateway: TestGateway;
let client: RawClient;

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startGateway(database);
  await database.query('CREATE TABLE t (id int PRIMARY KEY)');
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});
beforeEach(async () => {
  await database.query('TRUNCATE t');
  client = await RawClient.logIn(gateway, { database: database.name });
});
afterEach(() => client.close());

const count = async (): Promise<number> => (await database.query('SELECT count(*)::int AS n FROM t')).rows[0].n;

/** A later statement is answered, so nothing is left over from before. */
async function isInStep(status = 'I'): Promise<void> {
  client.send(say.query(`SELECT 'step'`));
  expect(await client.until('Z')).toEqual(
    status === 'E' ? ['E:25P02', 'Z:E'] : ['T', 'D', 'C:SELECT 1', `Z:${status}`],
  );
  client.send(ask('SELECT 1'), say.sync);
  expect(await client.until('Z')).toEqual(
    status === 'E' ? ['E:25P02', 'Z:E'] : ['1', '2', 'D', 'C:SELECT 1', `Z:${status}`],
  );
}

describe('a Query that is refused', () => {
  test('is answered with the refusal and ReadyForQuery, and nothing of it is sent', async () => {
    client.send(say.query('INSERT INTO t VALUES (1); SELECT 1 /* refuse */'));
    expect(await client.until('Z')).toEqual(['E:42501', 'Z:I']);
    expect(Object.fromEntries(client.lastError)).toEqual({
      S: 'ERROR',
      V: 'ERROR',
      C: '42501',
      M: 'the policy forbids it',
      H: 'ask for less',
      P: '8',
    });
    expect(await count()).toBe(0);
    await isInStep();
  });

  test('aborts the transaction, as an error does', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z:T');
    client.send(say.query('INSERT INTO t VALUES (1)'));
    await client.until('Z:T');
    client.send(say.query('SELECT 1 /* refuse */'));
    expect(await client.until('Z')).toEqual(['E:42501', 'Z:E']);
    await isInStep('E');
    client.send(say.query('COMMIT'));
    expect(await client.until('Z')).toEqual(['C:ROLLBACK', 'Z:I']);
    expect(await count()).toBe(0);
    await isInStep();
  });

  test('can be undone to a savepoint', async () => {
    for (const text of ['BEGIN', 'INSERT INTO t VALUES (1)', 'SAVEPOINT s']) {
      client.send(say.query(text));
      await client.until('Z:T');
    }
    client.send(say.query('SELECT 1 /* refuse */'));
    await client.until('Z:E');
    client.send(say.query('ROLLBACK TO s'));
    await client.until('Z:T');
    client.send(say.query('COMMIT'));
    await client.until('Z:I');
    expect(await count()).toBe(1);
  });

  test('in an aborted transaction is what PostgreSQL says of any statement there', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z:T');
    client.send(say.query('SELECT 1/0'));
    await client.until('Z:E');
    client.send(say.query('SELECT 1 /* refuse */'));
    expect(await client.until('Z')).toEqual(['E:25P02', 'Z:E']);
    client.send(say.query('SELECT 1 /* syntax */'));
    expect(await client.until('Z')).toEqual(['E:42601', 'Z:E']);
    client.send(ask('SELECT 1 /* refuse */'), say.sync);
    expect(await client.until('Z')).toEqual(['E:25P02', 'Z:E']);
    await isInStep('E');
  });

  test('stands in its place among pipelined ones', async () => {
    client.send(
      say.query('SELECT pg_sleep(0.05)'),
      say.query('SELECT 1 /* refuse */'),
      say.query('INSERT INTO t VALUES (1)'),
      say.query('SELECT 2 /* refuse */'),
    );
    const texts: string[] = [];
    for (let i = 0; i < 4; i++) texts.push(...(await client.until('Z')));
    expect(texts).toEqual([
      ...['T', 'D', 'C:SELECT 1', 'Z:I', 'E:42501', 'Z:I'],
      ...['C:INSERT 0 1', 'Z:I', 'E:42501', 'Z:I'],
    ]);
  });

  test('drops the unnamed statement, as any Query does', async () => {
    client.send(say.parse('SELECT 1'), say.sync);
    await client.until('Z');
    client.send(say.query('SELECT 1 /* refuse */'));
    await client.until('Z');
    client.send(say.bind(), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
    await isInStep();
  });
});

describe('a Parse that is refused', () => {
  test('ends its pipeline up to the Sync: what stands before it in the batch is undone, what comes after is not run', async () => {
    client.send(
      ask('INSERT INTO t VALUES (1)'),
      ask('SELECT 1 /* refuse */'),
      ask('INSERT INTO t VALUES (2)'),
      say.query('INSERT INTO t VALUES (3)'),
      say.sync,
      ask('INSERT INTO t VALUES (4)'),
      say.sync,
    );
    expect(await client.until('Z')).toEqual(['1', '2', 'C:INSERT 0 1', 'E:42501', 'Z:I']);
    expect(await client.until('Z')).toEqual(['1', '2', 'C:INSERT 0 1', 'Z:I']);
    expect((await database.query('SELECT id FROM t')).rows).toEqual([{ id: 4 }]);
    expect(gateway.gate.last.asked).not.toContain('INSERT INTO t VALUES (2)');
    await isInStep();
  });

  test('is told at once when the client flushes and waits', async () => {
    client.send(say.parse('SELECT 1 /* refuse */'), say.flush);
    expect((await client.next())!.text).toBe('E:42501');
    client.send(say.bind(), say.execute(), say.flush);
    client.send(say.sync);
    expect((await client.next())!.text).toBe('Z:I');
    await isInStep();
  });

  test('aborts the transaction', async () => {
    client.send(say.query('BEGIN'));
    await client.until('Z:T');
    client.send(ask('SELECT 1 /* refuse */'), say.sync);
    expect(await client.until('Z')).toEqual(['E:42501', 'Z:E']);
    await isInStep('E');
  });

  test('under a name leaves nothing behind, and the name can be used', async () => {
    client.send(say.parse('SELECT 1 /* refuse */', 'a'), say.sync);
    await client.until('Z');
    client.send(say.bind('a'), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
    expect(client.lastError.get('M')).toBe('prepared statement "a" does not exist');
    client.send(say.parse('SELECT 1', 'a'), say.bind('a'), say.execute(), say.closeStatement('a'), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', '3', 'Z:I'].toSpliced(2, 0));
  });

  test('without a name takes the unnamed statement with it, one under a name stays', async () => {
    client.send(say.parse('SELECT 1'), say.parse('SELECT 2', 'kept'), say.sync);
    await client.until('Z');
    client.send(say.parse('SELECT 1 /* refuse */'), say.sync);
    await client.until('Z');
    client.send(say.bind(), say.sync);
    expect(await client.until('Z')).toEqual(['E:26000', 'Z:I']);
    client.send(say.bind('kept'), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  });

  test('behind an earlier error is not told, and does nothing', async () => {
    client.send(say.parse('SELECT 1', 'kept'), say.sync);
    await client.until('Z');
    client.send(ask('SELECT 1/count(*) FROM t'), say.parse('SELECT 1 /* refuse */'), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'E:22012', 'Z:I']);
    await isInStep();
  });
});

describe('a Bind that is refused', () => {
  test('because the statement may no longer be used leaves the statement and ends the batch', async () => {
    client.send(say.parse('INSERT INTO t VALUES (1)', 'a'), say.parse('SELECT 7'), say.sync);
    await client.until('Z');
    const session = gateway.gate.last;
    session.recheckError = new GatewayError('refused', 'the purpose has changed');
    client.send(say.bind('a'), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['E:42501', 'Z:I']);
    expect(client.lastError.get('M')).toBe('the purpose has changed');
    session.recheckError = null;
    client.send(say.bind(), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    expect(await count()).toBe(0);
  });
  test('so is the Execute of a portal that was bound before', async () => {
    client.send(
      say.query('BEGIN'),
      say.parse('SELECT * FROM generate_series(1, 5)'),
      say.bind(),
      say.execute('', 2),
      say.sync,
    );
    await client.until('Z:T');
    expect(await client.until('Z:T')).toEqual(['1', '2', 'D', 'D', 's', 'Z:T']);
    gateway.gate.last.recheckError = new GatewayError('refused', 'the agreement has ended');
    client.send(say.execute('', 2), say.sync);
    expect(await client.until('Z')).toEqual(['E:42501', 'Z:E']);
    gateway.gate.last.recheckError = null;
    client.send(say.query('ROLLBACK'));
    await client.until('Z:I');
    await isInStep();
  });
  test('with names that do not end is refused, its body unread', async () => {
    client.send(say.bind('x'.repeat(3_000)), say.sync);
    expect(await client.until('Z')).toEqual(['E:54000', 'Z:I']);
    await isInStep();
  });
});

describe('what names nothing is refused in PostgreSQL’s words', () => {
  test.each([
    ['Bind', say.bind('no'), 'E:26000'],
    ['Describe of a statement', say.describeStatement('no'), 'E:26000'],
    ['Describe of a portal', say.describePortal('no'), 'E:34000'],
    ['Execute', say.execute('no'), 'E:34000'],
  ])('%s', async (_what, message, expected) => {
    client.send(message, say.sync);
    expect(await client.until('Z')).toEqual([expected, 'Z:I']);
    await isInStep();
  });
  test('Describe of a cursor that SQL has made shows its columns', async () => {
    client.send(say.query('BEGIN; DECLARE c CURSOR FOR SELECT id FROM t; PREPARE p AS SELECT id FROM t'));
    await client.until('Z:T');
    client.send(say.describePortal('c'), say.describeStatement('p'), say.sync);
    expect(await client.until('Z')).toEqual(['T', 't', 'T', 'Z:T']);
    expect(gateway.gate.last.origins).toHaveLength(2);
  });
  test('closing it is no error', async () => {
    client.send(say.closeStatement('no'), say.closePortal('no'), say.sync);
    expect(await client.until('Z')).toEqual(['3', '3', 'Z:I']);
  });
});

test('a FunctionCall is refused, and the session goes on', async () => {
  client.send(say.functionCall, say.query('SELECT 1'));
  expect(await client.until('Z')).toEqual(['E:0A000', 'Z:I']);
  expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test('a gate that throws is one that refuses, and shows nothing of why', async () => {
  client.send(say.query('SELECT 1 /* throw */'));
  const texts = await client.untilClosed();
  expect(texts).toEqual(['FATAL:XX000']);
  expect(client.lastError.get('M')).toBe('internal error');
});

test('a fatal refusal ends the session', async () => {
  client.send(ask('SELECT 1 /* fatal */'), say.sync);
  expect(await client.untilClosed()).toEqual(['FATAL:28000']);
});

describe('broken bodies', () => {
  test.each([
    ['a Query without its NUL', Buffer.from('Q\0\0\0\x0cSELECT 1'), 'E:08P01'],
    ['a Query with more behind its NUL', Buffer.from('Q\0\0\0\x0fSELECT 1\0; \0').subarray(0, 16), 'E:08P01'],
    ['a Query that is no UTF-8', Buffer.from('Q\0\0\0\x08\xc3(a\0', 'latin1'), 'E:22021'],
    ['a Parse that ends early', Buffer.concat([Buffer.from('P\0\0\0\x06a\0'), say.sync]), 'E:08P01'],
    ['a Describe of neither', Buffer.concat([Buffer.from('D\0\0\0\x06X\0'), say.sync]), 'E:08P01'],
    ['an Execute that ends early', Buffer.concat([Buffer.from('E\0\0\0\x05\0'), say.sync]), 'E:08P01'],
  ])('%s costs the message, not the connection', async (_what, bytes, expected) => {
    client.send(bytes);
    expect(await client.until('Z')).toEqual([expected, 'Z:I']);
    await isInStep();
  });
});

describe('a stale catalog', () => {
  test('what waited behind a statement that fails meanwhile is ignored, as the server ignores it', async () => {
    gateway.gate.last.onRefresh = () =>
      eventually(() => client.frames.some(({ text }) => text === 'E:22012'), 'the error is here');
    client.send(ask('SELECT 1/0'), say.parse('SELECT 1 /* stale */ /* refuse */'), say.bind(), say.execute(), say.sync);
    expect(await client.until('Z')).toEqual(['1', 'E:22012', 'Z:I']);
    await isInStep();
  });
  test('is refreshed while the client waits, and then the statement runs', async () => {
    client.send(say.query('INSERT INTO t VALUES (1) /* stale */'), say.query('INSERT INTO t VALUES (2)'));
    expect(await client.until('Z')).toEqual(['C:INSERT 0 1', 'Z:I']);
    expect(await client.until('Z')).toEqual(['C:INSERT 0 1', 'Z:I']);
    expect(gateway.gate.last.refreshes).toBe(1);
    client.send(ask('INSERT INTO t VALUES (3) /* stale */'), say.sync);
    expect(await client.until('Z')).toEqual(['1', '2', 'C:INSERT 0 1', 'Z:I']);
  });
  test('is refreshed only when everything before has been answered', async () => {
    let seen = '';
    gateway.gate.last.onRefresh = async () => {
      seen = client.frames.map((frame) => frame.text).at(-1)!;
    };
    client.send(say.query('SELECT pg_sleep(0.1)'), say.query('SELECT 1 /* stale */'));
    await client.until('Z');
    await client.until('Z');
    expect(seen).toBe('Z:I');
  });
  test('that can’t be refreshed refuses the statement', async () => {
    gateway.gate.last.onRefresh = async () => {
      throw new GatewayError('upstream_unavailable', 'no catalog');
    };
    client.send(say.query('SELECT 1 /* stale */'), say.query('SELECT 1'));
    expect(await client.until('Z')).toEqual(['E:08006', 'Z:I']);
    expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    client.send(ask('SELECT 1 /* stale */'), say.sync);
    expect(await client.until('Z')).toEqual(['E:08006', 'Z:I']);
  });
  test('a client that leaves meanwhile leaves nothing behind', async () => {
    const other = await RawClient.logIn(gateway, { database: database.name });
    let go: () => void = () => {};
    gateway.gate.last.onRefresh = () =>
      new Promise<void>((resolve) => {
        go = resolve;
      });
    const session = gateway.gate.last;
    other.send(say.query('SELECT 1 /* stale */'));
    await eventually(() => session.refreshes === 1, 'the refresh begins');
    other.close();
    go();
    await eventually(() => gateway.listener.connections === 1, 'the session ends');
  });
});

describe('a statement that changes how others are read', () => {
  test('is sent when all before it is answered, and the next is asked about when it has been', async () => {
    const { asked, states } = gateway.gate.last;
    const seen: string[] = [];
    const log = asked.push.bind(asked);
    asked.push = (text) => {
      seen.push(`${states.length} ${text.slice(0, 6)}`);
      return log(text);
    };
    client.send(
      say.query('SELECT pg_sleep(0.03)'),
      say.query(`SET work_mem = '1MB' /* changes */`),
      say.query('SHOW work_mem'),
      say.query('SELECT 1'),
    );
    for (let i = 0; i < 4; i++) await client.until('Z');
    // Asked about, found to change the session, and asked about again once the first was answered.
    expect(seen).toEqual(['0 SELECT', '0 SET wo', '1 SET wo', '2 SHOW w', '2 SELECT']);
  });
  test('by Execute is waited for by the next batch, and not by its own', async () => {
    const { states, sentTexts } = gateway.gate.last;
    const [set, show] = [`SET work_mem = '1MB' /* changes */`, 'SHOW work_mem'];
    client.send(say.parse(show, 'show'), say.parse('SELECT pg_sleep(0.03)', 'sleep'), say.sync);
    await client.until('Z');
    const seen: string[] = [];
    const log = sentTexts.push.bind(sentTexts);
    sentTexts.push = (text) => {
      seen.push(`${states.length} ${text.slice(0, 6)}`);
      return log(text);
    };
    client.send(say.bind('sleep'), say.execute(), say.sync);
    client.send(ask(set), say.bind('show'), say.execute(), say.sync);
    client.send(say.bind('show'), say.execute(), say.sync, ask('SELECT 1'), say.sync);
    const texts: string[] = [];
    for (let i = 0; i < 4; i++) texts.push(...(await client.until('Z')));
    expect(texts).toEqual([
      ...['2', 'D', 'C:SELECT 1', 'Z:I'],
      ...['1', '2', 'C:SET', '2', 'D', 'C:SHOW', 'Z:I'],
      ...['2', 'D', 'C:SHOW', 'Z:I', '1', '2', 'D', 'C:SELECT 1', 'Z:I'],
    ]);
    expect(seen).toEqual(['1 SELECT', '2 SET wo', '2 SHOW w', '3 SHOW w', '3 SELECT']);
  });
});

test('what was refused, passed and rewritten is counted', async () => {
  const { observer } = gateway;
  observer.verdicts.length = 0;
  observer.reasons.length = 0;
  client.send(say.query('SELECT 1'));
  await client.until('Z');
  client.send(say.query('SELECT 1 /* rewrite(1=>2) */'));
  await client.until('Z');
  client.send(ask('SELECT 1 /* refuse */'), say.sync);
  await client.until('Z');
  expect(observer.verdicts).toEqual(['passed', 'guarded', 'refused']);
  expect(observer.reasons).toEqual(['refused']);
});

test('the gate hears how transactions go', async () => {
  const { states } = gateway.gate.last;
  for (const text of [
    'BEGIN',
    'SELECT 1/0',
    'COMMIT',
    'BEGIN',
    'SAVEPOINT s',
    'ROLLBACK TO s',
    'COMMIT',
    'SELECT 1/0',
  ]) {
    client.send(say.query(text));
    await client.until('Z');
  }
  expect(states).toEqual(['T', 'E', 'I!', 'T', 'T', 'T', 'I', 'I!']);
});
