import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from '../oracle/compare.js';
import { type Bench, openBench } from '../oracle/oracle.js';
import { plannerSettings } from '../oracle/planner-settings.js';
import { type AskerName, askers } from '../oracle/policy.js';
import { Random } from '../oracle/random.js';
import { readFixtures, type SqlFixture } from './read-fixtures.js';

/** Each statement is answered as a copy of the asker's permitted view answers it, or refused where the file says so. */
const answered = ['select', 'rows', 'joins', 'subqueries', 'grouping', 'writing', 'barrier'];
const refused = ['reading__refused', 'writing__refused'];

/** What is not to raise is asked under several ways of planning it. */
const plannings = 6;

describe.each(Object.keys(askers) as AskerName[])('for %s', (asker) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(asker);
  });

  afterAll(() => bench.close());

  const mine = (name: string) => readFixtures(name).filter((fixture) => fixture.askers?.includes(asker) !== false);
  const titled = (name: string) => mine(name).map((fixture): [string, SqlFixture] => [fixture.title, fixture]);

  describe.each(answered)('%s', (name) => {
    test.each(titled(name))('%s', async (_title, fixture) => {
      for (let planning = 0; planning < (name === 'barrier' ? plannings : 1); planning += 1) {
        if (planning > 0) await plan(bench, planning);
        await assertSame(bench, fixture);
      }
    });
  });

  describe.each(refused)('%s', (name) => {
    test.each(titled(name))('%s', async (_title, { sql, because }) => {
      for (const channel of bench.stores.values()) {
        const answer = await channel.ask(sql);
        expect(answer).toMatchObject({ kind: 'refused' });
        expect(answer.kind === 'refused' ? answer.message : '').toContain(because ?? '');
      }
    });
  });
});

async function plan(bench: Bench, planning: number): Promise<void> {
  const settings = plannerSettings(new Random(planning));
  for (const channel of bench.stores.values()) await channel.prepare(settings);
}

async function assertSame(bench: Bench, { sql, after, isOrdered }: SqlFixture): Promise<void> {
  const statements = after === null ? [sql] : [sql, after];
  const expected = await bench.copy.askAndUndo(statements);
  for (const [secrets, channel] of bench.stores) {
    const got = await channel.askAndUndo(statements);
    for (const [index, answer] of got.entries()) {
      const other = expected[index];
      expect(other).toMatchObject({ kind: 'rows' });
      const found = other === undefined ? 'no answer' : difference(answer, other, isOrdered);
      expect(found, `with secrets ${secrets}: ${found}\n${channel.sent(sql)}`).toBe(null);
    }
  }
}
