import type { Numbers } from './tally.js';
import type { PendingRecord, ReadValue } from './transform.js';

/** Whether a container has kept anything, as far as the decisions have come. */
export interface Slot {
  kept: boolean;
}

/** What stands before something in a container of which nothing may be kept: one of the two goes. */
export interface Either {
  readonly slot: Slot;
  /** Bytes of the comma and the white space around it, which go when nothing before is kept. */
  readonly gap: number;
  /** Bytes behind them, of the white space that stands before the first of the container; they go when something is. */
  readonly lead: number;
}

/** A record that may be taken away again. */
export interface HeldRecord extends PendingRecord {
  readonly values: (ReadValue | undefined)[];
  /** Its container, when that may turn out to be empty so far; how the record begins then. */
  readonly slot: Slot | null;
  readonly gap: number;
  readonly lead: number;
  /** Null stands in its place when it goes. */
  readonly becomesNull: boolean;
  start: number;
  /** -1: it has not ended. */
  end: number;
  keep: boolean;
  decided: boolean;
  readonly counted: Numbers;
  /** The record around it, when that is held too. */
  readonly around: HeldRecord | null;
}

/** Stands before something that is no record, or before the end of its container. */
export interface Comma extends Either {
  at: number;
}
