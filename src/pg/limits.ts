/** Bounds of clients, as they are when one connects. Times are in milliseconds. Names in brackets are the settings'. */
export interface SessionLimits {
  /** The whole of TLS, startup and authentication (`client_login_timeout`). */
  readonly loginTimeoutMs: number;
  /** Clients that may be connected (`max_client_conn`). */
  readonly connectionsMax: number;
  /** The longest message that is looked at as a whole (`max_packet_size`); others stream. */
  readonly heldFrameBytesMax: number;
  /** Statements that a client may hold prepared. */
  readonly statementsMax: number;
  /** How long what is sent for them may be together. The process holds up to three times that: their texts, too. */
  readonly statementsBytesMax: number;
}

export const defaultSessionLimits: SessionLimits = {
  loginTimeoutMs: 60_000,
  connectionsMax: 1000,
  heldFrameBytesMax: 64 * 1024 * 1024,
  statementsMax: 10_000,
  // Ten thousand of 3 kB. What a bound of a number alone would hold of texts of 1 MB is 30 GB.
  statementsBytesMax: 32 * 1024 * 1024,
};
