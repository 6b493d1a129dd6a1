/** A server connection of a pool, to be looked at. */
export interface ServerView {
  /** Of the server's process. */
  readonly processId: number;
  /** `being_canceled`: a request to cancel is under way, nobody may have it. */
  readonly state: 'active' | 'idle' | 'being_canceled';
  /** Reads of several clients are under way on it. */
  readonly isPipelined: boolean;
  /** Batches of statements that are not answered. */
  readonly outstanding: number;
  /** It is closed when it is next free. */
  readonly isClosing: boolean;
  readonly ageMs: number;
  /** 0 while it is in use. */
  readonly idleMs: number;
  readonly preparedStatements: number;
}

/** A pool, to be looked at: a copy, that nobody changes. */
export interface PoolView {
  readonly store: string;
  readonly database: string;
  /** That are logged in. */
  readonly clients: number;
  /** That wait for a connection, and how long the first of them has. */
  readonly waiting: number;
  readonly waitedMs: number;
  readonly connecting: number;
  readonly isPaused: boolean;
  readonly servers: readonly ServerView[];
}
