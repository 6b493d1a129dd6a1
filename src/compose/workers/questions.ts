import type { MetricsSnapshot } from '../../observe/index.js';
import type { SettingsOrigin } from '../../settings/index.js';
import type { ServingState } from '../serving.js';

/** What a new worker is told. */
export interface WorkerOrder {
  /** Its place among the workers, from 0. */
  readonly slot: number;
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
  readonly open: { readonly ask: null; readonly answer: null };
  /** Makes a configuration ready. One that was ready and neither committed nor discarded is discarded. */
  readonly prepare: { readonly ask: SettingsOrigin; readonly answer: null };
  /** Puts in force what was made ready. */
  readonly commit: { readonly ask: null; readonly answer: null };
  readonly discard: { readonly ask: null; readonly answer: null };
  readonly pulse: { readonly ask: null; readonly answer: WorkerPulse };
  /** Whether the key was one of this worker's. */
  readonly cancel: { readonly ask: CancelOrder; readonly answer: boolean };
  readonly close: { readonly ask: { readonly graceful: boolean }; readonly answer: null };
};

/** What a worker asks of the first process. */
export type AskFirst = {
  /** Has every other worker look for the session that a CancelRequest means. */
  readonly cancel: { readonly ask: CancelOrder; readonly answer: null };
};
