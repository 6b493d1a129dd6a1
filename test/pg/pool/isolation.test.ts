import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { type CancelKey, RawClient, requestCancel, say } from '../raw-client.js';
import { dice } from './dice.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

const poolSize = 4;
const rounds = Number(process.env.POOL_ROUNDS ?? 15);
let database: TestDatabase;
let gateway: PooledGateway;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(
    "CREATE TABLE items (id int PRIMARY KEY, note text); INSERT INTO items SELECT n, 'n' FROM generate_series(1, 100) n",
  );
  gateway = await startPooledGateway(database, { poolSize, pipelineDelayMaxMs: 100, loginRetryMs: 50 });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

/** Whatever a client asks for carries its mark, so that what is another's shows. */
const mark = (own: number): string => `own-${own}-`;

const bigRows = 800;
/** Where the exchange that sleeps stands. */
const sleeping = 4;

/** What client `own` may say, each with ReadyForQuery that it is answered with. */
function exchanges(own: number): readonly { readonly frames: readonly Buffer[]; readonly ready: number }[] {
  const m = mark(own);
  const named = (): Buffer[] => [
    say.parse('SELECT $1 || note FROM items WHERE id = 7'),
    say.bind('', '', [m]),
    say.execute(),
    say.sync,
  ];
  return [
    { frames: named(), ready: 1 },
    { frames: [...named(), ...named(), ...named()], ready: 3 },
    { frames: [say.query(`SELECT '${m}' AS own, id FROM items WHERE id < 5`)], ready: 1 },
    // Big, and slow enough for a cancel to find it.
    { frames: [say.query(`SELECT '${m}' || repeat('x', 1000) FROM generate_series(1, ${bigRows})`)], ready: 1 },
    { frames: [say.query(`SELECT '${m}' FROM pg_sleep(0.3)`)], ready: 1 },
    { frames: [say.query(`COPY (SELECT '${m}' || n FROM generate_series(1, 50) n) TO STDOUT`)], ready: 1 },
    { frames: [say.query(`SELECT '${m}'::int`)], ready: 1 },
    {
      frames: [say.parse("SELECT ($1 || '0')::int"), say.bind('', '', [m]), say.execute(), say.sync, ...named()],
      ready: 2,
    },
    {
      frames: [
        say.query('BEGIN'),
        say.query(`SET LOCAL my.own = '${m}'`),
        say.query('SHOW my.own'),
        say.query('ROLLBACK'),
      ],
      ready: 4,
    },
    { frames: [say.query(`SET my.own = '${m}'`), say.query('SHOW my.own'), say.query('RESET my.own')], ready: 3 },
    {
      frames: [
        say.query(`CREATE TEMP TABLE mine AS SELECT '${m}' AS own`),
        say.query('TABLE mine'),
        say.query('DISCARD ALL'),
      ],
      ready: 3,
    },
    { frames: [say.query(`LISTEN ch_${own}`), say.query(`NOTIFY ch_${own}, '${m}'`)], ready: 2 },
    {
      frames: [say.query(`PREPARE own AS SELECT '${m}'`), say.query('EXECUTE own'), say.query('DISCARD ALL')],
      ready: 3,
    },
    { frames: [say.query(`DO $$BEGIN RAISE NOTICE '${m}'; END$$`)], ready: 1 },
    { frames: [say.query(`SELECT pg_advisory_lock(${own}), '${m}'`)], ready: 1 },
  ];
}

/** Of a gateway that may be losing its connections just then. */
async function cancelLater(ms: number, key: CancelKey): Promise<void> {
  await delay(ms);
  await requestCancel(gateway, key).catch(() => {});
}

interface Seen {
  readonly codes: Set<string>;
  exchanges: number;
}

