import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RawFrame } from '../raw-client.js';
import { describeBriefly, describeFrame, play } from './play.js';
import { clientsMax, hiddenName, openPooledStores, type Place, type PooledStores } from './pooled-stores.js';
import { type Step, stepsOf } from './said.js';

let stores: PooledStores;
/**
 * Conversations that are tried; each is several clients over a pool of one to three connections. Without POOL_RUNS the same
 * few each time; with it others, from POOL_SEED if there is one.
 */
const wished = process.env.POOL_RUNS;
const runs = Number(wished ?? 12);
const seed = Number(process.env.POOL_SEED ?? (wished === undefined ? 13 : Date.now()));

beforeAll(async () => {
  stores = await openPooledStores();
});
afterAll(async () => {
  await stores.close();
});

const conversations = (partsMax: number) =>
  fc.record({
    size: fc.nat({ max: 2 }),
    clients: fc
      .integer({ min: 1, max: clientsMax })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, own) => stepsOf(own, partsMax)))),
  });

async function answers(
  { connect, reset }: Place,
  scripts: readonly (readonly Step[])[],
  describe: (frame: RawFrame) => string,
): Promise<string[][]> {
  await reset();
  const clients = await Promise.all(scripts.map(() => connect()));
  try {
    return await Promise.all(clients.map((client, at) => play(client, scripts[at] as readonly Step[], describe)));
  } finally {
    for (const client of clients) client.close();
  }
}

/**
 * Of two errors the gateway may see the other one first: a name that is taken, and what else is wrong with the text; an
 * aborted transaction, and a wrong number of parameters or what is wrong with a taken name, or a portal that a failed Query has left.
 */
function oneOfTwo(told: string, expected: string | undefined): string {
  const isOther = /^E.*42P05/.test(told) && expected?.startsWith('E') === true;
  const isAborted = /^E.*25P02/.test(told) && /^E.*(08P01|42P05|42601)/.test(expected ?? '');
  const isLeft = /^E.*34000/.test(told) && /^E.*25P02/.test(expected ?? '');
  return expected !== undefined && (isOther || isAborted || isLeft) ? expected : told;
}

async function sameAnswers(asked: (size: number) => Place, expected: () => Place, partsMax: number): Promise<void> {
  const property = fc.asyncProperty(conversations(partsMax), async ({ size, clients }) => {
    const isGuarded = expected() === stores.guardedSession;
    const describe = isGuarded ? describeBriefly : describeFrame;
    const told = await answers(asked(size), clients, describe);
    const direct = await answers(expected(), clients, describe);
    expect(told.map((answer, client) => answer.map((one, at) => oneOfTwo(one, direct[client]?.[at])))).toEqual(direct);
    if (isGuarded) expect(JSON.stringify(told)).not.toContain(hiddenName);
  });
  await fc.assert(property, {
    numRuns: runs,
    endOnFailure: true,
    seed,
  });
}

const timeout = 60_000 + runs * 2_000;

test('clients that share connections are answered, message for message, as by the store itself', {
  timeout,
}, async () => {
  await sameAnswers(
    (size) => stores.transparent[size] as Place,
    () => stores.direct,
    3,
  );
});

test('clients of a guarded store that share connections are answered as those that have their own', {
  timeout,
}, async () => {
  await sameAnswers(
    (size) => stores.guarded[size] as Place,
    () => stores.guardedSession,
    1,
  );
});
