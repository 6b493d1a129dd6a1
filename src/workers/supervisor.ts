import { fork } from 'node:child_process';
import { randomToken } from '../base/index.js';
import type { Answers, Questions } from './channel.js';
import { restartDelayMs } from './restart-delay.js';
import { Worker } from './worker.js';

export interface SupervisorOptions<Asks extends Questions, Asked extends Questions> {
  readonly count: number;
  /** The program that a worker runs. */
  readonly program: string;
  /** Answers what a worker asks. */
  readonly answers: (workerId: number) => Answers<Asked>;
  /** Makes a new process serve. When it rejects, the process ends, and another takes its place. */
  readonly bringUp: (worker: Worker<Asks, Asked>) => Promise<void>;
  /** Asks a worker that serves how it is. When it rejects the worker hangs: it is killed, and another takes its place. */
  readonly pulse: (worker: Worker<Asks, Asked>) => Promise<void>;
  /** A process is gone. `wanted` when it was asked to go. */
  readonly onGone: (
    worker: Worker<Asks, Asked>,
    how: { readonly wanted: boolean; readonly signal: string | null },
  ) => void;
  readonly pulseIntervalMs?: number;
  /** After how long a worker that ends has not failed at its start. */
  readonly settledMs?: number;
}

const PULSE_INTERVAL_MS = 2_000;
/** How long a process may take until its program runs. */
const START_MS = 30_000;
/** How long a process may take to end once nothing holds it. */
const END_MS = 5_000;
/** A worker that served for so long did not fail at its start: whatever ended it, the next one need not wait. */
const SETTLED_MS = 10_000;

/** Keeps a number of worker processes: starts them, takes their pulse, and puts a new one in the place of one that ends. */
export class Supervisor<Asks extends Questions, Asked extends Questions> {
  readonly #options: SupervisorOptions<Asks, Asked>;
  /** By slot. Null while none is there: before the start, and between an end and the next start. */
  readonly #workers: (Worker<Asks, Asked> | null)[];
  /** Since when each serves, in ms of `performance.now`. */
  readonly #serving = new Map<Worker<Asks, Asked>, number>();
  readonly #failures: number[];
  readonly #pauses = new Set<NodeJS.Timeout>();
  #lastId = 0;
  #pulses: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: SupervisorOptions<Asks, Asked>) {
    this.#options = options;
    this.#workers = new Array<null>(options.count).fill(null);
    this.#failures = new Array<number>(options.count).fill(0);
  }

  /** Every process there is, serving or on its way. */
  get workers(): readonly Worker<Asks, Asked>[] {
    return this.#workers.filter((worker) => worker !== null);
  }

  /** Starts all. When one can't be brought up, all end, and it rejects with that fault. */
  async start(): Promise<void> {
    const starts = await Promise.allSettled(this.#workers.map((_, slot) => this.#bringUp(slot)));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) {
      await this.kill();
      throw failed.reason;
    }
    const interval = this.#options.pulseIntervalMs ?? PULSE_INTERVAL_MS;
    this.#pulses = setInterval(() => this.#takePulses(), interval).unref();
    // Who ended before all were there.
    for (const [slot, worker] of this.#workers.entries()) if (worker === null) this.#replace(slot, 0);
  }

  /** From here on none is replaced. `ask` asks one to end; resolves when all are gone. */
  async stop(ask: (worker: Worker<Asks, Asked>) => Promise<void>): Promise<void> {
    this.#stop();
    await Promise.all(
      this.workers.map(async (worker) => {
        // Whoever does not answer any more is gone, or will be.
        await ask(worker).catch(() => worker.kill());
        worker.release();
        const patience = setTimeout(() => worker.kill(), END_MS);
        await worker.gone;
        clearTimeout(patience);
      }),
    );
  }

  /** Ends all at once. */
  async kill(): Promise<void> {
    this.#stop();
    for (const worker of this.workers) worker.kill();
    await Promise.all(this.workers.map(({ gone }) => gone));
  }

  #stop(): void {
    this.#stopping = true;
    if (this.#pulses !== null) clearInterval(this.#pulses);
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#pauses.clear();
  }

  async #bringUp(slot: number): Promise<void> {
    this.#lastId += 1;
    // Nothing is said on the command line, where everybody on the machine could read it.
    const child = fork(this.#options.program, [], { serialization: 'advanced' });
    const worker = new Worker<Asks, Asked>(slot, this.#lastId, child, this.#options.answers(this.#lastId));
    this.#workers[slot] = worker;
    void worker.gone.then(({ signal }) => this.#gone(worker, signal));
    const deadline = setTimeout(() => worker.kill(), START_MS);
    try {
      // A process that ends before it runs is told of by what it is asked next.
      await Promise.race([worker.hears, worker.gone]);
      clearTimeout(deadline);
      await this.#options.bringUp(worker);
      this.#serving.set(worker, performance.now());
    } catch (fault) {
      worker.kill();
      throw fault;
    }
  }

  #gone(worker: Worker<Asks, Asked>, signal: string | null): void {
    const { slot } = worker;
    const sinceMs = this.#serving.get(worker);
    this.#workers[slot] = null;
    this.#serving.delete(worker);
    this.#options.onGone(worker, { wanted: this.#stopping, signal });
    if (this.#stopping || this.#pulses === null) return;
    this.#replace(slot, sinceMs === undefined ? 0 : performance.now() - sinceMs);
  }

  #replace(slot: number, servedMs: number): void {
    const failures = servedMs > (this.#options.settledMs ?? SETTLED_MS) ? 0 : (this.#failures[slot] ?? 0);
    this.#failures[slot] = failures + 1;
    const pause = setTimeout(
      () => {
        this.#pauses.delete(pause);
        // What went wrong is known by its end, which calls this anew.
        this.#bringUp(slot).catch(() => {});
      },
      restartDelayMs(failures, chance()),
    );
    this.#pauses.add(pause);
  }

  #takePulses(): void {
    // One that is being brought up has deadlines of its own.
    for (const worker of this.#serving.keys()) this.#options.pulse(worker).catch(() => worker.kill());
  }
}

/** From 0 to 1. */
function chance(): number {
  return Number.parseInt(randomToken(4), 16) / 2 ** 32;
}
