import { beforeEach, expect, test } from 'vitest';
import type { Conversation } from '../../src/pg/conversation.js';
import { type ClientTimeouts, noClientTimeouts } from '../../src/pg/index.js';
import { SessionClock, type SessionMoment } from '../../src/pg/session-clock.js';

const quiet: SessionMoment = { isExecuting: false, isWaiting: false, isAdrift: false, wasHeard: false };

let nowMs: number;
let timeouts: ClientTimeouts;
let conversation: Pick<Conversation, 'status' | 'busySince' | 'transactionSince'>;
let clock: SessionClock;

beforeEach(() => {
  nowMs = performance.now();
  timeouts = noClientTimeouts;
  conversation = { status: 'I', busySince: nowMs, transactionSince: nowMs };
  clock = new SessionClock(conversation as Conversation, () => timeouts);
});

const look = (afterMs: number, moment: Partial<SessionMoment> = {}) => {
  const error = clock.look(nowMs + afterMs, { ...quiet, ...moment });
  return error === null ? null : (error.sqlstate ?? error.code);
};

test('without limits nothing takes too long', () => {
  expect(look(1e9)).toBeNull();
  expect(look(1e9, { isExecuting: true })).toBeNull();
  conversation.status = 'T';
  expect(look(1e9)).toBeNull();
});

test('what was heard begins a silence anew, and limits that a reload brings count at once', () => {
  timeouts = { ...noClientTimeouts, idleMs: 100, idleTransactionMs: 50 };
  expect(look(90)).toBeNull();
  expect(look(150, { wasHeard: true })).toBeNull();
  expect(look(240)).toBeNull();
  expect(look(260)).toBe('57P05');
  timeouts = noClientTimeouts;
  expect(look(270)).toBeNull();
  timeouts = { ...noClientTimeouts, idleTransactionMs: 50 };
  expect(look(270)).toBeNull();
  conversation.status = 'T';
  expect(look(270)).toBe('25P03');
  // What runs is not idle.
  expect(look(270, { isExecuting: true })).toBeNull();
});

test('a statement is counted from when it was asked, and a transaction from its first', () => {
  timeouts = { ...noClientTimeouts, queryMs: 100, transactionMs: 300 };
  expect(look(90, { isExecuting: true })).toBeNull();
  expect(look(110, { isExecuting: true })).toBe('57014');
  conversation = Object.assign(conversation, { status: 'T', busySince: nowMs + 250 });
  expect(look(290, { isExecuting: true })).toBeNull();
  expect(look(310, { isExecuting: true })).toBe('25P04');
  expect(look(310)).toBe('25P04');
  conversation.status = 'I';
  expect(look(310)).toBeNull();
});

test('a transaction that waits for a connection has not begun', () => {
  timeouts = { ...noClientTimeouts, transactionMs: 100 };
  for (const afterMs of [90, 180, 270]) expect(look(afterMs, { isExecuting: true, isWaiting: true })).toBeNull();
  expect(look(360, { isExecuting: true })).toBeNull();
  expect(look(380, { isExecuting: true })).toBe('25P04');
});

test('an answer that nothing will bring is one that nothing would bring twice', () => {
  expect([look(1, { isAdrift: true }), look(2), look(3, { isAdrift: true })]).toEqual([null, null, null]);
  expect(look(4, { isAdrift: true })).toBe('XX000');
});
