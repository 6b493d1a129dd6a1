import type { Socket } from 'node:net';
import { serialize } from 'pg-protocol';
import { backendLengthLimits, Framer } from '../pgwire/index.js';
import { Direction } from './direction.js';
import { Outlet } from './outlet.js';
import type { Leaving, ServerSide, ServerSideHost } from './server-side.js';

export interface OwnServerParts {
  /** Of the server's process. */
  readonly processId: number;
  readonly client: Socket;
  readonly server: Socket;
  /** What was read from the server before. */
  readonly rest: Buffer;
  /** Asks the server, over another connection, to cancel what it executes for this one. */
  readonly cancel: () => Promise<void>;
}

/** A server connection that belongs to one client from its login to its end: session mode. */
export class OwnServer implements ServerSide {
  readonly sink: Outlet;
  readonly #parts: OwnServerParts;
  #direction: Direction | null = null;

  constructor(parts: OwnServerParts) {
    this.#parts = parts;
    this.sink = new Outlet(parts.server);
  }

  /** There is nothing to wait for. */
  readonly isWaiting = false;
  readonly isAdrift = false;
  readonly isShared = false;

  get processId(): number {
    return this.#parts.processId;
  }

  attach(host: ServerSideHost): void {
    const { client, server } = this.#parts;
    this.#direction = new Direction({
      source: server,
      destination: client,
      framer: new Framer('backend', backendLengthLimits, host.plan),
      flush: () => host.flushToClient(),
      onFault: (fault) => host.fault(fault),
      onEnd: () => host.serverLeft(),
    });
    server.on('drain', () => host.releaseClient());
  }

  start(): void {
    this.#direction?.start(this.#parts.rest);
  }

  get heard(): boolean {
    return this.#direction?.heard ?? false;
  }

  set heard(heard: boolean) {
    if (this.#direction !== null) this.#direction.heard = heard;
  }

  get passesPart(): boolean {
    return this.#direction?.passesPart ?? false;
  }

  goesOn(): () => void {
    return () => this.#direction?.goOn();
  }

  /** The direction sees it itself. */
  clientDrained(): void {}

  cancel(): Promise<void> {
    return this.#parts.cancel();
  }

  ready(): void {}

  end({ isExecuting, terminating, leavesPart }: Leaving): void {
    const { server, cancel } = this.#parts;
    this.#direction?.stop();
    this.sink.discard();
    if (isExecuting && !terminating && server.writable) {
      cancel().then(
        () => server.destroy(),
        () => server.destroy(),
      );
    } else if (terminating || leavesPart || !server.writable) {
      // Its Terminate has been sent; or it would be read as part of the message that the client left.
      server.end();
      server.resume();
    } else {
      server.end(serialize.end());
      server.resume();
    }
  }
}
