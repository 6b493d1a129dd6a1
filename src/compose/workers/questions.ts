import type { MetricsSnapshot } from '../../observe/index.js';
import type { CountedClient, TooMany } from '../../pg/index.js';
import type { SettingsOrigin } from '../../settings/index.js';
import type { DatabaseOrder, SwitchState } from '../console/database-switch.js';
import type { ProcessLook } from '../console/process-look.js';
import type { OperationCall } from '../console/remote-operations.js';
import type { ServingState } from '../serving.js';

/** What a new worker is told. */
export interface WorkerOrder {
  /** Its place among the workers, from 0. */
  readonly slot: number;
  /** No other worker has it. */
  readonly number: number;
  readonly version: string;
  readonly workers: number;
  readonly origin: SettingsOrigin;
  readonly saltSecret: Uint8Array;
}

export interface WorkerPulse extends ServingState {
  readonly metrics: MetricsSnapshot;
}

/** A CancelRequest. */
export interface CancelOrder {
  readonly processId: number;
  readonly secretKey: Uint8Array;
}

/** What the first process asks of a worker. */
export type AskWorker = {
  /** Makes what serves, and opens nothing yet. */
  readonly make: { readonly ask: WorkerOrder; readonly answer: null };
  /** Looks at the stores, and takes clients from then on. */
  readonly open: { readonly ask: SwitchState; readonly answer: null };
  /** Makes a configuration ready. One that was ready and neither committed nor discarded is discarded. */
  readonly prepare: { readonly ask: SettingsOrigin; readonly answer: null };
  /** Puts in force what was made ready. */
  readonly commit: { readonly ask: null; readonly answer: null };
  readonly discard: { readonly ask: null; readonly answer: null };
  readonly pulse: { readonly ask: null; readonly answer: WorkerPulse };
  /** Whether the key was one of this worker's. */
  readonly cancel: { readonly ask: CancelOrder; readonly answer: boolean };
  readonly look: { readonly ask: null; readonly answer: readonly ProcessLook[] };
  readonly order: {
    readonly ask: { readonly order: DatabaseOrder; readonly state: SwitchState };
    readonly answer: null;
  };
  readonly killClient: { readonly ask: number; readonly answer: boolean };
  readonly close: { readonly ask: { readonly graceful: boolean }; readonly answer: null };
};

/** What a worker asks of the first process. */
export type AskFirst = {
  /** What somebody on the console wants of the whole gateway. */
  readonly operate: { readonly ask: OperationCall; readonly answer: unknown };
  /** Has every other worker look for the session that a CancelRequest means. */
  readonly cancel: { readonly ask: CancelOrder; readonly answer: null };
  /** Whether there is a place for a client. */
  readonly takePlace: { readonly ask: CountedClient; readonly answer: TooMany | null };
  readonly leavePlace: { readonly ask: number; readonly answer: null };
};
