import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeDataRow } from '../../../src/pgwire/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { ask, type RawClient, say } from '../raw-client.js';
import { logInDirectly } from './play.js';
import { rawPool } from './raw-pool.js';

/*
 * What one client leaves is still there for itself, as by a connection of its own, and never for another one. There are two
 * connections: where the first has to stay with its client, the other one serves the next.
 */

const pool = rawPool({ poolSize: 2 });
let direct: TestDatabase;

const store = `
  CREATE FUNCTION sets_zone() RETURNS int LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('timezone', 'Asia/Tokyo', false); RETURN 1; END$$;
  CREATE VIEW zone AS SELECT sets_zone() AS one;
  CREATE FUNCTION sets_memory() RETURNS int LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('work_mem', '7MB', false); RETURN 1; END$$;
  CREATE VIEW memory AS SELECT sets_memory() AS one;
  CREATE TABLE locking (n int);
  CREATE FUNCTION locks() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN PERFORM pg_advisory_lock(77); RETURN NEW; END$$;
  CREATE TRIGGER locks BEFORE INSERT ON locking FOR EACH ROW EXECUTE FUNCTION locks();
  CREATE FUNCTION adds_and_sets(int, int) RETURNS int LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('work_mem', '7MB', false); RETURN 1; END$$;
  CREATE OPERATOR +|+ (LEFTARG = int, RIGHTARG = int, FUNCTION = adds_and_sets);
  CREATE FUNCTION checks(text) RETURNS boolean LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('work_mem', '7MB', false); RETURN true; END$$;
  CREATE DOMAIN checked AS text CHECK (checks(VALUE));
  CREATE FUNCTION counts_and_sets(int, int) RETURNS int LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('work_mem', '7MB', false); RETURN 1; END$$;
  CREATE AGGREGATE counting (int) (SFUNC = counts_and_sets, STYPE = int, INITCOND = '0');
  CREATE FUNCTION reads_dates() RETURNS int LANGUAGE plpgsql AS
    $$BEGIN PERFORM set_config('datestyle', 'SQL, DMY', true); RETURN 1; END$$;
  CREATE FUNCTION calls_it() RETURNS int LANGUAGE sql AS 'SELECT reads_dates()';
  CREATE VIEW dates AS SELECT calls_it();
  CREATE FUNCTION prepared() RETURNS text LANGUAGE plpgsql AS
    $$BEGIN RETURN (SELECT string_agg(statement, ', ') FROM pg_prepared_statements); END$$;
  CREATE VIEW all_prepared AS SELECT statement FROM pg_prepared_statements;
  CREATE SEQUENCE numbers;
  CREATE SEQUENCE other_numbers`;

beforeAll(async () => {
  direct = await createDatabase();
  await direct.query(store);
  await pool.database.query(store);
});
afterAll(async () => {
  await direct.drop();
});

async function firstOf(client: RawClient, text: string): Promise<string> {
  client.send(say.query(text));
  expect(await client.until('Z')).toContain('D');
  const bytes = client.last('D');
  return String(decodeDataRow(bytes, 0, bytes.length)[0]);
}

/** What a client finds that has sent these, each of which ends in a Sync or is a Query. */
async function after(client: RawClient, sent: readonly Buffer[], text: string): Promise<string> {
  client.send(Buffer.concat(sent));
  for (let due = sent.length; due > 0; due--) await client.until('Z');
  return firstOf(client, text);
}

const { query } = say;
const extended = (...texts: readonly string[]): Buffer => Buffer.concat([...texts.map(ask), say.sync]);
const ofTemporarySchema = (catalog: string, column: string): string =>
  `SELECT count(*) FROM ${catalog} WHERE ${column} = pg_my_temp_schema()`;
const listening = 'SELECT count(*) FROM pg_listening_channels()';
const inTransaction = (...texts: readonly string[]): Buffer[] => ['BEGIN', "SET work_mem = '7MB'", ...texts].map(query);

