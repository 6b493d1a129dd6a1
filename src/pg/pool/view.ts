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
  readonly totals: PoolTotals;
}

/** What a pool has done since it was made. */
export interface PoolTotals {
  /** Transactions that have ended; a statement outside of one is one. */
  readonly transactions: number;
  /** How often a client was given a server connection, or a turn on one. */
  readonly assignments: number;
  /** Statements that clients have executed. */
  readonly statements: number;
  /** That servers have executed for clients, and had transactions of theirs open, together. */
  readonly queryMs: number;
  readonly transactionMs: number;
  /** That clients have waited for a connection, together. */
  readonly waitedMs: number;
  /** Parse messages of statements that may be shared: from clients, and to servers. */
  readonly clientParses: number;
  readonly serverParses: number;
  /** Bind messages of them. */
  readonly binds: number;
  /** Clients that have logged in. */
  readonly logins: number;
  /** To servers. */
  readonly bytesSent: number;
  /** From servers. */
  readonly bytesReceived: number;
}

/** A client, to be looked at. */
export interface ClientView {
  /** The same as long as it is connected, and never another's. */
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly encrypted: boolean;
  /** Null while it logs in. */
  readonly principal: string | null;
  readonly purpose: string | null;
  readonly store: string | null;
  readonly database: string | null;
  readonly applicationName: string | null;
  /** `waiting`: for a server connection. `idle` in a transaction is `idle` too. */
  readonly state: 'login' | 'active' | 'idle' | 'waiting';
  /** Of the server connection that is its own now; null: none. */
  readonly serverProcessId: number | null;
  readonly connectedMs: number;
}
