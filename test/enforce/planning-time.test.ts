import { expect, test } from 'vitest';
import { planStatement, readText } from '../../src/enforce/plan-statements.js';
import { PlanningTime } from '../../src/enforce/planning-time.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { smallSpace } from './small-view.js';

const tooLong = expect.objectContaining({
  code: 'statement_too_complex',
  sqlstate: '54001',
  message: expect.stringContaining('more than 1000 ms'),
});

test('a text may be planned for a second', () => {
  let now = 5_000;
  const time = new PlanningTime(
    () => now,
    () => now,
  );
  time.begin();
  time.check();
  now += 1_000;
  time.check();
  now += 1;
  expect(() => time.check()).toThrow(tooLong);
});

test('the CPU is not asked for before a clock says that it could be much', () => {
  let now = 0;
  let asked = 0;
  const used = () => {
    asked += 1;
    return 5_000 * asked;
  };
  const time = new PlanningTime(used, () => now);
  time.begin();
  now = 99;
  time.check();
  expect(asked).toBe(1);
  now = 100;
  expect(() => time.check()).toThrow(tooLong);
  expect(asked).toBe(2);
});

test('what others use while it rests does not count', () => {
  let now = 0;
  const time = new PlanningTime(
    () => now,
    () => now,
  );
  time.begin();
  now += 600;
  time.rest();
  now += 60_000;
  time.goOn();
  now += 400;
  time.check();
  now += 1;
  expect(() => time.check()).toThrow(tooLong);
});

test.each([1, 2, 3])('planning looks at the time between its stages: %s', (looks) => {
  let now = 0;
  let looked = 0;
  const look = () => {
    looked += 1;
    // The first one is the beginning.
    if (looked > looks) now = 2_000;
    return now;
  };
  const time = new PlanningTime(() => now, look);
  time.begin();
  const read = { ...readText('SELECT id FROM customers', [], defaultStatementLimits), time };
  const [statement] = read.statements;
  if (statement === undefined) throw new Error('no statement');
  const session = {
    purposes: [],
    changed: false,
    rowsMax: null,
    remembered: { prepared: new Map(), cursors: new Map() },
    holds: () => true,
  };
  const plan = () => planStatement(read, statement, smallSpace('analyst').view, session);
  if (looks < 3) expect(plan).toThrow(tooLong);
  else expect(plan().text).toContain('customers');
});
