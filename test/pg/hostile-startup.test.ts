import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/base/index.js';
import { Random } from '../oracle/random.js';
import { eventually, type FakeServer, startFakeServer } from './fake-server.js';
import { startGateway, type TestGateway } from './gateway.js';
import { RawClient, say } from './raw-client.js';

/*
 * Whatever comes before a login is over: the process lives, each client is told in whole messages or turned away in time, nobody is
 * let in who may not, and no server hears a word of a client's that is none of its own.
 * `STARTUPS=20000 npx vitest run test/pg/hostile-startup.test.ts` tries more.
 */
const runs = Number(process.env.STARTUPS ?? 400);
const seed = Number(process.env.FUZZ_SEED ?? 20_261);
const loginTimeoutMs = 1_000;
const atOnce = 20;

let server: FakeServer;
let gateway: TestGateway;

beforeAll(async () => {
  server = await startFakeServer();
  gateway = await startGateway(server, {
    limits: { loginTimeoutMs },
    principals: {
      app: { kind: 'trust_loopback' },
      secured: { kind: 'password', password: new Secret('pencil') },
    },
  });
});
afterAll(async () => {
  await gateway.listener.close();
  await server.close();
});

const uint32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * at);
  return bytes;
};
const packet = (code: number, body: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([uint32(8 + body.length, code), body]);
const noise = (random: Random, most: number): Buffer =>
  Buffer.from(Array.from({ length: random.integer(0, most) }, () => random.integer(0, 255)));

const requests = [packet(80877103), packet(80877104)];
const versions = [0x30000, 0x30000, 0x30000, 0x30002, 0x30001, 0x3270f, 0x3ffff, 0x20000, 0x40000, 0];
const users = ['app', 'app', 'app', 'secured', 'nobody', '', 'app/purpose', 'a'.repeat(5_000), "x'; --", '\u{1f600}'];
const words: readonly (readonly [string, (random: Random) => string])[] = [
  ['database', (random) => random.pick(['shop', '', 'x'.repeat(200), 'pgbouncer', '../x'])],
  ['replication', (random) => random.pick(['off', '0', 'database', 'true', 'on', '2', ''])],
  [
    'options',
    (random) =>
      random.pick([
        '-c replication=database',
        '-c user=postgres -c database=x',
        '--options=-O -d 5',
        '-c',
        '-c x',
        '\\',
        '-c a\\ b=c',
        '-c _pq_.x=1',
        `-c x=${'y'.repeat(4_000)}`,
        '--a-b=c '.repeat(300),
        '-W 9 -f s',
      ]),
  ],
  ['client_encoding', (random) => random.pick(['UTF8', 'SJIS', ''])],
  ['_pq_.report_parameters', () => 'x'],
  ['_pq_.', () => ''],
  ['Replication', () => 'database'],
  ['application_name', (random) => noise(random, 60).toString('latin1').replaceAll('\0', '')],
  ['user', (random) => random.pick(users)],
];

function startupMessage(random: Random): Buffer {
  const parts = ['user', random.pick(users)];
  for (let more = random.integer(0, 6); more > 0; more -= 1) {
    const [name, value] = random.pick(words);
    parts.push(name, value(random));
  }
  const body = Buffer.from(`${parts.join('\0')}\0\0`);
  const message = packet(random.pick(versions), body);
  const way = random.integer(0, 9);
  if (way === 0) message.writeUInt32BE(random.pick([0, 4, 7, 8, 9_999, 10_001, 0x7fffffff, 0xffffffff]), 0);
  if (way === 1) message[random.integer(0, message.length - 1)] = random.integer(0, 255);
  return way === 2 ? message.subarray(0, random.integer(0, message.length)) : message;
}

const scram = (mechanism: string, response: string): Buffer => {
  const body = Buffer.concat([Buffer.from(`${mechanism}\0`), uint32(response.length), Buffer.from(response)]);
  return Buffer.concat([Buffer.from('p'), uint32(4 + body.length), body]);
};

function secondMessage(random: Random): Buffer {
  return random.pick<() => Buffer>([
    () => scram('SCRAM-SHA-256', 'n,,n=,r=abc'),
    () => scram('SCRAM-SHA-256-PLUS', 'p=tls-server-end-point,,n=,r=abc'),
    () => scram('SCRAM-SHA-256', `n,,n=,r=${'x'.repeat(60_000)}`),
    () => scram('SCRAM-SHA-256', noise(random, 90).toString('latin1')),
    () => scram('NONE', ''),
    () => Buffer.concat([Buffer.from('p'), uint32(random.pick([0, 3, 70_000, 0xffffffff])), noise(random, 50)]),
    () => Buffer.concat([scram('SCRAM-SHA-256', 'n,,n=,r=abc'), Buffer.from('p'), uint32(12), Buffer.from('c=biws,r')]),
    () => say.query('SELECT 1'),
    () => noise(random, 300),
    () => Buffer.alloc(0),
  ])();
}

function said(random: Random): Buffer[] {
  const frames = Array.from(
    {
      length: random.weighted([
        [5, 0],
        [3, 1],
        [1, 2],
        [1, 3],
      ]),
    },
    () => random.pick(requests),
  );
  frames.push(
    random.weighted<() => Buffer>([
      [8, () => startupMessage(random)],
      [1, () => packet(80877102, noise(random, 300))],
      [1, () => noise(random, 12_000)],
      [1, () => Buffer.concat([packet(80877103), startupMessage(random)])],
    ])(),
  );
  if (random.chance(0.7)) frames.push(secondMessage(random));
  return frames;
}

/** `N` for each request for encryption that was refused, then whole messages. Null: something else. */
function readAnswer(bytes: Buffer): readonly string[] | null {
  const types: string[] = [];
  let at = 0;
  while (bytes[at] === 0x4e && bytes.length - at !== 0 && (at + 1 === bytes.length || bytes[at + 1] !== 0)) at += 1;
  while (at < bytes.length) {
    if (bytes.length - at < 5) return null;
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) return null;
    types.push(String.fromCharCode(bytes[at] as number));
    at = end;
  }
  return types;
}

