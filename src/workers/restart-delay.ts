const FIRST_MS = 100;
const MOST_MS = 30_000;

/**
 * How long to wait before a worker takes the place of one that ended, in milliseconds: doubled for each that ended soon
 * after its start, and spread, so that several don't come back in step. `chance` is from 0 to 1.
 */
export function restartDelayMs(failures: number, chance: number): number {
  const whole = Math.min(FIRST_MS * 2 ** failures, MOST_MS);
  return whole / 2 + (whole / 2) * chance;
}
