/** Says what is going on while the demo starts: one line a step, with the time that it took. */
export class Progress {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Runs a step; a step that fails leaves its line open for the error. */
  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.#write(`${what} … `);
    const start = performance.now();
    const result = await work();
    this.#write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    return result;
  }
}
