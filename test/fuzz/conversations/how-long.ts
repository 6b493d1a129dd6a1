/** `npm run fuzz` gives a time to each test of a file; without one the same few are tried each time. */
const wished = process.env.FUZZ_SECONDS;

export interface HowLong {
  readonly seed: number;
  readonly isLong: boolean;
  /** For vitest, in ms. */
  readonly timeout: number;
  /** True while more are to be tried, of which so many have been since `startMs` of `performance.now`. */
  goesOn(tried: number, startMs: number): boolean;
}

/** @param tests in the file that take their share of the time; `runs`: how many are tried without a time */
export function howLong(tests: number, runs: number): HowLong {
  const seconds = Number(wished ?? 0) / tests;
  return {
    seed: Number(process.env.FUZZ_SEED ?? 20_261),
    isLong: seconds > 30,
    timeout: 120_000 + seconds * 2_000,
    goesOn: (tried, startMs) => (wished === undefined ? tried < runs : performance.now() - startMs < seconds * 1_000),
  };
}