/** Lives through `rounds` exchanges, and as many connections as that takes. */
async function live(own: number, { cancels, kills }: { cancels: boolean; kills: boolean }): Promise<Seen> {
  const roll = dice(own * 7919 + 13);
  const seen: Seen = { codes: new Set(), exchanges: 0 };
  let client: RawClient | null = null;
  for (let round = 0; round < rounds; round++) {
    client ??= await RawClient.logIn(gateway, { database: database.name }).catch((fault: Error) => {
      // Who is killed while it is greeted, comes again.
      if (!kills) throw fault;
      return null;
    });
    if (client === null) continue;
    const fate = roll(10);
    const isToCancel = cancels && fate >= 6;
    const choices = exchanges(own);
    // What sleeps is found by a cancel; what does not is hit at any moment, or missed.
    const at = isToCancel && roll(2) === 0 ? sleeping : roll(choices.length);
    const { frames, ready } = choices[at] as (typeof choices)[number];
    client.send(...frames);
    if (fate === 0) {
      // Leaves somewhere in the middle.
      await delay(roll(15));
      client.close();
      client = null;
      continue;
    }
    if (fate === 1) {
      client.socket.pause();
      setTimeout((reader: RawClient) => reader.socket.resume(), 60, client);
    }
    const canceled = isToCancel ? cancelLater(roll(25), client.key) : null;
    for (let due = ready; due > 0; ) {
      const frame = await client.next(60_000);
      if (frame === null) {
        client = null;
        break;
      }
      const told = frame.bytes.toString('latin1');
      const others = [...told.matchAll(/own-\d+-/g)].filter(([found]) => found !== mark(own));
      if (others.length > 0) throw new Error(`client ${own} was told ${others.join(' ')}`);
      if (frame.type === 'A' && !told.includes(`ch_${own}`)) throw new Error(`client ${own} was notified of another`);
      const [, code] = /^(?:E|FATAL):(.*)$/.exec(frame.text) ?? [];
      if (code !== undefined) seen.codes.add(code);
      if (frame.type === 'Z') due -= 1;
    }
    await canceled;
    seen.exchanges += 1;
  }
  client?.close();
  return seen;
}

/** Each connection of the pool has nothing that anybody left. */
async function expectClean(): Promise<void> {
  await expect.poll(() => gateway.listener.pools()[0]?.clients, { timeout: 20_000 }).toBe(0);
  const clients = await Promise.all(
    Array.from({ length: poolSize }, () => RawClient.logIn(gateway, { database: database.name })),
  );
  try {
    for (const client of clients) {
      client.send(say.query('BEGIN'));
      await client.until('Z:T');
      client.send(
        say.query(`SELECT
          (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
          (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
          (SELECT count(*) FROM pg_listening_channels()),
          (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),
          (SELECT count(*) FROM pg_cursors WHERE is_holdable),
          coalesce(length(current_setting('my.own', true)), 0)`),
      );
      await client.until('Z:T');
      expect(
        [
          ...client
            .last('D')
            .toString('latin1')
            .matchAll(/\0\0\0\u0001(\d)/g),
        ].map(([, n]) => n),
      ).toEqual(Array(6).fill('0'));
    }
  } finally {
    for (const client of clients) client.close();
  }
}

const timeout = 60_000 + rounds * 2_000;
const owns = Array.from({ length: 16 }, (_, own) => own);

test('no client is told what is another’s while others leave, fail, read slowly and are canceled', {
  timeout,
}, async () => {
  // Those with an even number cancel; only they may be hit.
  const seen = await Promise.all(owns.map((own) => live(own, { cancels: own % 2 === 0, kills: false })));
  for (const own of owns) {
    const { codes, exchanges } = seen[own] as Seen;
    expect(exchanges).toBeGreaterThan(0);
    for (const code of codes)
      expect(own % 2 === 0 ? ['22P02', '57014', '42P07', '42P05', '42P01', '26000', '25P02'] : ['22P02']).toContain(
        code,
      );
  }
  expect(seen.some(({ codes }) => codes.has('57014'))).toBe(true);
  await expectClean();
});

test('nor while the store ends its connections', { timeout }, async () => {
  let isDone = false;
  let killed = 0;
  const killing = (async () => {
    const roll = dice(99);
    while (!isDone) {
      await delay(20 + roll(60));
      const { rowCount } = await database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' ORDER BY random() LIMIT 1",
      );
      killed += rowCount ?? 0;
    }
  })();
  const seen = await Promise.all(owns.map((own) => live(own, { cancels: own % 4 === 0, kills: true })));
  isDone = true;
  await killing;
  // The last one that was killed has yet to leave.
  await delay(1_000);
  expect(killed).toBeGreaterThan(0);
  expect(seen.some(({ exchanges }) => exchanges > 0)).toBe(true);
  for (const own of owns.filter((one) => one % 4 !== 0)) expect(seen[own]?.codes).not.toContain('57014');
  await expectClean();
});