const cases: readonly (readonly [string, readonly Buffer[], string])[] = [
  ['transaction_timeout', [query("SET transaction_timeout = '77s'")], 'SHOW transaction_timeout'],
  ['COMMIT AND CHAIN, ROLLBACK', inTransaction('COMMIT AND CHAIN', 'ROLLBACK'), 'SHOW work_mem'],
  ['ROLLBACK AND CHAIN, COMMIT', inTransaction('ROLLBACK AND CHAIN', 'COMMIT'), 'SHOW work_mem'],
  ['COMMIT and BEGIN in one Query', inTransaction('COMMIT; BEGIN', 'ROLLBACK'), 'SHOW work_mem'],
  ['COMMIT and an error in one Query', inTransaction('COMMIT; SELECT 1/0'), 'SHOW work_mem'],
  ['COMMIT and an error before one Sync', [...inTransaction(), extended('COMMIT', 'SELECT 1/0')], 'SHOW work_mem'],
  ['set_config of no row', [query("SELECT set_config('work_mem', '7MB', false) WHERE false")], 'SHOW work_mem'],
  ['set_config that is explained', [query("EXPLAIN SELECT set_config('work_mem', '7MB', false)")], 'SHOW work_mem'],
  [
    'set_config behind a condition',
    [query("SELECT CASE WHEN 1 = 2 THEN set_config('work_mem', '7MB', false) END")],
    'SHOW work_mem',
  ],
  [
    'set_config that differs in what a string says from a local one',
    [query("SELECT set_config('work_mem', '7MB', 'true')"), query("SELECT set_config('work_mem', '9MB', 'false')")],
    'SHOW work_mem',
  ],
  ['a view that sets', [query('TABLE zone')], 'SHOW timezone'],
  ['a view that sets what no server tells of', [query('TABLE memory'), query('TABLE memory')], 'SHOW work_mem'],
  [
    'a trigger that locks',
    [query('INSERT INTO locking VALUES (1)')],
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
  ],
  ['an operator that sets', [query('SELECT 1 +|+ 2')], 'SHOW work_mem'],
  ['an operator that sets, in a list', [query('SELECT 1 WHERE 1 +|+ 2 = 1')], 'SHOW work_mem'],
  ['a cast that sets', [query("SELECT 'a'::checked")], 'SHOW work_mem'],
  ['an aggregate that sets', [query('SELECT counting(1)')], 'SHOW work_mem'],
  ['DISCARD ALL and LISTEN, two Queries', [query('DISCARD ALL'), query('LISTEN heard')], listening],
  ['DISCARD ALL and LISTEN before one Sync', [extended('DISCARD ALL', 'LISTEN heard')], listening],
  ['LISTEN, then both', [query('LISTEN heard'), extended('DISCARD ALL', 'LISTEN heard')], listening],
  ['a temporary type', [query('CREATE TYPE pg_temp.pair AS (a int)')], ofTemporarySchema('pg_type', 'typnamespace')],
  [
    'a temporary function',
    [query("CREATE FUNCTION pg_temp.one() RETURNS int LANGUAGE sql AS 'SELECT 1'")],
    ofTemporarySchema('pg_proc', 'pronamespace'),
  ],
  [
    'a table that is temporary by the search_path',
    [query('SET search_path = pg_temp, public'), query('CREATE TABLE made (n int)'), query('RESET search_path')],
    ofTemporarySchema('pg_class', 'relnamespace'),
  ],
];

test.each(cases)('%s', async (_, sent, text) => {
  const [own, alone] = [await pool.connect(), await logInDirectly(direct)];
  expect(await after(own, sent, text)).toBe(await after(alone, sent, text));
  alone.close();
  const [next, fresh] = [await pool.connect(), await logInDirectly(direct)];
  const expected = await firstOf(fresh, text);
  fresh.close();
  expect(await firstOf(next, text)).toBe(expected);
  own.send(say.terminate);
  await own.untilClosed();
  // Both connections, whoever had them.
  const [one, other] = [await pool.connect(), await pool.connect()];
  one.send(query('BEGIN'));
  await one.until('Z');
  expect([await firstOf(one, text), await firstOf(other, text)]).toEqual([expected, expected]);
});

test('a state of chance that one client has set is nobody else’s', async () => {
  for (const more of [[], ['DISCARD ALL'], ['LISTEN own', 'DISCARD ALL']]) {
    const own = await pool.connect();
    own.send(query('SELECT setseed(0.5)'), ...more.map(query));
    for (let due = 1 + more.length; due > 0; due--) await own.until('Z');
    own.send(say.terminate);
    await own.untilClosed();
    const [one, other] = [await pool.connect(), await pool.connect()];
    one.send(query('BEGIN'));
    await one.until('Z');
    const alone = await logInDirectly(direct);
    alone.send(query('SELECT setseed(0.5)'));
    await alone.until('Z');
    const seeded = await firstOf(alone, 'SELECT random()');
    alone.close();
    expect([await firstOf(one, 'SELECT random()'), await firstOf(other, 'SELECT random()')]).not.toContain(seeded);
    one.close();
    other.close();
  }
});

