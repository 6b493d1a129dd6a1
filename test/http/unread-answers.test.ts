import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UnreadAnswers } from '../../src/http/unread-answers.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection of which a test says what was written and what waits. */
class Connection extends EventEmitter {
  bytesWritten = 0;
  writableLength = 0;
  destroyedAt: number | null = null;

  destroy(): void {
    this.destroyedAt ??= performance.now();
    this.emit('close');
  }
}

function watched(afterMs: number) {
  const connection = new Connection();
  const start = performance.now();
  new UnreadAnswers(afterMs).watch(connection as unknown as Socket);
  return { connection, gone: () => (connection.destroyedAt === null ? null : connection.destroyedAt - start) };
}

test('a connection on which nothing waits stays, however long nothing is said', () => {
  const { connection, gone } = watched(1_000);
  connection.bytesWritten = 5_000;
  vi.advanceTimersByTime(100_000);
  expect(gone()).toBeNull();
});

test('one that takes something now and then stays, one that takes nothing is cut, and not before its time', () => {
  const { connection, gone } = watched(1_000);
  vi.advanceTimersByTime(501);
  connection.bytesWritten = connection.writableLength = 9_000;
  for (let taken = 0; taken < 20; taken += 1) {
    vi.advanceTimersByTime(900);
    connection.writableLength -= 100;
  }
  expect(gone()).toBeNull();
  const before = performance.now();
  vi.advanceTimersByTime(950);
  expect(gone()).toBeNull();
  vi.advanceTimersByTime(1_100);
  expect(gone()).not.toBeNull();
  expect((connection.destroyedAt ?? 0) - before).toBeGreaterThanOrEqual(1_000);
});

test('nobody is looked at when nobody is there', () => {
  const { connection } = watched(1_000);
  expect(vi.getTimerCount()).toBe(1);
  connection.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});
