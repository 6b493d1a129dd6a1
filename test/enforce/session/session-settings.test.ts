import { expect, test } from 'vitest';
import { SessionSettings } from '../../../src/enforce/session/session-settings.js';

const first = { searchPath: 'public', purpose: 'a' };
const path = (text: string | null, local = false) => ({ kind: 'search_path', text, local }) as const;
const purpose = (name: string | null, local = false) => ({ kind: 'purpose', purpose: name, local }) as const;

test('what is set holds at once, and after the commit', () => {
  const settings = new SessionSettings(first);
  settings.apply(path('x'));
  settings.apply(purpose('b'));
  expect(settings.values).toEqual({ searchPath: 'x', purpose: 'b' });
  settings.transactionEnded(false);
  expect(settings.values).toEqual({ searchPath: 'x', purpose: 'b' });
});

test('a rollback brings back what held before the transaction', () => {
  const settings = new SessionSettings(first);
  settings.apply(path('x'));
  settings.transactionEnded(false);
  settings.apply(path('y'));
  settings.apply(purpose('b', true));
  settings.transactionEnded(true);
  expect(settings.values).toEqual({ searchPath: 'x', purpose: 'a' });
});

test('SET LOCAL ends with its transaction, however that ends', () => {
  for (const rolledBack of [true, false]) {
    const settings = new SessionSettings(first);
    settings.apply(path('x', true));
    expect(settings.values.searchPath).toBe('x');
    settings.transactionEnded(rolledBack);
    expect(settings.values.searchPath).toBe('public');
  }
});

test('a SET after a SET LOCAL wins', () => {
  const settings = new SessionSettings(first);
  settings.apply(path('local', true));
  settings.apply(purpose('kept', true));
  settings.apply(path('session'));
  expect(settings.values).toEqual({ searchPath: 'session', purpose: 'kept' });
  settings.transactionEnded(false);
  expect(settings.values).toEqual({ searchPath: 'session', purpose: 'a' });
});

test('RESET goes back to what the session began with', () => {
  const settings = new SessionSettings(first);
  settings.apply(path('x'));
  settings.transactionEnded(false);
  settings.apply(path(null));
  settings.apply(purpose(null));
  expect(settings.values).toEqual(first);
});

test('it is known whether something was set in the transaction that runs', () => {
  const settings = new SessionSettings(first);
  expect(settings.isChanged).toBe(false);
  settings.apply(path('x'));
  expect(settings.isChanged).toBe(true);
  settings.transactionEnded(false);
  expect(settings.isChanged).toBe(false);
});

test('the version changes with the values, and only then', () => {
  const settings = new SessionSettings(first);
  const before = settings.version;
  settings.transactionEnded(false);
  settings.apply({ kind: 'prepare', name: 'p', origin: null });
  expect(settings.version).toBe(before);
  settings.apply(path('x', true));
  const within = settings.version;
  expect(within).not.toBe(before);
  settings.transactionEnded(false);
  expect(settings.version).not.toBe(within);
});

test('a branch changes nothing of where it came from', () => {
  const settings = new SessionSettings(first);
  settings.apply(path('x', true));
  const branch = settings.branch();
  expect(branch.values).toEqual(settings.values);
  branch.apply(path('y'));
  expect(settings.values.searchPath).toBe('x');
});
