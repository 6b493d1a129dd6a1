import type { Socket } from 'node:net';

interface Watched {
  /** Bytes that the client's side had taken when one looked last, and since when it is no more. */
  taken: number;
  since: number;
}

/**
 * Cuts off clients that take nothing of what was sent to them for too long. Who asks and asks on one connection and reads
 * nothing would hold it for ever: no request is under way there, and it is not idle either.
 */
export class UnreadAnswers {
  readonly #afterMs: number;
  readonly #watched = new Map<Socket, Watched>();
  #timer: NodeJS.Timeout | null = null;

  constructor(afterMs: number) {
    this.#afterMs = afterMs;
  }

  /** Watches a connection until it closes. */
  watch(socket: Socket): void {
    this.#watched.set(socket, { taken: 0, since: performance.now() });
    socket.once('close', () => {
      this.#watched.delete(socket);
      if (this.#watched.size === 0) this.#rest();
    });
    this.#timer ??= setInterval(() => this.#look(), this.#afterMs / 2).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [socket, watched] of this.#watched) {
      const taken = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || taken !== watched.taken) {
        watched.taken = taken;
        watched.since = now;
      } else if (now - watched.since >= this.#afterMs) socket.destroy();
    }
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
