import { Random } from '../oracle/random.js';
import { bytesInUse } from './bytes-in-use.js';
import { Watchdog } from './watchdog.js';

/** What is tried with ever other inputs. */
export interface Target {
  /** What inputs are made of to begin with. */
  readonly corpus: readonly Buffer[];
  make(random: Random): Buffer;
  /** @returns what is wrong, or null. What it throws is wrong as well. */
  tryOut(input: Buffer, random: Random): string | null;
}

export interface FuzzReport {
  readonly tried: number;
  readonly findings: readonly string[];
  readonly slowestMs: number;
  /** Of heap and buffers, from the first tenth of the time to its end. */
  readonly grownBytes: number;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly seconds: number;
}

/** Enough to see what is wrong. */
const findingsMax = 5;

/** Tries inputs until the time is over. The same seed gives the same inputs, in the same order. */
export async function fuzz(target: Target, { seed, seconds }: FuzzOptions): Promise<FuzzReport> {
  const watchdog = new Watchdog();
  const findings: string[] = [];
  const start = performance.now();
  let tried = 0;
  let slowestMs = 0;
  let warmBytes = 0;
  for (;;) {
    const elapsed = performance.now() - start;
    if (elapsed > seconds * 1_000 || findings.length >= findingsMax) break;
    if (warmBytes === 0 && elapsed > seconds * 100) warmBytes = bytesInUse();
    // Each input has a random of its own, so that one of them can be made again.
    const random = new Random(seed + tried);
    const input = target.make(random);
    watchdog.trying(input);
    const before = process.cpuUsage();
    const wrong = attempt(target, input, random);
    const { user, system } = process.cpuUsage(before);
    slowestMs = Math.max(slowestMs, (user + system) / 1_000);
    if (wrong !== null) findings.push(`${wrong}: ${JSON.stringify(input.toString('latin1'))} (seed ${seed + tried})`);
    tried += 1;
    // Streams, timers and the garbage collector have their turn.
    if (tried % 64 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await watchdog.close();
  return { tried, findings, slowestMs, grownBytes: warmBytes === 0 ? 0 : bytesInUse() - warmBytes };
}

function attempt(target: Target, input: Buffer, random: Random): string | null {
  try {
    return target.tryOut(input, random);
  } catch (fault) {
    return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  }
}
