import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Bank, beClient, type Ledger, newLedger, openBank, POOL_SIZE } from './bank.js';

/** How long the load lasts: `npm run test:chaos` says ten minutes. */
const SECONDS = Number(process.env.CHAOS_SECONDS ?? 20);
const CLIENTS = 12;
vi.setConfig({ testTimeout: (SECONDS + 240) * 1000, hookTimeout: 180_000 });

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
// Each test finds a gateway that is whole.
beforeEach(() => bothServe());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const comesTo = (read: () => unknown) => expect.poll(read, { timeout: 60_000, interval: 200 });

const metrics = async (): Promise<string> => (await bank.gateway.ask('/metrics')).text;
const bothServe = (): Promise<void> => comesTo(metrics).toContain('damask_workers{state="serving"} 2');

/** What can happen to a gateway. Each leaves the world as it was. */
const mishaps: Readonly<Record<string, () => Promise<void>>> = {
  'the network is cut': async () => {
    bank.network.cut();
    await pause(1_000);
    bank.network.mend();
  },
  'the network is slow': async () => {
    bank.network.slow(150);
    await pause(1_500);
    bank.network.mend();
  },
  'a worker is killed': async () => {
    const workers = bank.gateway.workers();
    const worker = workers[randomInt(workers.length)] as number;
    process.kill(worker, 'SIGKILL');
    await comesTo(() => bank.gateway.workers()).not.toContain(worker);
    await bothServe();
  },
  'the server dies and comes back': async () => {
    const victim = await bank.direct();
    const [{ pid }] = (await victim.query('SELECT pg_backend_pid() AS pid')).rows;
    // One of its processes gone, PostgreSQL ends all, recovers and starts anew.
    process.kill(pid, 'SIGKILL');
    await comesTo(() =>
      bank.direct().then(
        (client) => client.end(),
        (fault: Error) => fault.message,
      ),
    ).toBeUndefined();
  },
  'the store has no connection left': async () => {
    const hogs: pg.Client[] = [];
    for (let full = false; !full; )
      await bank.direct().then(
        (hog) => hogs.push(hog),
        () => {
          full = true;
        },
      );
    // What the gateway has is closed under it: it can not get it back.
    await hogs[0]
      ?.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'")
      .catch(() => {});
    await pause(1_000);
    for (const hog of hogs) await hog.end().catch(() => {});
  },
};

interface Weight {
  readonly files: number;
  readonly bytes: number;
}

/** Open files and memory of the gateway's processes, as Linux has them. */
function weigh(): Weight {
  const processes = [bank.gateway.process.pid as number, ...bank.gateway.workers()];
  const files = processes.map((pid) => readdirSync(`/proc/${pid}/fd`).length);
  const pages = processes.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
  return { files: sum(files), bytes: 4096 * sum(pages) };
}

