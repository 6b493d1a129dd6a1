import { Writable } from 'node:stream';
import { GatewayError } from '../../src/errors/index.js';
import { ClientPlan } from '../../src/pg/client-plan.js';
import { Conversation } from '../../src/pg/conversation.js';
import { defaultSessionLimits } from '../../src/pg/index.js';
import { Outlet } from '../../src/pg/outlet.js';
import { FatalRefusal } from '../../src/pg/refusal-errors.js';
import { ServerPlan } from '../../src/pg/server-plan.js';
import {
  backendLengthLimits,
  decodeParse,
  decodeQuery,
  encodeCommandComplete,
  encodeErrorResponse,
  encodeNoticeResponse,
  encodeNotification,
  encodeParameterStatus,
  encodeReadyForQuery,
  Framer,
  frameBytes,
  frontend,
  frontendLengthLimits,
} from '../../src/pgwire/index.js';
import type { Random } from '../oracle/random.js';
import { FakeGate, type FakeGateSession } from '../pg/fake-gate.js';
import { ask, say } from '../pg/raw-client.js';
import { RecordingObserver } from '../pg/recording-observer.js';
import type { Target } from './fuzz.js';
import { mutate } from './mutate.js';

/**
 * Bytes of a client and of a server, through the framers and plans of one session. An input is a row of turns: who speaks (one
 * byte, odd for the server), how many bytes follow (two), and what it says.
 */
export const frames: Target = {
  corpus: [],
  make: (random) => {
    const conversation = Buffer.concat(Array.from({ length: random.integer(1, 12) }, () => turn(random)));
    return random.chance(0.3) ? conversation : mutate(conversation, spoken, random);
  },
  tryOut: (input) => {
    const talk = new Talk();
    for (const { isServer, bytes } of turnsIn(input)) {
      if (!talk.say(isServer, bytes)) break;
    }
    return talk.whatIsWrong();
  },
};

function turn(random: Random): Buffer {
  const isServer = random.chance(0.5);
  const said = Array.from({ length: random.integer(1, 4) }, () => random.pick(isServer ? servers : clients));
  const bytes = random.chance(0.2) ? mutate(Buffer.concat(said), spoken, random) : Buffer.concat(said);
  const head = Buffer.alloc(3);
  head[0] = isServer ? 1 : 0;
  head.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function* turnsIn(input: Buffer): Iterable<{ readonly isServer: boolean; readonly bytes: Buffer }> {
  for (let at = 0; at + 3 <= input.length; ) {
    const length = input.readUInt16BE(at + 1);
    yield { isServer: ((input[at] ?? 0) & 1) === 1, bytes: input.subarray(at + 3, at + 3 + length) };
    at += 3 + length;
  }
}

const clients: readonly Buffer[] = [
  say.query('SELECT 1'),
  say.query('SELECT 1 /* refuse */'),
  say.query('SELECT 2 /* limit(1) */'),
  say.query('SELECT 2 /* stale */'),
  say.query('SET a /* changes */'),
  say.query(''),
  say.query('SELECT 1 /* throw */'),
  say.query('SELECT 1 /* fatal */'),
  say.parse('SELECT $1 /* refuse */', 'p'),
  say.parse('SELECT $1', 'p', [23, 0]),
  say.parse('SELECT $1 /* syntax */'),
  say.bind('p', 'q', ['1']),
  say.bind('', '', [null, Buffer.from([0])]),
  say.execute('q', 1),
  say.execute(),
  say.describeStatement('p'),
  say.describePortal('q'),
  say.closeStatement('p'),
  say.closePortal('q'),
  say.copyData('1\n'),
  say.copyDone,
  say.copyFail('no'),
  say.flush,
  say.sync,
  say.sync,
  say.terminate,
  say.functionCall,
  ask('SELECT 1'),
  ask('SELECT 2 /* refuse */'),
];

const fields = (code: string) =>
  new Map([
    ['S', 'ERROR'],
    ['V', 'ERROR'],
    ['C', code],
    ['M', 'no "such"'],
    ['P', '3'],
  ]);

const servers: readonly Buffer[] = [
  frameBytes(0x54, Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18, 1)),
  frameBytes(0x44, Buffer.from([0, 1, 0, 0, 0, 1, 0x78])),
  frameBytes(0x44, Buffer.from([0, 0])),
  encodeCommandComplete('SELECT 1'),
  encodeCommandComplete('ROLLBACK'),
  encodeReadyForQuery('I'),
  encodeReadyForQuery('I'),
  encodeReadyForQuery('T'),
  encodeReadyForQuery('E'),
  encodeErrorResponse(fields('42703')),
  encodeErrorResponse(fields('57P01')),
  encodeNoticeResponse(fields('01000')),
  encodeNotification({ processId: 1, channel: 'c', payload: 'x' }),
  encodeParameterStatus({ name: 'TimeZone', value: 'UTC' }),
  ...[0x31, 0x32, 0x33, 0x49, 0x6e, 0x73, 0x63].map((type) => frameBytes(type)),
  frameBytes(0x74, Buffer.from([0, 1, 0, 0, 0, 23])),
  frameBytes(0x47, Buffer.from([0, 0, 0])),
  frameBytes(0x48, Buffer.from([0, 0, 0])),
  frameBytes(0x64, Buffer.from('1\n')),
  frameBytes(0x56, Buffer.from([0xff, 0xff, 0xff, 0xff])),
];

