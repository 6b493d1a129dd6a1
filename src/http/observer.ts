import type { LogEventName, LogFields } from '../observe/index.js';

/** What exchanges tell of themselves. Nothing of it holds a value, a path as the caller wrote it, or a query. */
export interface HttpObserver {
  connectionOpened(): void;
  connectionClosed(): void;
  log(event: LogEventName, fields: LogFields): void;
  /** An exchange has ended. Store and purpose are null when it did not come so far. */
  exchange(ended: EndedExchange): void;
}

export interface EndedExchange {
  readonly store: string | null;
  readonly purpose: string | null;
  readonly status: number;
  /** An answer that was begun and not ended counts as `aborted`. */
  readonly verdict: 'answered' | 'refused' | 'aborted';
  /** Of the table of errors; null when nothing was refused. */
  readonly reason: string | null;
  readonly rows: number;
  readonly seconds: number;
  readonly upstreamSeconds: number | null;
}