test('a client that begins with pg_temp in its search_path keeps what it makes to itself', async () => {
  for (const [parameters, name] of [
    [{ search_path: 'pg_temp, public' }, 'first_made'],
    [{ search_path: '"$user", pg_temp' }, 'second_made'],
    [{ options: '-c search_path=pg_temp' }, 'third_made'],
  ] as const) {
    const own = await pool.connect(parameters);
    own.send(query(`CREATE TABLE ${name} (n int)`));
    await own.until('Z');
    // The other connection is for one that keeps it at a time.
    for (const others of [parameters, parameters, {}]) {
      const other = await pool.connect(others);
      expect(await firstOf(other, `SELECT to_regclass('${name}') IS NULL`)).toBe('t');
      other.send(say.terminate);
      await other.untilClosed();
    }
    expect(await firstOf(own, `SELECT to_regclass('${name}') IS NULL`)).toBe('f');
    own.send(say.terminate);
    await own.untilClosed();
  }
});

test('currval and lastval tell nobody of another’s sequences', async () => {
  for (const asks of ["currval('numbers')", 'lastval()']) {
    for (const [before, after] of [
      [[], []],
      [['BEGIN'], ['ROLLBACK']],
      [['BEGIN', "SELECT nextval('other_numbers')"], ['ROLLBACK']],
    ] as const) {
      const movers = [await pool.connect(), await pool.connect()];
      for (const mover of movers) {
        mover.send(query('BEGIN'));
        await mover.until('Z');
        await firstOf(mover, "SELECT nextval('numbers')");
      }
      for (const mover of movers) mover.send(query('COMMIT'));
      for (const mover of movers) await mover.until('Z');
      const other = await pool.connect();
      other.send(...before.map(query), query(`SELECT ${asks}`), ...after.map(query));
      const told: string[] = [];
      for (let due = before.length + 1 + after.length; due > 0; due--) told.push(...(await other.until('Z')));
      // Of its own it may be told, from the second time on.
      if (before.length < 2 || asks !== 'lastval()') expect(told.filter((one) => one.startsWith('E'))).toHaveLength(1);
      other.send(query('BEGIN'));
      await other.until('Z');
      const own = await firstOf(other, "SELECT nextval('numbers')");
      expect(await firstOf(other, `SELECT ${asks}`)).toBe(own);
      for (const client of [...movers, other]) {
        client.send(say.terminate);
        await client.untilClosed();
      }
    }
  }
});

test('code of the store’s that lists what is prepared does not list what others have', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  for (const text of [
    'SELECT coalesce(prepared(), $$none$$)',
    'SELECT coalesce(string_agg(statement, $$,$$), $$none$$) FROM all_prepared',
  ]) {
    for (let again = 0; again < 4; again++) {
      one.send(
        say.parse(`SELECT 'of one ${again}'`, `ones ${text.length} ${again}`),
        say.bind(`ones ${text.length} ${again}`),
        say.execute(),
        say.sync,
      );
      await one.until('Z');
      expect(await firstOf(other, text)).toBe('none');
      other.send(Buffer.concat([ask(text), say.sync]));
      await other.until('Z');
      expect(other.last('D').toString()).not.toContain('of one');
    }
  }
});

test('a constant that code within one’s transaction reads otherwise is not what another one’s statement holds', async () => {
  const text = "SELECT '03/02/2026'::date::text AS day";
  const ways = [
    'SELECT calls_it()',
    'TABLE dates',
    "DO $$BEGIN PERFORM set_config('datestyle', 'SQL, DMY', true); END$$",
  ];
  for (const setter of ways) {
    const [one, other] = [await pool.connect(), await pool.connect()];
    // Apart, and in one.
    one.send(query('BEGIN'), query(setter));
    await one.until('Z');
    await one.until('Z');
    one.send(ask(text), say.sync, query('COMMIT'));
    await one.until('Z');
    const read = one.last('D');
    expect(String(decodeDataRow(read, 0, read.length)[0])).toBe('03/02/2026');
    await one.until('Z');
    one.send(ask('BEGIN'), ask(setter), ask(text.replace('03/', '04/')), say.sync, query('COMMIT'));
    await one.until('Z');
    await one.until('Z');
    for (const month of ['03', '04']) {
      other.send(Buffer.concat([ask(text.replace('03/', `${month}/`)), say.sync]));
      await other.until('Z');
      const bytes = other.last('D');
      expect(String(decodeDataRow(bytes, 0, bytes.length)[0])).toBe(`2026-${month}-02`);
    }
    one.close();
    other.close();
  }
});