const spoken: readonly Buffer[] = [...clients, ...servers];

/** One session between a client and a server that may say anything. */
class Talk {
  readonly #toServer: Buffer[] = [];
  readonly #conversation: Conversation;
  readonly #clientPlan: ClientPlan;
  readonly #client: Framer;
  readonly #server: Framer;
  #isStale = false;
  #isClientHeld = false;

  constructor() {
    const facts = { principal: 'app', purpose: null, store: 'shop', database: 'd', parameters: new Map() };
    const gate = new FakeGate().open(facts) as FakeGateSession;
    this.#conversation = new Conversation({
      gate,
      store: 'shop',
      limits: defaultSessionLimits,
      observer: new RecordingObserver(),
      toServer: capture(this.#toServer),
      pool: null,
      toClient: capture([]),
    });
    this.#clientPlan = new ClientPlan(this.#conversation, {
      refresh: () => {
        this.#isStale = true;
      },
      settle: () => {
        this.#isClientHeld = true;
      },
      hasRoom: true,
      awaitsAnswers: false,
      waitForRoom: () => {},
      goOnLater: () => {
        this.#isClientHeld = true;
      },
      holdClient: () => {
        this.#isClientHeld = true;
      },
      endTurn: () => {},
      holdForPrepared: () => {
        this.#isClientHeld = true;
      },
      prepared: () => {},
    });
    const serverPlan = new ServerPlan(this.#conversation, {
      stopOverrun: () => {
        this.#isClientHeld = true;
        return true;
      },
      overrunEnded: () => {},
      ready: () => {},
    });
    this.#client = new Framer('frontend', frontendLengthLimits, this.#clientPlan);
    this.#server = new Framer('backend', backendLengthLimits, serverPlan);
  }

  /** False when the connection would be closed now. */
  say(isServer: boolean, bytes: Buffer): boolean {
    if (!isServer && this.#isClientHeld) return true;
    try {
      this.#push(isServer ? this.#server : this.#client, bytes);
      return !this.#conversation.terminating;
    } catch (fault) {
      if (fault instanceof GatewayError || fault instanceof FatalRefusal) return false;
      throw fault;
    } finally {
      this.#conversation.toServer.flush();
      this.#conversation.toClient.flush();
    }
  }

  #push(framer: Framer, bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !(framer === this.#client && this.#isClientHeld)) {
      at = framer.push(bytes, at);
      if (!this.#isStale) continue;
      this.#isStale = false;
      void this.#conversation.gate.refresh();
      this.#clientPlan.resume(null, true);
    }
  }

  /** What reached the server that the gate did not let through, or that is no row of messages. */
  whatIsWrong(): string | null {
    const said = Buffer.concat(this.#toServer);
    for (let at = 0; at + 5 <= said.length; ) {
      const type = said[at];
      const length = said.readUInt32BE(at + 1);
      if (length < 4 || (frontendLengthLimits[type ?? 0] ?? 0) < length) return 'the server is sent broken frames';
      const end = at + 1 + length;
      // The name of a statement and the types of its parameters are the client's to say.
      const text =
        type === frontend.query
          ? decodeQuery(said, at, end).text
          : type === frontend.parse
            ? decodeParse(said, at, end).text
            : '';
      if (text.includes('/* refuse */')) return 'a refused statement reached the server';
      at = end;
    }
    return null;
  }
}

function capture(into: Buffer[]): Outlet {
  return new Outlet(
    new Writable({
      write(chunk, _encoding, callback) {
        into.push(chunk);
        callback();
      },
    }),
  );
}
