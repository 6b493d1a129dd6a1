import type { Socket } from 'node:net';
import type { GatewayError } from '../errors/index.js';

/** Port: a database that no store has, and that the house itself answers for. */
export interface VirtualDatabase {
  /** What a client is told of it as ParameterStatus. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Takes a client that has logged in. @throws GatewayError for one that may not. */
  admit(principal: string): (client: VirtualClient) => VirtualSession;
}

export interface VirtualClient {
  /** Paused, and told that the server is ready. */
  readonly socket: Socket;
  /** What was read from it before. */
  readonly rest: Buffer;
  readonly onEnd: (error: GatewayError | null) => void;
}

export interface VirtualSession {
  start(): void;
  /** Graceful: when what is being answered is answered. */
  close(graceful: boolean): void;
}
