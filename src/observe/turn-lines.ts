/** What lines are written to. */
export interface LineStream {
  write(lines: string): unknown;
}

/** More characters are not kept back. */
const keptMax = 16_384;

/**
 * Writes the lines of one turn of the event loop together, at its end, or when the process exits: a write for each would cost more
 * than all else of a line, and wake whoever reads them each time.
 */
export class TurnLines implements LineStream {
  readonly #open: () => LineStream;
  #stream: LineStream | null = null;
  #kept = '';
  #isDue = false;

  /** `open` is called with the first line. */
  constructor(open: () => LineStream) {
    this.#open = open;
  }

  write(line: string): void {
    if (this.#stream === null) {
      this.#stream = this.#open();
      process.on('exit', () => this.#flush());
    }
    this.#kept += line;
    if (this.#kept.length > keptMax) this.#flush();
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    const lines = this.#kept;
    this.#kept = '';
    if (lines !== '') this.#stream?.write(lines);
  }
}