async function knock(random: Random): Promise<readonly string[] | null> {
  const client = await RawClient.connect(gateway);
  client.raw = Buffer.alloc(0);
  const start = performance.now();
  let closed = false;
  client.socket.once('close', () => {
    closed = true;
  });
  for (const bytes of said(random)) {
    const at = random.chance(0.3) ? random.integer(0, bytes.length) : bytes.length;
    client.socket.write(bytes.subarray(0, at));
    if (at < bytes.length || random.chance(0.3)) await pause(random.integer(0, 5));
    client.socket.write(bytes.subarray(at));
  }
  if (random.chance(0.3)) client.socket.end();
  const isIn = (): boolean => readAnswer(client.raw ?? Buffer.alloc(0))?.includes('Z') === true;
  while (!closed && !isIn() && performance.now() - start < loginTimeoutMs + 4_000) await pause(2);
  const types = readAnswer(client.raw);
  const wasAnswered = closed || isIn();
  client.close();
  return wasAnswered ? types : null;
}

test('whatever a client begins with, it is answered in whole messages and in time, and no server hears of it', {
  timeout: 60_000 + runs * 100,
}, async () => {
  const broken: number[] = [];
  let loggedIn = 0;
  let turnedAway = 0;
  const numbers = Array.from({ length: runs }, (_, at) => seed + at).values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const number of numbers) {
        const types = await knock(new Random(number));
        if (types === null) broken.push(number);
        else if (types.includes('Z')) loggedIn += 1;
        else if (types.at(-1) === 'E') turnedAway += 1;
      }
    }),
  );
  expect(broken).toEqual([]);
  expect(loggedIn).toBeGreaterThan(runs / 50);
  expect(turnedAway).toBeGreaterThan(runs / 10);
  // Of each login a server has heard the gateway's own user, and none of what is no run-time parameter but what `options` keeps.
  for (const { startup } of server.connections) {
    const names = startup.filter((_, at) => at % 2 === 0);
    expect(startup[startup.lastIndexOf('user') + 1]).toBe('gateway');
    expect(names.filter((name) => name === 'user' || name === 'database')).toHaveLength(2);
    expect(names.filter((name) => name === 'replication' || name.startsWith('_pq_.'))).toEqual([]);
  }
  await eventually(() => gateway.listener.connections === 0, 'all are gone');
  const honest = await RawClient.logIn(gateway, { database: 'shop' });
  honest.close();
});
