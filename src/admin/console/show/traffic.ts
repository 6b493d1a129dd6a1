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

export const nothing: TrafficTotals = { answers: 0, statements: 0, waitedMs: 0, bytesSent: 0, bytesReceived: 0 };

/** The numbers of `trafficNames`. What is not counted is 0. Received and sent are as the clients' side has them. */
export function trafficValues(totals: TrafficTotals): Value[] {
  const { answers, statements, waitedMs, bytesSent, bytesReceived } = totals;
  return [answers, answers, statements, bytesSent, bytesReceived, 0, 0, 1000 * waitedMs, 0, 0, 0, 0];
}

export function sum(all: readonly TrafficTotals[]): TrafficTotals {
  return all.reduce(
    (one, other) => ({
      answers: one.answers + other.answers,
      statements: one.statements + other.statements,
      waitedMs: one.waitedMs + other.waitedMs,
      bytesSent: one.bytesSent + other.bytesSent,
      bytesReceived: one.bytesReceived + other.bytesReceived,
    }),
    nothing,
  );
}

/** By database: what its pools did in all, and a second in the last period. */
export function trafficByDatabase({ databases, pools, averages }: GatewayLook) {
  return [...new Set(databases.map(({ name }) => name))].map((name) => ({
    name,
    totals: sum(pools.filter(({ database }) => database === name).map(({ totals }) => totals)),
    averages: averages.find(({ database }) => database === name) ?? nothing,
  }));
}
