import { expect, test } from 'vitest';
import { TrafficAverages } from '../../../src/compose/console/traffic-averages.js';

const totals = (statements: number) =>
  new Map([['shop', { answers: statements, statements, waitedMs: 0, bytesSent: 0, bytesReceived: 0 }]]);
const statementsOf = (averages: TrafficAverages, nowMs: number, statements: number) =>
  averages.read(nowMs, totals(statements))[0]?.statements;

test('before a period has passed they are since the start, then of the last whole period', () => {
  const averages = new TrafficAverages(0);
  expect(statementsOf(averages, 10_000, 50)).toBe(5);
  averages.turn(60_000, totals(600));
  expect(statementsOf(averages, 90_000, 10_000)).toBe(10);
  averages.turn(120_000, totals(660));
  expect(statementsOf(averages, 121_000, 700)).toBe(1);
});

test('counts that went with a worker are no negative rate', () => {
  const averages = new TrafficAverages(0);
  averages.turn(60_000, totals(600));
  averages.turn(120_000, totals(100));
  expect(statementsOf(averages, 121_000, 100)).toBe(0);
});
