import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeKeeping } from './generate/keep.js';
import { makeReading } from './generate/statement.js';
import { makeWriting } from './generate/write.js';
import { type Bench, interrogate, openBench, printReport, type Report } from './oracle.js';
import type { AskerName } from './policy.js';

/**
 * The masked-copy oracle and indistinguishability at once: each statement is asked of stores with different secrets through
 * the gate, and of a physical copy of what the asker may see. `npm run test:oracle` asks more of them; ORACLE_STATEMENTS and
 * ORACLE_SEED say how many, and which.
 */
const total = Number(process.env.ORACLE_STATEMENTS ?? 1_000);
const seed = Number(process.env.ORACLE_SEED ?? 20_260);
const timeout = 60_000 + total * 120;

const shares: Readonly<
  Record<AskerName, { readonly reading: number; readonly writing: number; readonly keeping: number }>
> = {
  mailer: { reading: 0.31, writing: 0.1, keeping: 0.04 },
  analyst: { reading: 0.18, writing: 0.05, keeping: 0.02 },
  clerk: { reading: 0.18, writing: 0.1, keeping: 0.02 },
};

const reports: Report[] = [];

describe.each(Object.entries(shares))('%s', (name, share) => {
  const asker = name as AskerName;
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(asker);
  });

  afterAll(() => bench.close());

  test.each([
    ['reads', makeReading, share.reading],
    ['writes', makeWriting(asker), share.writing],
    // Last: what knows temporary tables is planned anew each time.
    ['keeps', makeKeeping, share.keeping],
  ] as const)(
    '%s what a copy of its permitted view answers',
    async (what, make, part) => {
      const count = Math.ceil(total * part);
      const report = await interrogate(bench, { seed: seed + asker.length, count, make });
      const printed = printReport(`${asker} ${what}`, report);
      if (total > 1_000) process.stdout.write(`${printed}\n`);
      expect(report.findings, printed).toEqual([]);
      // The statements must be worth asking: most are right, and most of these find rows.
      expect(report.accepted, printed).toBeGreaterThan(count * 0.8);
      expect(report.telling, printed).toBeGreaterThan(report.accepted * 0.4);
      reports.push(report);
    },
    timeout,
  );
});

test('what PostgreSQL accepts is seldom refused', () => {
  const accepted = reports.reduce((sum, report) => sum + report.accepted, 0);
  const refused = reports.flatMap((report) => [...report.refused.values()]).reduce((sum, { count }) => sum + count, 0);
  expect(accepted).toBeGreaterThan(total * 0.9);
  expect(refused / accepted).toBeLessThan(0.05);
});
