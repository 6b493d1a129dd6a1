import { expect, test } from 'vitest';
import { unknownUse } from '../../../src/enforce/connection/connection-use.js';
import { carriedSettings, nothingCarried } from '../../../src/pg/pool/carried-settings.js';
import { SessionTraces } from '../../../src/pg/pool/session-traces.js';

const first = carriedSettings(new Map([['application_name', 'tests']]));
const set = (name: string, value: string | null, local = false) => ({
  ...unknownUse,
  uncertain: false,
  settings: [{ name, value, local }],
});

function traces(): { traces: SessionTraces; pins: string[] } {
  const pins: string[] = [];
  return { traces: new SessionTraces(first, (reason) => pins.push(reason)), pins };
}

test('a setting goes with the client when its transaction has ended well', () => {
  for (const rolledBack of [false, true]) {
    const { traces: one } = traces();
    one.holds(nothingCarried);
    one.executes(set('work_mem', '1MB'));
    one.endsBatch();
    expect(one.settings).toBe(first);
    expect(one.changesSettings).toBe(true);
    one.ready();
    one.transactionEnded(true, rolledBack);
    expect(one.settings.values.get('work_mem')).toBe(rolledBack ? undefined : '1MB');
    expect(one.serverSettings.values.has('work_mem')).toBe(!rolledBack);
    expect(one.changesSettings).toBe(false);
  }
});

test('of a pipeline, what has ended counts, and no more', () => {
  const { traces: one } = traces();
  one.executes(set('work_mem', '1MB'));
  one.endsBatch();
  one.executes(set('work_mem', '2MB'));
  one.endsBatch();
  one.ready();
  one.transactionEnded(false, false);
  expect(one.settings.values.get('work_mem')).toBe('1MB');
  one.ready();
  one.transactionEnded(true, true);
  expect(one.settings.values.get('work_mem')).toBe('1MB');
  expect(one.owed).toBe(0);
});

test('SET LOCAL says how its own transaction is read, and nothing else', () => {
  const { traces: one } = traces();
  const before = one.readingKey;
  one.executes(set('search_path', 'other', true));
  const within = one.readingKey;
  expect(within).not.toBe(before);
  one.endsBatch();
  one.ready();
  one.transactionEnded(true, false);
  expect(one.readingKey).toBe(before);
  one.executes(set('search_path', 'other', true));
  expect([before, within]).not.toContain(one.readingKey);
  expect(one.settings).toBe(first);
});

test('a pin is told once, and DISCARD ALL ends it unless it is rolled back', () => {
  const { traces: one, pins } = traces();
  one.executes({ ...unknownUse, pins: 'temporary' });
  one.executes({ ...unknownUse, pins: 'listen' });
  expect(pins).toEqual(['temporary']);
  expect([one.isPinned, one.isUncertain]).toEqual([true, true]);
  for (const rolledBack of [true, false]) {
    one.executes({ ...unknownUse, discardsAll: true });
    one.transactionEnded(true, rolledBack);
    expect(one.isPinned).toBe(rolledBack);
  }
  expect(one.isUncertain).toBe(false);
});

test('settings beside a BEGIN, or behind a ROLLBACK TO, keep the client where it is', () => {
  const mixed = traces();
  mixed.traces.executes({ ...set('work_mem', '1MB'), controlsTransaction: true });
  expect(mixed.pins).toEqual(['setting']);
  const partly = traces();
  partly.traces.executes(set('work_mem', '1MB'));
  partly.traces.executes({ ...unknownUse, rollsBackPart: true });
  partly.traces.transactionEnded(true, false);
  expect(partly.pins).toEqual(['setting']);
});

test('what is looked at is forgotten', () => {
  const { traces: one } = traces();
  one.executes({ ...unknownUse, unknownFunctions: ['f', 'g'] });
  one.uses(['SelectStmt items']);
  expect(one.lookedAt()).toEqual({ isUncertain: true, functions: ['f', 'g'], uses: ['SelectStmt items'] });
  expect([one.isUncertain, one.lookedAt()]).toEqual([false, { isUncertain: false, functions: [], uses: [] }]);
  one.uses(['SelectStmt items']);
  expect(one.isUncertain).toBe(true);
  one.transactionEnded(true, true);
  expect(one.isUncertain).toBe(false);
});

test('what was canceled before it ran has left nothing; what waits behind it counts', () => {
  const { traces: one } = traces();
  one.executes({ ...set('work_mem', '1MB'), pins: 'temporary', uncertain: true });
  one.endsBatch();
  one.executes(set('work_mem', '2MB'));
  one.endsBatch();
  one.firstCanceled(false);
  one.ready();
  expect([one.isPinned, one.isUncertain]).toEqual([true, true]);
  one.ready();
  one.transactionEnded(true, false);
  expect(one.settings.values.get('work_mem')).toBe('2MB');
  const { traces: alone } = traces();
  alone.executes({ ...set('work_mem', '1MB'), pins: 'temporary', uncertain: true });
  alone.firstCanceled(true);
  expect([alone.isPinned, alone.isUncertain, alone.changesSettings]).toEqual([false, false, false]);
});

test('what two sessions’ transactions set for themselves is told apart', () => {
  const keys = [1, 2].map(() => {
    const { traces: one } = traces();
    one.executes(set('datestyle', 'SQL, DMY', true));
    return one.readingKey;
  });
  expect(new Set(keys).size).toBe(2);
});

test('DISCARD ALL takes back what pins, but for what it leaves in a connection', () => {
  for (const [reason, isPinned] of [
    ['listen', false],
    ['seed', true],
    ['unknown', true],
  ] as const) {
    const { traces: one, pins } = traces();
    one.pinned('listen');
    one.pinned(reason);
    one.executes({ ...unknownUse, uncertain: false, discardsAll: true });
    one.endsBatch();
    one.ready();
    one.transactionEnded(true, false);
    expect([one.isPinned, one.lasts]).toEqual([isPinned, isPinned]);
    expect(pins).toEqual(['listen']);
  }
});