async function gatewayConnections(state: string): Promise<number> {
  const client = await bank.direct();
  const { rows } = await client.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'gateway' AND application_name <> 'damask catalog' AND ${state}`,
  );
  await client.end();
  return rows[0].n;
}

/** Load for so long, with a mishap every now and then. */
async function run(seconds: number, spoil: boolean): Promise<Ledger> {
  const ledger = newLedger();
  const stop = new AbortController();
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    beClient(bank, `${spoil ? 'chaos' : 'calm'} ${index}`, ledger, stop.signal),
  );
  const until = performance.now() + seconds * 1000;
  const all = Object.values(mishaps);
  try {
    for (let turn = 0; spoil && (turn < all.length || performance.now() < until); turn += 1) {
      await pause(1_000);
      await all[turn % all.length]?.();
      // What goes on in between is work.
      const before = ledger.committed.size;
      await comesTo(() => ledger.committed.size).toBeGreaterThan(before);
    }
    await pause(Math.max(0, until - performance.now()));
  } finally {
    // Whatever has failed: what comes next finds no load, and a network.
    stop.abort();
    await Promise.all(clients);
    bank.network.mend();
  }
  return ledger;
}

test('a bank’s books balance to the cent, and nobody gets another’s answer, whatever happens', async () => {
  const calm = await run(5, false);
  expect(calm.foreign).toEqual([]);
  await comesTo(() => gatewayConnections("state <> 'idle'")).toBe(0);
  const before = weigh();

  const ledger = await run(SECONDS, true);
  expect(ledger.foreign).toEqual([]);
  expect(ledger.reads).toBeGreaterThan(100);
  expect(ledger.failures).toBeGreaterThan(0);

  // No transaction is half done, and none stays open.
  await comesTo(() => gatewayConnections("state <> 'idle'")).toBe(0);
  expect(await gatewayConnections('true')).toBeLessThanOrEqual(POOL_SIZE);
  const auditor = await bank.direct();
  const { rows } = await auditor.query(`
    SELECT (SELECT sum(cents) FROM accounts)::text AS accounts, (SELECT sum(cents) FROM branch)::text AS branch,
      (SELECT sum(cents) FROM history)::text AS history,
      (SELECT count(*) FROM accounts a WHERE cents <> (SELECT coalesce(sum(h.cents), 0) FROM history h WHERE h.account = a.id))::int AS wrong,
      (SELECT count(*) - count(DISTINCT (client, number)) FROM history)::int AS twice`);
  const [{ accounts, branch, history, wrong, twice }] = rows;
  expect({ branch: branch, history: history, wrong, twice }).toEqual({
    branch: accounts,
    history: accounts,
    wrong: 0,
    twice: 0,
  });
  const kept = await auditor.query("SELECT client || '/' || number AS transfer FROM history");
  const stored = new Set(kept.rows.map(({ transfer }) => transfer as string));
  const lost = [...calm.committed, ...ledger.committed].filter((transfer) => !stored.has(transfer));
  expect(lost).toEqual([]);
  await auditor.end();

  // Nothing leaks: clients are gone, files are closed, memory is what caches take.
  await comesTo(metrics).toContain('\ndamask_connections 0\n');
  await comesTo(() => weigh().files).toBeLessThanOrEqual(before.files + 10);
  expect(weigh().bytes - before.bytes).toBeLessThan(200 * 1024 * 1024);
});

test('clients come and go two thousand times a minute, and leave nothing behind', async () => {
  const seconds = Math.max(6, SECONDS / 4);
  const before = weigh();
  const until = performance.now() + seconds * 1000;
  let cycles = 0;
  const comeAndGo = async (): Promise<void> => {
    while (performance.now() < until) {
      const client = await bank.connect();
      const { rows } = await client.query('SELECT $1::int AS own', [cycles]);
      expect(rows).toHaveLength(1);
      if (cycles % 3 === 0)
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      else await client.end();
      cycles += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, comeAndGo));
  expect(cycles).toBeGreaterThan(seconds);
  await comesTo(metrics).toContain('\ndamask_connections 0\n');
  await comesTo(() => weigh().files).toBeLessThanOrEqual(before.files + 10);
  expect(await gatewayConnections('true')).toBeLessThanOrEqual(POOL_SIZE);
});

test('the console of one worker shows the clients of both, and ends one of the other', async () => {
  const operator = await bank.connect('operator');
  const tellers = [await bank.connect(), await bank.connect(), await bank.connect(), await bank.connect()];
  const { rows } = await operator.query('SHOW CLIENTS');
  const ids = rows.filter(({ user }) => user === 'teller').map(({ id }) => id as string);
  expect(new Set(ids).size).toBe(4);
  const processes = new Set(ids.map((id) => Math.floor(Number(id) / 2 ** 32)));
  expect(processes.size).toBe(2);
  for (const id of ids) await operator.query(`KILL_CLIENT ${id}`);
  const ended = await Promise.allSettled(tellers.map((teller) => teller.query('SELECT 1')));
  expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  expect(
    (await operator.query('SHOW MEM')).rows.map(({ name }) => name).filter((name) => /heap/.test(name)),
  ).toHaveLength(2);
  await operator.query('PAUSE bank');
  await operator.query('RESUME bank');
  await operator.end();
});

test('a worker that hangs does not keep a reload back: it is ended and replaced', async () => {
  const hanging = bank.gateway.workers()[0] as number;
  process.kill(hanging, 'SIGSTOP');
  bank.gateway.signal('SIGHUP');
  await comesTo(metrics).toContain('damask_reloads_total{result="loaded"} 1');
  expect(bank.gateway.workers()).not.toContain(hanging);
  const client = await bank.connect();
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});
