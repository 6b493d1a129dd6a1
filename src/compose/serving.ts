import type { LoadedSettings } from '../settings/index.js';
import type { DatabaseOrder, SwitchState } from './console/database-switch.js';
import type { ProcessLook } from './console/process-look.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where clients connect. */
export interface ServingAddresses {
  readonly postgres: Address;
  /** Null: no HTTP clients are served. */
  readonly http: Address | null;
}

/** How those who serve are. */
export interface ServingState {
  /** Why clients can't be served, in the words of `Readiness`; empty when they can. */
  readonly unreadyReasons: readonly string[];
  /** How long until a store that is away is asked again, in milliseconds; null when none is away. */
  readonly retryInMs: number | null;
}

/** Those who serve clients under one configuration: this process, or its workers. */
export interface Serving {
  /** Looks at the stores, and serves. @throws Error of node:net when the address can't be had; nothing is left running then. */
  open(): Promise<ServingAddresses>;
  /** Puts a configuration in force: everywhere, or when it throws nowhere. Not called again before it has ended. */
  reload(loaded: LoadedSettings): Promise<void>;
  state(): ServingState;
  /** Prometheus text, and the content type that says its version. */
  metricsText(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** What each process shows of itself on the console. */
  look(): Promise<readonly ProcessLook[]>;
  /** Does in every process what an operator has ordered. `state` is what holds then. */
  order(order: DatabaseOrder, state: SwitchState): Promise<void>;
  /** Ends a client's session now. False when there is none with this id. */
  killClient(id: number): Promise<boolean>;
  /** Takes no more clients; those that are there stay. */
  stopAccepting(): void;
  /** Takes no more clients. Graceful: each may end its transaction, for `shutdown_timeout` at most. May be called again to hurry. */
  close(graceful: boolean): Promise<void>;
}
