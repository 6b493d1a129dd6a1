import type { PinReason } from '../enforce/index.js';
import type { ErrorCodeName } from '../errors/index.js';
import type { LogEventName, LogFields } from '../observe/index.js';

/**
 * Port: what listener and sessions tell of themselves. Calls are synchronous, must be cheap, and must not throw.
 *
 * Invariant: nothing passed here holds a value from a statement, a parameter or a row.
 */
export interface SessionObserver {
  connectionOpened(): void;
  connectionClosed(): void;
  /** One line of the log. */
  log(event: LogEventName, fields: LogFields): void;
  /** A statement was sent, or refused. `purpose` is null while none has been said. */
  statement(store: string, purpose: string | null, verdict: 'passed' | 'guarded' | 'refused'): void;
  /** A statement or a connection was turned away. */
  refused(reason: ErrorCodeName): void;
  /** Time the gate took to decide on one statement. */
  decided(seconds: number): void;
  /** Time from a request's arrival, on an idle session, to the end of the last answer; and that less what the gate took. */
  answered(seconds: number, upstreamSeconds: number): void;
  /** Rows sent to the client since the last call. */
  rows(count: number): void;
  scrubbed(message: 'error' | 'notice' | 'notification'): void;
  tripwire(): void;
  /** A client waited so long for a connection of a pool. */
  poolWaited(seconds: number): void;
  /** A server connection has to stay with one client past its transaction. */
  pinned(reason: PinReason): void;
}
