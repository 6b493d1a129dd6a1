import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../src/sql/index.js';
import type { Random } from '../oracle/random.js';
import { bodies } from './bodies.js';
import { frames } from './frames.js';
import { type FuzzOptions, fuzz } from './fuzz.js';
import { statements } from './statements.js';

/** `npm run fuzz` tries for ten minutes: FUZZ_SECONDS and FUZZ_SEED say how long, and which inputs. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 9) / 3;
const options: FuzzOptions = { seed: Number(process.env.FUZZ_SEED ?? 20_261), seconds };
const isLong = seconds > 30;
const timeout = 120_000 + seconds * 2_000;

/** Caches fill up; what leaks grows past this within minutes. */
const grownBytesMax = 128 * 1024 * 1024;

beforeAll(() => loadParser());

test('what throws and what is wrong is found, with the input and the seed that make it again', async () => {
  const buggy = {
    corpus: [],
    make: (random: Random) => Buffer.from(`${random.integer(0, 9)}`),
    tryOut: (input: Buffer) => {
      if (input.toString() === '7') throw new Error('seven');
      return input.toString() === '8' ? 'eight' : null;
    },
  };
  const { findings } = await fuzz(buggy, { seed: 1, seconds: 30 });
  expect(findings.some((finding) => /^Error: seven[\s\S]*: "7" \(seed \d+\)$/.test(finding))).toBe(true);
  expect(findings.some((finding) => /^eight: "8" \(seed \d+\)$/.test(finding))).toBe(true);
});

test.each([
  ['frames', () => frames],
  ['statements', () => statements(options.seed)],
  ['bodies', () => bodies],
] as const)(
  'whatever comes, %s do no harm',
  async (name, target) => {
    const { tried, findings, slowestMs, grownBytes } = await fuzz(target(), options);
    if (isLong) {
      const grown = Math.round(grownBytes / 1024);
      process.stdout.write(
        `${name}: ${tried} tried, slowest ${Math.round(slowestMs)} ms of CPU, ${grown} kB more in use\n`,
      );
    }
    expect(findings).toEqual([]);
    expect(tried).toBeGreaterThan(20);
    expect(grownBytes).toBeLessThan(grownBytesMax);
  },
  timeout,
);
