import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { ArrivedClient } from './handed-client.js';

/** Who clients can be handed to. */
export interface ClientTaker {
  /** Clients that it has of those that came at a door. */
  clientsFrom(door: string): number;
  /** Resolves with false when it ended before it took the client. */
  hand(socket: Socket, arrived: ArrivedClient): Promise<boolean>;
}

export interface FrontDoorOptions {
  readonly name: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Connections that may wait to be accepted. */
  readonly backlog: number;
  /** Clients that may be connected at once, over all takers. Asked for each that comes. */
  readonly clientsMax: () => number;
  /** Who takes clients now. */
  readonly takers: () => readonly ClientTaker[];
}

/** Clients that may wait while no worker is there. */
const WAITING_MAX = 1_000;

/**
 * Holds the port for all workers, and gives each client to the one that has the fewest. Nothing is read from a client here.
 * The port stays open while workers come and go: a client that was on its way to one that ended goes to another, and while
 * there is none it waits.
 */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #server: Server;
  readonly #waiting = new Set<Socket>();
  #closed = false;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#server = net.createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
  }

  /** @throws Error of node:net when the address can't be had. */
  open(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port, backlog } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog }, () => {
        this.#server.off('error', reject);
        // Accepting can fail for a while (no file descriptors left): the next client may fare better.
        this.#server.on('error', () => {});
        const { address, port: had } = this.#server.address() as AddressInfo;
        resolve({ host: address, port: had });
      });
    });
  }

  /** A taker is there anew: who waits goes to it. */
  takersChanged(): void {
    if (this.#options.takers().length === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const socket of waiting) void this.#hand(socket);
  }

  /** Takes nobody any more. Who was handed on stays. */
  close(): void {
    this.#closed = true;
    this.#server.close();
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting.clear();
  }

  #accept(socket: Socket): void {
    socket.on('error', () => {});
    void this.#hand(socket);
  }

  async #hand(socket: Socket): Promise<void> {
    const takers = this.#options.takers();
    const [first, ...others] = takers;
    if (first === undefined) {
      if (this.#closed || this.#waiting.size >= WAITING_MAX) socket.destroy();
      else this.#waiting.add(socket);
      return;
    }
    const { name: door, clientsMax } = this.#options;
    const taker = others.reduce((least, one) => (one.clientsFrom(door) < least.clientsFrom(door) ? one : least), first);
    const total = takers.reduce((sum, one) => sum + one.clientsFrom(door), 0);
    const arrived = { door, admitted: total < clientsMax() };
    // The worker has its own handle on the connection then: this one is let go of, without a word to the client.
    if (await taker.hand(socket, arrived)) socket.destroy();
    else await this.#hand(socket);
  }
}
