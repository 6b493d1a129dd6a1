import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { decodeErrorFields } from '../../src/pgwire/index.js';
import { Random } from '../oracle/random.js';
import type { RawFrame } from '../pg/raw-client.js';
import { conversation, type Step } from './conversations/generate.js';
import { type HowLong, howLong } from './conversations/how-long.js';
import { query } from './conversations/message.js';
import { play, shown } from './conversations/player.js';
import { askers, openTwinStores, type Twin, type TwinStores } from './conversations/twin-stores.js';
import { twinsWords } from './conversations/twins-words.js';

/*
 * Two stores of which the same may be seen, and which hide different things, and how many: whatever is said to them, what comes back
 * is the same to the byte. `npm run fuzz` goes on for longer: FUZZ_SECONDS, FUZZ_SEED.
 */
const { seed, isLong, timeout, goesOn } = howLong(2, 12);

/** A message without what is a store's own and told to everybody: numbers of processes and relations, the database's name. */
function described({ type, bytes }: RawFrame, database: string): string {
  if (type === 'K') return 'K';
  if (type === 'E' || type === 'N') {
    const fields = [...decodeErrorFields(bytes, 0, bytes.length)].map(([code, value]) => code + value);
    return `${type} ${fields.join(' | ').replaceAll(database, '…')}`;
  }
  const body = Buffer.from(bytes.subarray(5));
  if (type === 'T') {
    let at = 2;
    for (let column = body.readUInt16BE(0); column > 0; column--) {
      at = body.indexOf(0, at) + 1;
      body.writeUInt32BE(body.readUInt32BE(at) === 0 ? 0 : 1, at);
      at += 18;
    }
  }
  return `${type} ${JSON.stringify(body.toString('latin1'))}`;
}

/** From then on errors are scrubbed: whether one that was on its way meanwhile is, hangs on the moment. */
const seesSomething: Step = { messages: [query('SELECT count(*) FROM people')], awaits: true, cuts: [] };

async function heardOf(twin: Twin, asker: (typeof askers)[number], steps: readonly Step[]): Promise<readonly string[]> {
  await twin.reset();
  const client = await twin.connect(asker);
  try {
    const log: string[] = [];
    const { wrong } = await play(client, [seesSomething, ...steps], log);
    const heard = client.frames.map((frame) => described(frame, twin.database.name));
    return [...heard, ...wrong];
  } finally {
    client.close();
  }
}

/**
 * A store that gives a connection up (PostgreSQL does when a Parse comes within COPY) says so before it closes it: whether that is read
 * before the connection is seen to be gone hangs on the moment. Both give it up, then, and have said the same until there.
 */
function areAlike([one = [], other = []]: readonly (readonly string[])[]): boolean {
  const gone = [one, other]
    .map((heard) => heard.findIndex((frame) => frame.includes(storeIsGone)))
    .filter((at) => at >= 0);
  if (gone.length === 0) return isDeepStrictEqual(one, other);
  const until = Math.min(...gone);
  const giveUp = [one, other].every((heard) => heard.at(-1)?.startsWith('E SFATAL') === true);
  return giveUp && isDeepStrictEqual(one.slice(0, until), other.slice(0, until));
}

const storeIsGone = 'the store closed the connection unexpectedly';

interface Difference {
  readonly seed: number;
  readonly asker: string;
  readonly steps: readonly Step[];
  readonly heard: readonly (readonly string[])[];
}

interface Report {
  readonly tried: number;
  readonly rows: number;
  readonly difference: Difference | null;
}

/** Says the same to both, ever something else, until they differ or the time is over. */
async function compare({ both }: TwinStores, asksMore: HowLong['goesOn']): Promise<Report> {
  const start = performance.now();
  let tried = 0;
  let rows = 0;
  while (asksMore(tried, start)) {
    const random = new Random(seed + tried);
    const asker = random.pick(askers);
    const steps = conversation(twinsWords, { rude: 0, hasty: 0.2 }, 12, random);
    const heard = await Promise.all(both.map((twin) => heardOf(twin, asker, steps)));
    rows += heard[0]?.filter((frame) => frame.startsWith('D')).length ?? 0;
    if (!areAlike(heard)) {
      return { tried, rows, difference: { seed: seed + tried, asker, steps, heard } };
    }
    tried += 1;
  }
  return { tried, rows, difference: null };
}

test.each(['session', 'transaction'] as const)(
  'two stores that differ in what they hide are not to be told apart, with pool_mode %s',
  async (mode) => {
    const stores = await openTwinStores(mode);
    try {
      const { tried, rows, difference } = await compare(stores, goesOn);
      if (difference !== null) {
        const { steps, asker, heard } = difference;
        expect(heard[0], `seed ${difference.seed}, ${asker}\n${shown(steps)}`).toEqual(heard[1]);
      }
      // The conversations must be worth having.
      expect(rows).toBeGreaterThan(tried);
      if (isLong) process.stdout.write(`${mode}: ${tried} conversations, ${rows} rows\n`);
    } finally {
      await stores.close();
    }
  },
  timeout,
);

test('a policy that shows what differs is noticed', async () => {
  const stores = await openTwinStores('transaction', { 'user.government_id': 'pass' });
  try {
    expect((await compare(stores, (tried) => tried < 100)).difference).not.toBeNull();
  } finally {
    await stores.close();
  }
}, 60_000);
