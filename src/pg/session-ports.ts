import type { Socket } from 'node:net';
import type { Gate } from '../enforce/index.js';
import type { CancelRegistry } from './cancel-registry.js';
import type { ClientPlaces } from './client-places.js';
import type { SessionLimits } from './limits.js';
import type { LoginPorts } from './login.js';
import type { LongPlans } from './long-plans.js';
import type { SessionObserver } from './observer.js';
import type { Pools } from './pool/pools.js';
import type { ClientTls } from './startup.js';
import type { StoreRoute } from './store-route.js';
import type { VirtualDatabase } from './virtual-database.js';

/** What a session needs of the house. */
export interface SessionPorts extends LoginPorts {
  /** Which store has a database, as it is in force now; null: none. */
  readonly storeFor: (database: string) => StoreRoute | null;
  /** No new clients are let in to the database. */
  readonly isDisabled: (database: string) => boolean;
  readonly gate: Gate;
  readonly observer: SessionObserver;
  readonly cancels: CancelRegistry;
  readonly pools: Pools;
  readonly places: ClientPlaces;
  readonly longPlans: LongPlans;
  readonly clientTls: ClientTls;
  /** The house's own database of this name; null: it has none. */
  readonly virtualFor: (database: string) => VirtualDatabase | null;
  /** Cancels what the key means, wherever its session is. */
  readonly cancel: (processId: number, secretKey: Buffer) => Promise<void>;
}

export interface SessionParts {
  /** Has just been accepted. */
  readonly socket: Socket;
  readonly ports: SessionPorts;
  readonly limits: SessionLimits;
  /** False when there are too many clients already. */
  readonly admits: () => boolean;
  /** Called once, when the session is over. */
  readonly onEnd: () => void;
}
