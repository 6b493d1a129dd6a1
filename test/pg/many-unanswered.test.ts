import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway, type TestGateway } from './gateway.js';
import { type PooledGateway, startPooledGateway } from './pool/pooled-gateway.js';
import { ask, RawClient, say } from './raw-client.js';

let database: TestDatabase;
let gateways: { readonly session: TestGateway; readonly transaction: PooledGateway };

beforeAll(async () => {
  database = await createDatabase();
  gateways = { session: await startGateway(database, {}), transaction: await startPooledGateway(database, {}) };
});
afterAll(async () => {
  await Promise.all([gateways.session.listener.close(), gateways.transaction.listener.close()]);
  await database.drop();
});

const many = (frame: Buffer, count: number): Buffer => Buffer.alloc(frame.length * count, frame);

/** The longest that the process served nobody, in ms. */
async function longestPause(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work;
  clearInterval(timer);
  return longest;
}

/** Names that are closed behind an error, where that is void, and behind the Sync, where it is not. */
const closedBehindError = (first: Buffer, then: Buffer): readonly Buffer[] => [
  ask('SELECT 1/0'),
  many(first, 100_000),
  say.sync,
  many(then, 100_000),
  say.sync,
];

const batches: readonly (readonly [what: string, frames: readonly Buffer[]])[] = [
  [
    'an error, statements that are closed behind it, and portals behind their Sync',
    closedBehindError(say.closeStatement('x'), say.closePortal('y')),
  ],
  [
    'an error, portals that are closed behind it, and statements behind their Sync',
    closedBehindError(say.closePortal('x'), say.closeStatement('y')),
  ],
  [
    'an error, and closing one name before and behind the Sync',
    closedBehindError(say.closeStatement('x'), say.closeStatement('x')),
  ],
  [
    'statements under many names, of which each fails',
    [...Array.from({ length: 10_000 }, (_, at) => Buffer.concat([say.parse('SELEC', `n${at}`), say.sync])), say.sync],
  ],
  ['statements in one batch', [say.closeStatement('x'), many(ask('SELECT 1'), 10_000), say.sync]],
  [
    'statements, each in a batch of its own',
    [say.closeStatement('x'), many(Buffer.concat([ask('SELECT 1'), say.sync]), 10_000)],
  ],
  ['Queries', [many(say.query('SELECT 1'), 10_000)]],
  ['settings', [many(say.query('SET work_mem = 8192'), 10_000)]],
  ['CopyDone of no COPY behind what is not answered', [say.parse('SELECT 1'), many(say.copyDone, 50_000), say.sync]],
  [
    'one statement, bound many times',
    [say.parse('SELECT 1', 'x'), many(Buffer.concat([say.bind('x'), say.execute()]), 10_000), say.sync],
  ],
  [
    'one name, given and taken',
    [many(Buffer.concat([say.parse('SELECT 1', 'x'), say.closeStatement('x')]), 10_000), say.sync],
  ],
];

describe.each(['session', 'transaction'] as const)('with pool_mode %s, nobody is kept waiting by', (mode) => {
  test.each(batches)('%s', { timeout: 110_000 }, async (_, frames) => {
    const client = await RawClient.logIn(gateways[mode], { database: database.name });
    client.send(...frames, say.query("SELECT 'last'"));
    const pause = await longestPause(
      (async () => {
        for (;;) {
          const frame = await client.next(100_000);
          if (frame?.bytes.includes('last') ?? true) break;
        }
      })(),
    );
    expect(pause).toBeLessThan(5_000);
    client.close();
  });
});
