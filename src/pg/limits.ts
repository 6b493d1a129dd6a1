/** Bounds of the listener and its sessions. Times are in milliseconds, 0: none. Names in brackets are the settings'. */
export interface SessionLimits {
  /** The whole of TLS, startup and authentication (`client_login_timeout`). */
  readonly loginTimeoutMs: number;
  /** Clients that may be connected (`max_client_conn`). */
  readonly connectionsMax: number;
  /** The longest message that is looked at as a whole (`max_packet_size`); others stream. */
  readonly heldFrameBytesMax: number;
  /** From a request to its answer's end (`query_timeout`). */
  readonly queryTimeoutMs: number;
  /** A session without a transaction that says nothing (`client_idle_timeout`). */
  readonly idleTimeoutMs: number;
  /** An open transaction in which nothing is said (`idle_transaction_timeout`). */
  readonly idleTransactionTimeoutMs: number;
  /** Statements that a client may hold prepared. */
  readonly statementsMax: number;
}

export const defaultSessionLimits: SessionLimits = {
  loginTimeoutMs: 60_000,
  connectionsMax: 1000,
  heldFrameBytesMax: 64 * 1024 * 1024,
  queryTimeoutMs: 0,
  idleTimeoutMs: 0,
  idleTransactionTimeoutMs: 0,
  statementsMax: 10_000,
};
