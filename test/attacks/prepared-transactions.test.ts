import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.js';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';

const policy = (text: string) =>
  text
    .replace('unlisted: refuse', 'unlisted: allow\n    channels: [news]')
    .replace('may: [temp]', 'may: [temp, ddl]')
    .replace('password: mailer-secret }', 'password: mailer-secret }, may: [ddl]');

const prepare = (role: string) => `
  CREATE TABLE queue (id bigint);
  GRANT SELECT, INSERT, UPDATE ON queue TO ${role};
  GRANT CREATE ON SCHEMA public TO ${role};`;

let server: PostgresServer;
beforeAll(async () => {
  // A server has none of them unless it is told to.
  server = await startPostgres(['max_prepared_transactions=10']);
});
afterAll(() => server?.stop());

describe.each(['session', 'transaction'] as const)('with pool_mode %s', (poolMode) => {
  let gateway: AttackedGateway;
  beforeAll(async () => {
    gateway = await openAttackedGateway(poolMode, { policy, prepare, server });
  });
  afterAll(() => gateway?.close());

  let clerk: pg.Client;
  let mailer: pg.Client;
  let owner: pg.Client;
  beforeEach(async () => {
    clerk = new pg.Client(gateway.through('clerk'));
    mailer = new pg.Client(gateway.through('mailer'));
    owner = new pg.Client(gateway.owner);
    await Promise.all([clerk.connect(), mailer.connect(), owner.connect()]);
  });
  afterEach(async () => {
    await Promise.all([clerk.end(), mailer.end()]);
    expect((await owner.query('SELECT gid FROM pg_prepared_xacts')).rows).toEqual([]);
    await owner.end();
  });

  /** One after the other. */
  async function says(client: pg.Client, ...texts: readonly string[]): Promise<void> {
    for (const text of texts) await client.query(text);
  }

  test('only who prepared a transaction ends it, or hears of it', async () => {
    await says(clerk, 'BEGIN', 'INSERT INTO queue VALUES (1)', "PREPARE TRANSACTION 'shift'");
    const others = ['shift', 'clerk:shift', 'CLERK:shift', "' OR gid = 'clerk:shift"].flatMap((name) => [
      `COMMIT PREPARED ${mailer.escapeLiteral(name)}`,
      `ROLLBACK PREPARED ${mailer.escapeLiteral(name)}`,
    ]);
    for (const text of [...others, "COMMIT PREPARED U&'\\0063lerk:shift'"])
      await expect(mailer.query(text)).rejects.toMatchObject({ code: '42704' });
    await expect(mailer.query('SELECT * FROM pg_prepared_xact()')).rejects.toMatchObject({ code: '42501' });
    const found = 'SELECT gid FROM pg_prepared_xacts';
    expect((await mailer.query(found)).rows).toEqual([]);
    expect((await clerk.query(found)).rows).toEqual([{ gid: 'shift' }]);
    // Another connection may, as after a crash, and by either protocol.
    const again = new pg.Client(gateway.through('clerk'));
    await again.connect();
    const commit = { name: 'commit', text: "COMMIT PREPARED 'shift'" };
    await again.query(commit);
    await expect(again.query(commit)).rejects.toMatchObject({ code: '42704' });
    await again.end();
    expect((await owner.query('DELETE FROM queue RETURNING id')).rows).toEqual([{ id: '1' }]);
  });

  test('the name of one principal’s is free for another’s', async () => {
    for (const client of [clerk, mailer])
      await says(client, 'BEGIN', 'SELECT FROM queue FOR UPDATE', "PREPARE TRANSACTION 'same'");
    expect((await owner.query('SELECT gid FROM pg_prepared_xacts ORDER BY gid')).rows).toEqual([
      { gid: 'clerk:same' },
      { gid: 'mailer:same' },
    ]);
    await says(clerk, 'BEGIN');
    await expect(clerk.query("PREPARE TRANSACTION 'same'")).rejects.toMatchObject({ code: '42710' });
    for (const client of [clerk, mailer]) await says(client, "ROLLBACK PREPARED 'same'");
  });

  test('what is defined in one is there when it is committed, for all', async () => {
    const read = (client: pg.Client) => client.query('SELECT * FROM made').then(({ rows }) => rows);
    const unknown = { code: '42P01' };
    await says(
      clerk,
      'BEGIN',
      'CREATE TABLE made (id int)',
      'INSERT INTO made VALUES (1)',
      "PREPARE TRANSACTION 'made'",
    );
    for (const client of [clerk, mailer]) await expect(read(client)).rejects.toMatchObject(unknown);
    await says(clerk, "COMMIT PREPARED 'made'");
    for (const client of [clerk, mailer]) expect(await read(client)).toEqual([{ id: 1 }]);
    await says(clerk, 'BEGIN', 'ALTER TABLE made RENAME id TO other', "PREPARE TRANSACTION 'renamed'");
    await says(clerk, "ROLLBACK PREPARED 'renamed'");
    expect(await read(clerk)).toEqual([{ id: 1 }]);
    await says(clerk, 'DROP TABLE made');
  });

  test('a purpose that is set in one stays, and goes when it could not be prepared', async () => {
    const analyst = new pg.Client(gateway.through('analyst/analytics'));
    await analyst.connect();
    const seen = async () => (await analyst.query('SELECT ssn FROM customers ORDER BY id LIMIT 1')).rows[0]?.ssn;
    expect(await seen()).toBeNull();
    await says(analyst, 'BEGIN', "SET damask.purpose = 'fulfilment'", "PREPARE TRANSACTION 'set'");
    expect(await seen()).toBe('**********1001');
    await says(analyst, "ROLLBACK PREPARED 'set'");
    expect(await seen()).toBe('**********1001');
    await says(analyst, 'BEGIN', "SET damask.purpose = 'analytics'", 'CREATE TEMP TABLE passing (x int)');
    await expect(analyst.query("PREPARE TRANSACTION 'unset'")).rejects.toMatchObject({ code: '0A000' });
    expect(await seen()).toBe('**********1001');
    expect((await analyst.query('SHOW damask.purpose')).rows).toEqual([{ 'damask.purpose': 'fulfilment' }]);
    await says(analyst, 'BEGIN', "SET LOCAL damask.purpose = 'analytics'", "PREPARE TRANSACTION 'local'");
    expect(await seen()).toBe('**********1001');
    await says(analyst, "COMMIT PREPARED 'local'");
    await analyst.end();
  });

  test('what a transaction can not take along is not kept', async () => {
    for (const text of ['DECLARE held CURSOR WITH HOLD FOR SELECT 1', 'LISTEN news']) {
      await says(clerk, 'BEGIN', text);
      await expect(clerk.query("PREPARE TRANSACTION 'x'")).rejects.toMatchObject({ code: '0A000' });
    }
    await expect(clerk.query('FETCH held')).rejects.toMatchObject({ code: '34000' });
    await says(clerk, 'BEGIN', 'DECLARE open CURSOR FOR SELECT name FROM customers', "PREPARE TRANSACTION 'x'");
    await expect(clerk.query('FETCH open')).rejects.toMatchObject({ code: '34000' });
    await says(clerk, "ROLLBACK PREPARED 'x'");
  });

  test('the server connection is as good as new for whoever is next', async () => {
    await says(clerk, 'BEGIN', "SET LOCAL work_mem = '1MB'", 'SELECT pg_advisory_xact_lock(7)');
    await says(clerk, 'INSERT INTO queue VALUES (2)', "PREPARE TRANSACTION 'left'");
    await clerk.end();
    const next = new pg.Client(gateway.through('clerk'));
    await next.connect();
    expect((await next.query('SHOW work_mem')).rows).toEqual([{ work_mem: '4MB' }]);
    expect((await next.query('SELECT count(*) FROM queue')).rows).toEqual([{ count: '0' }]);
    // Nobody has a transaction open, and the lock is the prepared transaction's.
    const open = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()";
    expect((await owner.query(open)).rows).toEqual([{ count: '0' }]);
    expect((await next.query('SELECT pg_try_advisory_xact_lock(7) AS free')).rows).toEqual([{ free: false }]);
    await says(next, "ROLLBACK PREPARED 'left'");
    expect((await next.query('SELECT pg_try_advisory_xact_lock(7) AS free')).rows).toEqual([{ free: true }]);
    await next.end();
    clerk = new pg.Client(gateway.through('clerk'));
    await clerk.connect();
  });

  test('PREPARE TRANSACTION of a transaction that failed is its rollback', async () => {
    await says(clerk, 'BEGIN', 'SET search_path = evil');
    await expect(clerk.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect((await clerk.query("PREPARE TRANSACTION 'failed'")).command).toBe('ROLLBACK');
    expect((await clerk.query('SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
    await expect(clerk.query("COMMIT PREPARED 'failed'")).rejects.toMatchObject({ code: '42704' });
  });
});
