import type net from 'node:net';
import { type KeepAlive, tune } from './keep-alive.js';
import { DirectReads } from './upstream/direct-reads.js';

/** What listens for a server. Node has told it of connections this way since it has streams, and says so nowhere. */
interface ListeningHandle {
  onconnection?: (this: ListeningHandle, error: number, connection: unknown) => void;
  setNoDelay?(on: boolean): number;
  setKeepAlive?(on: boolean, idleSeconds: number): number;
}

export interface AcceptOptions {
  /** Connections that may wait to be accepted. */
  readonly backlog: number;
  /** As it is in force now. */
  readonly keepAlive: () => KeepAlive;
}

/**
 * From now on `accept` gets what a listening server accepts, as sockets whose reads can be taken past the machinery of streams,
 * and tuned (see there). Where Node works in another way nothing changes, and the server's own `connection` tells of them.
 */
export function acceptDirectly(server: net.Server, options: AcceptOptions, accept: (socket: net.Socket) => void): void {
  const handle = (server as { _handle?: ListeningHandle | null })._handle;
  const usual = handle?.onconnection;
  if (!handle || typeof usual !== 'function') return;
  const inheritance = new Inheritance(handle, options);
  handle.onconnection = function (error, connection) {
    const socket = error === 0 && isOpen(connection) ? DirectReads.accept(connection) : null;
    if (socket === null) {
      usual.call(this, error, connection);
      return;
    }
    inheritance.complete(socket);
    accept(socket);
  };
}

/** An invalid argument, to Linux. */
const EINVAL = 22;

/**
 * On Linux a connection has what the socket that listens had when it came (tcp(7)): two system calls less for each. As many as may
 * wait to be accepted may have come before.
 */
class Inheritance {
  readonly #handle: ListeningHandle;
  readonly #options: AcceptOptions;
  #given: KeepAlive | null = null;
  #mayLack = 0;

  constructor(handle: ListeningHandle, options: AcceptOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#give(options.keepAlive());
  }

  /** Tunes one that may not be yet. */
  complete(socket: net.Socket): void {
    const keepAlive = this.#options.keepAlive();
    if (keepAlive.enabled !== this.#given?.enabled || keepAlive.idleMs !== this.#given.idleMs) this.#give(keepAlive);
    if (this.#mayLack === 0) return;
    // Node tells the system nothing that it takes to be so already, and it does not know what was inherited.
    if (!keepAlive.enabled) socket.setKeepAlive(true);
    tune(socket, keepAlive);
    this.#mayLack -= 1;
  }

  #give(keepAlive: KeepAlive): void {
    const { enabled, idleMs } = keepAlive;
    this.#given = keepAlive;
    const isGiven =
      process.platform === 'linux' &&
      this.#handle.setNoDelay?.(true) === 0 &&
      this.#isAnswered(this.#handle.setKeepAlive?.(enabled, Math.floor(idleMs / 1000)), idleMs);
    this.#mayLack = isGiven ? this.#options.backlog + 1 : Number.POSITIVE_INFINITY;
  }

  /** libuv turns keepalive on first, and then says 0 seconds, which Linux does not take: it goes on with its own number. */
  #isAnswered(answer: number | undefined, idleMs: number): boolean {
    return answer === 0 || (idleMs === 0 && answer === -EINVAL);
  }
}

/** A connection that can be read into a buffer of ours. */
function isOpen(connection: unknown): connection is object {
  return typeof (connection as { useUserBuffer?: unknown } | undefined)?.useUserBuffer === 'function';
}
