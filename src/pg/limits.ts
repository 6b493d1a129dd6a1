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
}

export const defaultSessionLimits: SessionLimits = {
  loginTimeoutMs: 60_000,
  connectionsMax: 1000,
  heldFrameBytesMax: 64 * 1024 * 1024,
  statementsMax: 10_000,
};
