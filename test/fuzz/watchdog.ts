import { Worker } from 'node:worker_threads';

/** Longer than anything may take on a machine that is busy with other work. */
const hangMs = 60_000;
const inputBytesMax = 65_536;

/**
 * Watches from a thread of its own that inputs follow one another: an endless loop leaves this one no say. A hang prints the
 * input, as a JSON string, and ends the process.
 */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #input = new Uint8Array(new SharedArrayBuffer(inputBytesMax));
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(watch, {
      eval: true,
      workerData: { state: this.#state, input: this.#input, hangMs },
    });
    this.#worker.unref();
  }

  /** Says what is about to be tried. */
  trying(input: Buffer): void {
    const length = Math.min(input.length, inputBytesMax);
    this.#input.set(input.subarray(0, length));
    this.#state[1] = length;
    Atomics.add(this.#state, 0, 1);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

const watch = `
  const { workerData: { state, input, hangMs } } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let seen = Atomics.load(state, 0);
  let since = Date.now();
  setInterval(() => {
    const now = Atomics.load(state, 0);
    if (now !== seen) {
      seen = now;
      since = Date.now();
    } else if (Date.now() - since > hangMs) {
      writeSync(2, 'hangs: ' + JSON.stringify(Buffer.from(input.subarray(0, state[1])).toString('latin1')) + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
`;