test('a constant that one client’s transaction reads otherwise is not what another one’s statement holds', async () => {
  const text = "SELECT '01/02/2026'::date::text AS day";
  for (const setter of ["SET LOCAL datestyle = 'SQL, DMY'", "SELECT set_config('datestyle', 'SQL, DMY', true)"]) {
    const [one, other] = [await pool.connect(), await pool.connect()];
    const named = [say.parse(text, 'day'), say.bind('day'), say.execute(), say.sync];
    one.send(query('BEGIN'), query(setter), ...named, query('COMMIT'));
    for (let due = 4; due > 0; due--) await one.until('Z');
    // On the same connection, since nobody holds any.
    for (const client of [other, one]) {
      client.send(Buffer.concat([ask(text), say.sync]));
      await client.until('Z');
      const bytes = client.last('D');
      expect(String(decodeDataRow(bytes, 0, bytes.length)[0])).toBe('2026-01-02');
    }
    one.close();
    other.close();
  }
});

test('a server that a Query within a batch has confused fails nobody else', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  for (const text of ['', 'SELECT 2']) {
    one.send(Buffer.concat([ask('SELECT 1'), query(text), say.sync]));
    await one.until('Z');
    await one.until('Z');
    expect(await firstOf(other, 'SELECT 3')).toBe('3');
  }
});

test('what others have prepared is not listed, what one’s own is, is', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  one.send(say.parse("SELECT 'of one'", 'ones'), say.bind('ones'), say.execute(), say.sync);
  await one.until('Z');
  other.send(say.parse("SELECT 'of the other'", 'others'), say.bind('others'), say.execute(), say.sync);
  await other.until('Z');
  const text = "SELECT coalesce(string_agg(name || ': ' || statement, ', '), 'none') FROM pg_prepared_statements";
  expect(await firstOf(other, text)).toBe("others: SELECT 'of the other'");
  const third = await pool.connect();
  expect(await firstOf(third, text.replace('statements', 'statement()'))).toBe('none');
  for (const frames of [[ask(text)], [ask('SELECT 1'), say.flush, ask(text)]]) {
    one.send(Buffer.concat([...frames, say.sync]));
    await one.until('Z');
    expect(one.frames.at(-2)?.text).toBe('C:SELECT 1');
    expect(one.last('D').toString()).toContain("ones: SELECT 'of one'");
    expect(one.last('D').toString()).not.toContain('other');
  }
  one.send(say.bind('ones'), say.execute(), say.sync);
  expect(await one.until('Z')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
});

const listing = "SELECT string_agg(name || ': ' || statement, ', ' ORDER BY name) FROM pg_prepared_statements";

test('what is prepared is listed as by a connection of one’s own, whatever it is asked by', async () => {
  const ways: readonly (readonly [string, readonly Buffer[]])[] = [
    [
      'Parse, Flush, Bind',
      [say.parse(listing), say.describeStatement(), say.flush, say.bind(), say.execute(), say.sync],
    ],
    ['under a name', [say.parse(listing, 'z'), say.flush, say.bind('z'), say.execute(), say.sync]],
    ['behind others', [say.parse('SELECT 2', 'b'), say.bind('b'), say.execute(), ask(listing), say.sync]],
    ['behind others that are flushed', [say.parse('SELECT 2', 'c'), say.flush, ask(listing), say.sync]],
    ['a Query', [query(listing)]],
    ['a Query behind a Flush', [say.closeStatement('b'), say.flush, query(listing), say.sync]],
    ['explained', [query(`EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF, SUMMARY OFF) ${listing}`), query(listing)]],
    ['in a transaction', [query('BEGIN'), ask(listing), say.sync, query('COMMIT')]],
    ['with a name by SQL', [query("PREPARE y AS SELECT 'y'"), ask(listing), say.sync]],
    ['by EXECUTE', [query(`PREPARE x AS ${listing}`), query('EXECUTE x')]],
    [
      'by a cursor',
      [query('BEGIN'), query(`DECLARE c CURSOR FOR ${listing}`), query('FETCH ALL FROM c'), query('COMMIT')],
    ],
  ];
  for (let others = 0; others < 3; others++) {
    const other = await pool.connect();
    other.send(say.parse(`SELECT 'of the other ${others}'`, 'others'), say.bind('others'), say.execute(), say.sync);
    await other.until('Z');
  }
  const clients = [await pool.connect(), await logInDirectly(direct)];
  const both = async (...sent: readonly Buffer[]): Promise<void> => {
    const told: string[][] = [];
    for (const client of clients) {
      client.send(Buffer.concat(sent));
      client.send(query('SELECT 77'));
      const heard: string[] = [];
      for (let frame = await client.next(); frame !== null; frame = await client.next()) {
        const { type, bytes, text } = frame;
        heard.push(type === 'D' ? bytes.subarray(7).toString('latin1') : text);
        if (type === 'D' && bytes.includes('77')) break;
      }
      expect((await client.until('Z')).at(-1)).toBe('Z:I');
      told.push(heard.map((line) => line.replace(/(Memory|Storage|rows|cost).*/, '…')));
    }
    expect(told[0]).toEqual(told[1]);
  };
  await both(say.parse("SELECT 'one'", 'a'), say.bind('a'), say.execute(), say.sync);
  for (const [way, sent] of ways) {
    await both(...sent).catch((cause: unknown) => {
      throw new Error(way, { cause });
    });
  }
  // Under their names they still do what they did.
  await both(say.bind('a'), say.execute(), say.bind('c'), say.execute(), say.sync);
  clients[1]?.close();
});

