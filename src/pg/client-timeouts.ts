/** How long clients of one store may take, in PgBouncer's names (in brackets) and meanings. Times in ms, 0: as long as they like. */
export interface ClientTimeouts {
  /** From a request to its answer's end (`query_timeout`). */
  readonly queryMs: number;
  /** A session without a transaction that says nothing (`client_idle_timeout`). */
  readonly idleMs: number;
  /** An open transaction in which nothing is said (`idle_transaction_timeout`). */
  readonly idleTransactionMs: number;
  /** A transaction from its first statement to its end; a statement outside of one is one (`transaction_timeout`). */
  readonly transactionMs: number;
}

export const noClientTimeouts: ClientTimeouts = { queryMs: 0, idleMs: 0, idleTransactionMs: 0, transactionMs: 0 };
