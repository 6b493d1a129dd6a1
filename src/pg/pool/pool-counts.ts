import type { PoolTotals } from './view.js';

/** What a pool counts, as it goes on. */
export type PoolCounts = { -readonly [Name in keyof PoolTotals]: number };

export function newCounts(): PoolCounts {
  return {
    transactions: 0,
    assignments: 0,
    statements: 0,
    queryMs: 0,
    transactionMs: 0,
    waitedMs: 0,
    clientParses: 0,
    serverParses: 0,
    binds: 0,
    logins: 0,
    bytesSent: 0,
    bytesReceived: 0,
  };
}
