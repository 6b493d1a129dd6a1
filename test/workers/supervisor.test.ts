import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Supervisor, type Worker } from '../../src/workers/index.js';

type Nothing = Readonly<Record<string, never>>;

let directory: string;
let program: string;
let supervisor: Supervisor<Nothing, Nothing> | null = null;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'damask-supervisor-'));
  program = join(directory, 'worker.cjs');
  writeFileSync(program, "process.on('disconnect', () => process.exit(0));\nprocess.send({ kind: 'hello' });\n");
});
afterEach(() => supervisor?.kill());
afterAll(() => rmSync(directory, { recursive: true }));

interface Watched {
  /** When each process came to serve, and when each was gone, in ms. */
  readonly served: number[];
  readonly gone: number[];
}

/** One worker, of which `ends` says whether it ends as soon as it serves. */
async function watch(settledMs: number, ends: (count: number) => boolean): Promise<Watched> {
  const watched: Watched = { served: [], gone: [] };
  supervisor = new Supervisor<Nothing, Nothing>({
    count: 1,
    program,
    settledMs,
    answers: () => ({}),
    pulse: async () => {},
    onGone: () => watched.gone.push(performance.now()),
    bringUp: async (worker: Worker<Nothing, Nothing>) => {
      watched.served.push(performance.now());
      if (ends(watched.served.length)) setTimeout(() => worker.kill(), 5);
    },
  });
  await supervisor.start();
  return watched;
}

const comesTo = (read: () => unknown) => expect.poll(read, { timeout: 20_000, interval: 10 });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** From when one was gone to when the next one served. */
const gaps = ({ served, gone }: Watched): number[] => gone.map((at, index) => (served[index + 1] as number) - at);

test('a worker that ends again and again as soon as it serves is waited for longer and longer', async () => {
  const watched = await watch(60_000, (count) => count <= 5);
  await comesTo(() => watched.served.length).toBe(6);
  // Half of 100 ms doubled four times, at least.
  expect(gaps(watched)[4]).toBeGreaterThanOrEqual(790);
});

test('one that has served for a while is replaced soon, however often that happens', async () => {
  const watched = await watch(20, () => false);
  for (let count = 1; count <= 6; count += 1) {
    await comesTo(() => watched.served.length).toBe(count);
    await pause(50);
    for (const worker of supervisor?.workers ?? []) worker.kill();
  }
  await comesTo(() => watched.served.length).toBe(7);
  // What was waited is 100 ms at most: doubled five times, it would be 1600 at least.
  expect(Math.max(...gaps(watched))).toBeLessThan(1_600);
});

test('all end when they are told to, and none is replaced', async () => {
  const watched = await watch(20, () => false);
  await supervisor?.stop(async () => {});
  expect(watched.gone).toHaveLength(1);
  await pause(300);
  expect(watched.served).toHaveLength(1);
});
