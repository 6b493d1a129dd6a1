/**
 * What the console shows, gathered from every process that serves: plain data, which goes from process to process.
 *
 * Invariant: nothing here holds a statement, a parameter or a row.
 */
export interface GatewayLook {
  readonly version: string;
  /** When it was looked, in ms since 1970. */
  readonly nowMs: number;
  readonly isStopping: boolean;
  readonly databases: readonly DatabaseLook[];
  readonly pools: readonly PoolLook[];
  readonly clients: readonly ClientLook[];
  readonly principals: readonly string[];
  readonly config: readonly ConfigEntry[];
  readonly memory: readonly ProcessMemory[];
  readonly averages: readonly DatabaseAverages[];
}

/** A database that clients can name. */
export interface DatabaseLook {
  readonly name: string;
  readonly store: string;
  readonly host: string;
  readonly port: number;
  /** The gateway's own role in the store. */
  readonly role: string;
  readonly poolMode: 'session' | 'transaction';
  readonly poolSize: number;
  readonly poolSizeMin: number;
  readonly reservePoolSize: number;
  readonly serverLifetimeMs: number;
  /** 0: no limit. */
  readonly connectionsMax: number;
  /** 0: no limit. */
  readonly clientsMax: number;
  /** Of clients of one principal; 0: no limit. */
  readonly ofPrincipalMax: number;
  readonly isPaused: boolean;
  readonly isDisabled: boolean;
}

export interface ServerLook {
  /** No other server connection has it. */
  readonly id: number;
  readonly processId: number;
  readonly state: 'active' | 'idle' | 'being_canceled';
  readonly isClosing: boolean;
  readonly ageMs: number;
  /** 0 while it is in use. */
  readonly idleMs: number;
  readonly preparedStatements: number;
}

/** A pool of one process. */
export interface PoolLook {
  readonly store: string;
  readonly database: string;
  readonly waiting: number;
  readonly waitedMs: number;
  readonly connecting: number;
  readonly isPaused: boolean;
  readonly servers: readonly ServerLook[];
  readonly totals: TrafficTotals;
}

/** Since the pool was made. */
export interface TrafficTotals {
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

export interface ClientLook {
  /** No other client has it, in whichever process. */
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly encrypted: boolean;
  /** Null while it logs in. */
  readonly principal: string | null;
  readonly store: string | null;
  readonly database: string | null;
  readonly applicationName: string | null;
  readonly state: 'login' | 'active' | 'idle' | 'waiting';
  readonly serverProcessId: number | null;
  readonly connectedMs: number;
}

export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  readonly default: string;
  /** A reload changes it. */
  readonly isChangeable: boolean;
}

/** In bytes. */
export interface ProcessMemory {
  readonly name: string;
  readonly resident: number;
  readonly heapTotal: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** In the last whole period, of a database: a second; of `queryMs` and `transactionMs`, a statement and a transaction. */
export interface DatabaseAverages extends TrafficTotals {
  readonly database: string;
}
