import type { Value } from '../column.js';
import type { GatewayLook, TrafficTotals } from '../look.js';

/** PgBouncer's numbers of traffic, in its order, less what it puts before each name. */
export const trafficNames = [
  'server_assignment_count',
  'xact_count',
  'query_count',
  'received',
  'sent',
  'xact_time',
  'query_time',
  'wait_time',
  'client_parse_count',
  'server_parse_count',
  'bind_count',
  'client_login_count',
] as const;

/** `SHOW STATS_TOTALS` and `SHOW STATS_AVERAGES` call two of them otherwise. */
export const subsetNames = trafficNames.map((name) =>
  name === 'received' || name === 'sent' ? `bytes_${name}` : name,
);

export const nothing: TrafficTotals = {
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

/** The numbers of `trafficNames`, times in microseconds. Received and sent are as the clients' side has them. */
export function trafficValues(of: TrafficTotals): Value[] {
  const times = [of.transactionMs, of.queryMs, of.waitedMs].map((ms) => Math.round(1000 * ms));
  const counts = [of.assignments, of.transactions, of.statements, of.bytesSent, of.bytesReceived];
  return [...counts, ...times, of.clientParses, of.serverParses, of.binds, of.logins];
}

export function sum(all: readonly TrafficTotals[]): TrafficTotals {
  const names = Object.keys(nothing) as (keyof TrafficTotals)[];
  const entries = names.map((name) => [name, all.reduce((total, one) => total + one[name], 0)]);
  return Object.fromEntries(entries) as Record<keyof TrafficTotals, number>;
}

/** By database: what its pools did in all, and a second in the last period. */
export function trafficByDatabase({ databases, pools, averages }: GatewayLook) {
  return [...new Set(databases.map(({ name }) => name))].map((name) => ({
    name,
    totals: sum(pools.filter(({ database }) => database === name).map(({ totals }) => totals)),
    averages: averages.find(({ database }) => database === name) ?? nothing,
  }));
}