test('a statement of one’s own that can be prepared no more fails nothing else', async () => {
  const client = await pool.connect();
  client.send(query('CREATE TABLE leaving (n int)'));
  await client.until('Z');
  client.send(say.parse('TABLE leaving', 'leaves'), say.sync, say.parse("SELECT 'stays'", 'stays'), say.sync);
  await client.until('Z');
  await client.until('Z');
  client.send(query('DROP TABLE leaving'));
  await client.until('Z');
  expect(await firstOf(client, listing)).toBe("stays: SELECT 'stays'");
  client.send(Buffer.concat([ask(listing), say.sync]));
  expect(await client.until('Z')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('an unnamed statement that one client has left is no other’s to bind or describe', async () => {
  const one = await pool.connect();
  const clients: RawClient[] = [];
  for (let others = 0; others < 3; others++) clients.push(await pool.connect());
  const asks = [
    [say.bind(), say.execute(), say.sync],
    [say.describeStatement(), say.sync],
    [say.parse(listing, 'kept'), say.describeStatement(), say.sync],
    [say.bind('never'), say.execute(), say.sync],
  ];
  for (const frames of asks) {
    // Not for others to hold, so it is the server's unnamed statement.
    one.send(Buffer.concat([ask("SELECT 'today of one', 'today'::date"), say.sync]));
    await one.until('Z');
    const other = clients.shift() ?? (await pool.connect());
    other.send(Buffer.concat(frames));
    const told = (await other.until('Z')).filter((text) => text !== '1');
    expect(told).toEqual(['E:26000', 'Z:I']);
    other.send(say.terminate);
    await other.untilClosed();
  }
});

test('who goes on without a Sync while the connection is looked at is answered', async () => {
  const client = await pool.connect();
  for (let n = 0; n < 12; n++) {
    client.send(query(`CREATE TABLE early_${n} (n int)`));
    await client.until('Z');
    client.send(query(`TABLE early_${n}`));
    await client.until('Z');
    client.send(say.parse('SELECT 1'), say.flush);
    expect(await client.until('1')).toEqual(['1']);
    client.send(say.sync);
    expect(await client.until('Z')).toEqual(['Z:I']);
  }
});

test('who says what needs no answer keeps no connection', async () => {
  for (const idle of [say.flush, say.copyData('1\n'), say.copyDone, say.copyFail('no'), say.flush]) {
    const client = await pool.connect();
    client.send(idle);
  }
  const asks = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
  for (const client of asks) expect(await firstOf(client, 'SELECT 1')).toBe('1');
});

test('names that PostgreSQL can’t tell apart are one', async () => {
  const name = 'n'.repeat(63);
  const frames = [
    say.parse('SELECT 1', `${name}1`),
    say.bind(`${name}2`, `${name}3`),
    say.describePortal(`${name}4`),
    say.execute(`${name}5`),
    say.closeStatement(`${name}6`),
    say.parse('SELECT 2', name),
    say.sync,
    query(`EXECUTE ${name}7`),
  ];
  const told: string[][] = [];
  for (const client of [await pool.connect(), await logInDirectly(direct)]) {
    client.send(Buffer.concat(frames));
    told.push([...(await client.until('Z')), ...(await client.until('Z'))]);
    client.close();
  }
  expect(told[0]).toEqual(told[1]);
  expect(told[0]).toEqual(['1', '2', 'T', 'D', 'C:SELECT 1', '3', '1', 'Z:I', 'N', 'T', 'D', 'C:SELECT 1', 'Z:I']);
});
