import type { Socket } from 'node:net';

interface Watched {
  /** Bytes that the client's side had taken, and when one looked last and found nothing waiting, or that number changed. */
  taken: number;
  seenAt: number;
}

/**
 * Cuts off clients that take nothing of what was sent to them for too long. Who asks and asks on one connection and reads
 * nothing would hold it for ever: no request is under way there, and it is not idle either.
 */
export class UnreadAnswers {
  readonly #afterMs: number;
  readonly #lookEveryMs: number;
  readonly #watched = new Map<Socket, Watched>();
  #timer: NodeJS.Timeout | null = null;

  constructor(afterMs: number) {
    this.#lookEveryMs = afterMs / 2;
    // What waits may have begun to right after one looked.
    this.#afterMs = afterMs + this.#lookEveryMs;
  }

  /** Watches a connection until it closes. */
  watch(socket: Socket): void {
    this.#watched.set(socket, { taken: 0, seenAt: performance.now() });
    socket.once('close', () => {
      this.#watched.delete(socket);
      if (this.#watched.size === 0) this.#rest();
    });
    this.#timer ??= setInterval(() => this.#look(), this.#lookEveryMs).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [socket, watched] of this.#watched) {
      const taken = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || taken !== watched.taken) {
        watched.taken = taken;
        watched.seenAt = now;
      } else if (now - watched.seenAt >= this.#afterMs) socket.destroy();
    }
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
