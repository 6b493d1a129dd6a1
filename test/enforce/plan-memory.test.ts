import { expect, test } from 'vitest';
import type { ForwardableStatement } from '../../src/enforce/index.js';
import { PlanMemory } from '../../src/enforce/plan-memory.js';
import { keepStatement } from '../../src/enforce/session/statement-cache.js';
import { defaultStatementLimits } from '../../src/sql/index.js';
import { smallSpace } from './small-view.js';

test('what is full is emptied before more is kept', () => {
  let emptied = 0;
  const memory = new PlanMemory(() => {
    emptied += 1;
  }, 100);
  memory.keep(60);
  memory.keep(40);
  expect(emptied).toBe(0);
  memory.keep(1);
  expect(emptied).toBe(1);
  memory.keep(99);
  expect(emptied).toBe(1);
  memory.keep(1);
  expect(emptied).toBe(2);
});

test('the texts of plans count, those that are sent too', () => {
  const kept: number[] = [];
  const memory = { keep: (bytes: number) => kept.push(bytes) } as unknown as PlanMemory;
  const space = { ...smallSpace('analyst'), memory };
  const statement = { bytes: Buffer.alloc(1_000) } as unknown as ForwardableStatement;
  const asked = { parameterTypes: [], changed: false, limits: defaultStatementLimits };
  keepStatement(space, { ...asked, text: 'SELECT 1' }, statement);
  expect(kept).toEqual([1_008]);
  expect(space.plans.size).toBe(1);
  keepStatement(space, { ...asked, text: 'x'.repeat(70_000) }, statement);
  expect(space.plans.size).toBe(1);
});
