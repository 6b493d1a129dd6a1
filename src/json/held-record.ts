import type { Numbers } from './tally.js';
import type { PendingRecord, ReadValue } from './transform.js';

/** Whether a container has kept anything, as far as the decisions have come. */
export interface Slot {
  kept: boolean;
}

/** A record that may be taken away again. */
export interface HeldRecord extends PendingRecord {
  readonly values: (ReadValue | undefined)[];
  /** Its container, when that may turn out to be empty so far. */
  readonly slot: Slot | null;
  /** It was written with a comma first, which goes when all before it do. */
  readonly leadsWithComma: boolean;
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

/** A comma before something that is no record: it stays when something before it in its container does. */
export interface Comma {
  at: number;
  readonly slot: Slot;
}
