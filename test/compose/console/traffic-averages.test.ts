import { expect, test } from 'vitest';
import { sumTraffic } from '../../../src/admin/index.js';
import { TrafficAverages } from '../../../src/compose/console/traffic-averages.js';

const totals = (statements: number) =>
  new Map([
    [
      'shop',
      {
        ...sumTraffic([]),
        statements,
        transactions: statements / 2,
        queryMs: 3 * statements,
        transactionMs: statements,
      },
    ],
  ]);
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

test('how long things took is of one of them, as in PgBouncer', () => {
  const averages = new TrafficAverages(0);
  averages.turn(60_000, totals(600));
  expect(averages.read(61_000, totals(700))[0]).toMatchObject({ statements: 10, queryMs: 3, transactionMs: 2 });
  averages.turn(120_000, totals(600));
  expect(averages.read(121_000, totals(600))[0]).toMatchObject({ statements: 0, queryMs: 0, transactionMs: 0 });
});

test('counts that went with a worker are no negative rate', () => {
  const averages = new TrafficAverages(0);
  averages.turn(60_000, totals(600));
  averages.turn(120_000, totals(100));
  expect(statementsOf(averages, 121_000, 100)).toBe(0);
});
