import type { Socket } from 'node:net';

/** Writes at once what comes within one turn of the event loop: a write costs more than what is written. */
export class GatheredWrites {
  readonly #socket: Socket;
  readonly #onWrite: (bytes: number) => void;
  #parts: Buffer[] = [];
  #isScheduled = false;
  #isFull = false;

  constructor(socket: Socket, onWrite: (bytes: number) => void) {
    this.#socket = socket;
    this.#onWrite = onWrite;
    socket.on('drain', () => {
      this.#isFull = false;
    });
  }

  /** The socket has enough for now: `drain` will come. */
  get isFull(): boolean {
    return this.#isFull;
  }

  put(bytes: Buffer): void {
    this.#parts.push(bytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#scheduled);
  }

  readonly #scheduled = (): void => {
    this.#isScheduled = false;
    this.flush();
  };

  /** Writes now what has come so far. */
  flush(): void {
    const parts = this.#parts;
    if (!this.#socket.writable || parts.length === 0) return;
    this.#parts = [];
    const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    this.#onWrite(whole.length);
    if (!this.#socket.write(whole)) this.#isFull = true;
  }
}
