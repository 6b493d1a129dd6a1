/** Says what is going on while the demo starts: one line a step, with the time that it took. */
export class Progress {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Runs a step. The error of a step that fails goes on to the caller. */
  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.#write(`${what} … `);
    const start = performance.now();
    try {
      const result = await work();
      this.#write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
      return result;
    } catch (fault) {
      this.#write('failed\n');
      throw fault;
    }
  }
}
