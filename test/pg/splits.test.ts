import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { ClientPlan } from '../../src/pg/client-plan.js';
import { Conversation } from '../../src/pg/conversation.js';
import { defaultSessionLimits } from '../../src/pg/index.js';
import { Outlet } from '../../src/pg/outlet.js';
import { ServerPlan } from '../../src/pg/server-plan.js';
import {
  backendLengthLimits,
  encodeCommandComplete,
  encodeErrorResponse,
  encodeNoticeResponse,
  encodeNotification,
  encodeParameterStatus,
  encodeReadyForQuery,
  Framer,
  frameBytes,
  frontendLengthLimits,
} from '../../src/pgwire/index.js';
import { FakeGate, type FakeGateSession } from './fake-gate.js';
import { ask, say } from './raw-client.js';
import { RecordingObserver } from './recording-observer.js';

const rowDescription = frameBytes(0x54, Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18, 1));
const row = frameBytes(0x44, Buffer.from([0, 1, 0, 0, 0, 1, 0x78]));
const error = (code: string, text = 'no'): Buffer =>
  encodeErrorResponse(
    new Map([
      ['S', 'ERROR'],
      ['V', 'ERROR'],
      ['C', code],
      ['M', text],
    ]),
  );
const idle = encodeReadyForQuery('I');
const [parsed, bound, closed] = [0x31, 0x32, 0x33].map((type) => frameBytes(type)) as [Buffer, Buffer, Buffer];

/** A whole conversation, as the two sides would hold it: who says what, in turn. */
const turns: readonly ['client' | 'server', Buffer][] = [
  ['client', say.query('SELECT a /* rewrite(a=>b, c) */')],
  ['server', Buffer.concat([rowDescription, row, row, encodeCommandComplete('SELECT 2'), idle])],
  [
    'client',
    Buffer.concat([say.parse('SELECT ä', 'näme'), say.bind('näme', 'p', ['x']), say.execute('p', 1), say.sync]),
  ],
  ['server', Buffer.concat([parsed, bound, rowDescription, row, frameBytes(0x73), idle])],
  ['client', Buffer.concat([say.query('SELECT 1 /* refuse */'), say.query('BEGIN')])],
  ['server', Buffer.concat([error('42703'), idle, encodeCommandComplete('BEGIN'), encodeReadyForQuery('T')])],
  ['client', Buffer.concat([ask('SELECT 1'), ask('SELECT 2 /* refuse */'), ask('SELECT 3'), say.flush, say.sync])],
  ['server', Buffer.concat([parsed, bound, rowDescription, row, encodeCommandComplete('SELECT 1'), error('42703')])],
  ['server', encodeReadyForQuery('E')],
  ['client', Buffer.concat([say.query('ROLLBACK'), say.closeStatement('näme'), say.sync])],
  ['server', Buffer.concat([encodeCommandComplete('ROLLBACK'), idle, closed, idle])],
  ['client', Buffer.concat([say.query('COPY t FROM STDIN'), say.copyData('1\n2\n'), say.copyDone])],
  ['server', Buffer.concat([frameBytes(0x47, Buffer.from([0, 0, 0])), encodeCommandComplete('COPY 2'), idle])],
  ['client', say.query('COPY t TO STDOUT -- protected')],
  ['server', Buffer.concat([frameBytes(0x48, Buffer.from([0, 0, 0])), frameBytes(0x64, Buffer.from('1\n'))])],
  [
    'server',
    encodeNoticeResponse(
      new Map([
        ['S', 'NOTICE'],
        ['M', 'SECRET'],
      ]),
    ),
  ],
  ['server', Buffer.concat([frameBytes(0x63), encodeCommandComplete('COPY 1'), idle])],
  ['server', encodeNotification({ processId: 1, channel: 'hidden', payload: 'SECRET' })],
  ['server', encodeNotification({ processId: 1, channel: 'open', payload: 'x' })],
  ['server', encodeParameterStatus({ name: 'TimeZone', value: 'UTC' })],
  ['client', Buffer.concat([ask('SELECT 1 -- protected'), say.closePortal(), say.sync, say.query('')])],
  [
    'server',
    Buffer.concat([parsed, bound, rowDescription, row, error('22P02', 'SECRET'), idle, frameBytes(0x49), idle]),
  ],
  ['client', say.terminate],
];

