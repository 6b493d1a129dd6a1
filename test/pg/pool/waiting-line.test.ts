import { expect, test } from 'vitest';
import { defaultPoolOptions } from '../../../src/pg/index.js';
import { onlooker, type PoolUser } from '../../../src/pg/pool/pool-user.js';
import { Variant } from '../../../src/pg/pool/variant.js';
import { WaitingLine } from '../../../src/pg/pool/waiting-line.js';

interface Waiting {
  readonly user: PoolUser;
  readonly told: string[];
}

function waiting(): Waiting {
  const told: string[] = [];
  const user = onlooker(
    () => told.push('granted'),
    (error) => told.push(error.message),
  );
  return { user: { ...user, isKeptWaiting: () => told.push('waits') }, told };
}

const [one, other] = [new Variant(new Map()), new Variant(new Map())];
const options = { ...defaultPoolOptions, waitNotifyMs: 100, waitTimeoutMs: 1_000 };

test('who waits for long is told once, and sent away in the end', () => {
  const line = new WaitingLine();
  const { user, told } = waiting();
  line.add(user, one);
  const nowMs = performance.now();
  line.check(nowMs + 50, options);
  expect(told).toEqual([]);
  line.check(nowMs + 150, options);
  line.check(nowMs + 250, options);
  expect(told).toEqual(['waits']);
  expect(line.waitedMs(nowMs + 250)).toBeGreaterThan(249);
  line.check(nowMs + 1_100, options);
  expect(told).toEqual(['waits', 'terminating connection due to `query_wait_timeout`']);
  expect([line.size, line.has(user), line.waitedMs(nowMs)]).toEqual([0, false, 0]);
});

test('they are served in the order in which they came, and who leaves meanwhile is left out', () => {
  const line = new WaitingLine();
  const all = [waiting(), waiting(), waiting()].map(({ user }) => user);
  for (const user of all) line.add(user, one);
  const seen: PoolUser[] = [];
  for (const [user] of line) {
    seen.push(user);
    line.leave(all[1] as PoolUser);
  }
  expect(seen).toEqual([all[0], all[2]]);
});

test('all are sent away, or those of one variant', () => {
  const line = new WaitingLine();
  const [first, second] = [waiting(), waiting()];
  line.add(first.user, one);
  line.add(second.user, other);
  line.deny(new Error('no such setting'), other);
  expect([first.told, second.told]).toEqual([[], ['no such setting']]);
  line.deny(new Error('away'), null);
  expect(first.told).toEqual(['away']);
});
