import type { GatewayLook } from './look.js';

/** How a gateway is to stop: at once, when transactions have ended, or when clients have left. */
export type ShutdownMode = 'now' | 'servers' | 'clients';

/**
 * Port: what the console can look at and do, over all processes. A database is one that `look` names; null stands for all.
 * Nothing here asks who may: the console has asked.
 */
export interface ConsoleOperations {
  look(): Promise<GatewayLook>;
  /** @throws Error when the configuration can't be used: everything stays as it was. */
  reload(): Promise<void>;
  /** Server connections are closed when they are free, and none is given out until `resume`. */
  pause(database: string | null): Promise<void>;
  resume(database: string | null): Promise<void>;
  /** Refuses clients that come from now on. */
  disable(database: string): Promise<void>;
  enable(database: string): Promise<void>;
  /** Ends every client and server connection now. Clients that come wait until `resume`. */
  kill(database: string | null): Promise<void>;
  /** False when there is no such client. */
  killClient(id: number): Promise<boolean>;
  /** Server connections are replaced when they are free. */
  reconnect(database: string | null): Promise<void>;
  /** Begins to stop, and does not wait for the end. */
  shutDown(mode: ShutdownMode): Promise<void>;
}