interface Outcome {
  readonly toServer: string;
  readonly toClient: string;
  readonly asked: readonly string[];
  readonly sent: readonly string[];
  readonly states: readonly string[];
  readonly observed: string;
}

/** Holds the conversation, each turn cut into chunks, and tells what came out on both sides. */
function hold(cut: (turn: Buffer, index: number) => Buffer[]): Outcome {
  const gate = new FakeGate();
  const facts = {
    principal: 'app',
    purpose: null,
    store: 'shop',
    database: 'd',
    parameters: new Map<string, string>(),
  };
  const session = gate.open(facts) as FakeGateSession;
  const observer = new RecordingObserver();
  const capture = (into: Buffer[]): Outlet =>
    new Outlet(
      new Writable({
        write(chunk, _encoding, callback) {
          into.push(chunk);
          callback();
        },
      }),
    );
  const server: Buffer[] = [];
  const client: Buffer[] = [];
  const conversation = new Conversation({
    gate: session,
    store: 'shop',
    limits: defaultSessionLimits,
    observer,
    toServer: capture(server),
    pool: null,
    toClient: capture(client),
  });
  const unexpected = (): never => {
    throw new Error('not expected here');
  };
  const clientPlan = new ClientPlan(conversation, {
    refresh: unexpected,
    settle: unexpected,
    goOnLater: unexpected,
    hasRoom: true,
    awaitsAnswers: false,
    waitForRoom: unexpected,
    endTurn: () => {},
    holdClient: unexpected,
    holdForPrepared: unexpected,
    prepared: unexpected,
  });
  const serverPlan = new ServerPlan(conversation, {
    stopOverrun: unexpected,
    overrunEnded: () => {},
    ready: () => {},
  });
  const framers = {
    client: new Framer('frontend', frontendLengthLimits, clientPlan),
    server: new Framer('backend', backendLengthLimits, serverPlan),
  };
  for (const [index, [who, bytes]] of turns.entries()) {
    for (const chunk of cut(bytes, index)) {
      // A slow machine may end a turn in the middle.
      for (let from = 0; from < chunk.length; ) from = framers[who].push(chunk, from);
      conversation.toServer.flush();
      conversation.toClient.flush();
    }
  }
  expect(framers.client.atBoundary && framers.server.atBoundary).toBe(true);
  expect(conversation.outstanding.isEmpty).toBe(true);
  return {
    toServer: Buffer.concat(server).toString('latin1'),
    toClient: Buffer.concat(client).toString('latin1'),
    asked: session.asked,
    sent: session.sentTexts,
    states: session.states,
    observed: JSON.stringify([observer.verdicts, observer.reasons, observer.scrubs, observer.rowCount]),
  };
}

test('a conversation comes out the same wherever its bytes are split', () => {
  const whole = hold((turn) => [turn]);
  expect(whole.toClient).not.toContain('SECRET');
  expect(whole.toServer).not.toContain('refuse */');
  expect(whole.toServer).toContain('SELECT b, c');
  expect(whole.states).toEqual(['I', 'I', 'I!', 'T', 'E', 'I!', 'I', 'I', 'I', 'I!', 'I']);
  for (const [index, [, bytes]] of turns.entries()) {
    for (let at = 1; at < bytes.length; at++) {
      const split = hold((turn, turnIndex) =>
        turnIndex === index ? [turn.subarray(0, at), turn.subarray(at)] : [turn],
      );
      expect(split).toEqual(whole);
    }
  }
  expect(hold((turn) => Array.from(turn, (byte) => Buffer.of(byte)))).toEqual(whole);
});
