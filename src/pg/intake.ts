import type { Socket } from 'node:net';

/** The client closed the connection, or it broke. Nobody is left to be told. */
export class ClientGone extends Error {
  constructor() {
    super('the client is gone');
  }
}

const nothing: Buffer = Buffer.alloc(0);

/** Reads a client's first packets: by count, one read at a time. It takes no more from the socket than was asked for. */
export class Intake {
  readonly #socket: Socket;
  #bytes: Buffer = nothing;
  #gone = false;
  #released = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  readonly #onData = (chunk: Buffer): void => {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#socket.pause();
    this.#wake?.();
  };
  readonly #onGone = (): void => {
    this.#gone = true;
    this.#wake?.();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onGone);
    socket.on('close', this.#onGone);
    socket.on('error', this.#onGone);
    socket.pause();
  }

  get isReleased(): boolean {
    return this.#released;
  }

  /** Bytes that are here and were not taken. */
  get buffered(): number {
    return this.#bytes.length;
  }

  /** The next `count` bytes, which stay. Rejects with ClientGone, or what `fail` was given. */
  async peek(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#gone || this.#socket.destroyed) throw new ClientGone();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#socket.resume();
      await woken;
      this.#wake = null;
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#bytes.subarray(0, count);
  }

  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Makes the waiting and every later read reject: a deadline has passed. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** Lets go of the socket, paused, and returns what was read and not taken. */
  release(): Buffer {
    this.#released = true;
    this.#socket.pause();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onGone);
    this.#socket.off('close', this.#onGone);
    this.#socket.off('error', this.#onGone);
    const rest = this.#bytes;
    this.#bytes = nothing;
    return rest;
  }
}
