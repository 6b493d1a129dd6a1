import type { RewrittenAnswer } from '../gate.js';
import type { RewriteContext } from '../rewrite/context.js';
import type { KnownTemporaries } from '../rewrite/temporaries.js';
import type { FormerNames } from '../session/former-names.js';
import type { RememberedCursor } from '../session/remembered.js';
import type { Effect, Origin } from './effect.js';

/** What the session is when a statement is admitted. */
export interface SessionState {
  /** Purposes that the principal may act for. */
  readonly purposes: readonly string[];
  /** The search_path or the purpose was set in the transaction that runs: its end may bring another one back. */
  readonly changed: boolean;
  /** The policy's limit on a statement's answer; null: none. */
  readonly rowsMax: number | null;
  /** What PREPARE and DECLARE made in this session, and still stands. */
  readonly remembered: {
    readonly prepared: ReadonlyMap<string, Origin | null>;
    readonly cursors: ReadonlyMap<string, RememberedCursor>;
    /** What may still stand under names that were taken back. */
    readonly formerPrepared?: FormerNames;
    readonly formerCursors?: FormerNames;
    /** Rows that may still be fetched from a cursor that stood under the name before, should it stand there still. */
    readonly rowsLeftUnder?: (name: string) => number | null;
  };
  /** Temporary tables and views that this session made, and what those made now would be made under: see PlanSpace. */
  readonly temporary?: KnownTemporaries;
  /** The catalog has been looked at for this text. */
  readonly isFresh?: boolean;
  /** Would the statement that gave a name be sent today as it was sent then? */
  holds(origin: Origin): boolean;
}

/** What admitting one statement asks, and what it tells. */
export interface StatementState extends SessionState {
  readonly context: RewriteContext;
  readonly effects: Effect[];
  readonly answer: {
    /** It runs, or gives rows of, a statement that was admitted before: EXECUTE, FETCH. */
    isEarlier: boolean;
    /** How many rows it may have; null: no limit of its own. */
    rowsMax: number | null;
    /** Values that it looks for, as the statement that was admitted before says. */
    lookups: number;
    /** What stands in the place of the server's answer; null: that itself. */
    rewritten: RewrittenAnswer | null;
  };
}
