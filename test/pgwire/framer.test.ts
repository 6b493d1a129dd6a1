import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors/index.js';
import {
  type FrameReceiver,
  Framer,
  type FrameVerdict,
  frameBytes,
  frontend,
  frontendLengthLimits,
  HOLD,
  PASS,
  PASS_AND_HALT,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
  WAIT,
} from '../../src/pgwire/index.js';

/** Treats each message by its type, and writes down what it sees. */
class Recorder implements FrameReceiver {
  readonly calls: string[] = [];
  readonly passed: Buffer[] = [];
  readonly treatments: Readonly<Record<number, Treatment>>;
  readonly verdict: FrameVerdict;

  constructor(treatments: Readonly<Record<number, Treatment>>, verdict: FrameVerdict = PASS) {
    this.treatments = treatments;
    this.verdict = verdict;
  }

  begin(type: number, bodyBytes: number): Treatment {
    this.calls.push(`begin ${type} ${bodyBytes}`);
    return this.treatments[type] ?? PASS;
  }
  peek(type: number, bytes: Buffer, start: number, end: number, bodyBytes: number): FrameVerdict {
    const wanted = Math.min(this.treatments[type]!, bodyBytes);
    expect(end - start).toBeGreaterThanOrEqual(5 + wanted);
    this.calls.push(`peek ${bytes.subarray(start, start + 5 + wanted).toString('hex')}`);
    return this.verdict;
  }
  frame(_type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    this.calls.push(`frame ${bytes.subarray(start, end).toString('hex')}`);
    return this.verdict;
  }
  pass(bytes: Buffer, start: number, end: number): void {
    expect(end).toBeGreaterThan(start);
    this.passed.push(bytes.subarray(start, end));
  }
  get output(): string {
    return Buffer.concat(this.passed).toString('hex');
  }
}

const framerOf = (receiver: FrameReceiver): Framer => new Framer('frontend', frontendLengthLimits, receiver);

/** Query held, Bind peeked at, Close skipped, the rest passed. */
const mixed = { [frontend.query]: HOLD, [frontend.bind]: 3, [frontend.close]: SKIP, [frontend.execute]: 0 };

const message = fc
  .tuple(
    fc.constantFrom(frontend.query, frontend.bind, frontend.close, frontend.execute, frontend.copyData, frontend.sync),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([type, body]) => frameBytes(type, Buffer.from(body)));

/** Cuts `bytes` at the given places. */
function chunksOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

describe('any split of the same bytes', () => {
  test('gives the same calls and the same output', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.constantFrom<FrameVerdict>(PASS, SKIP, PASS_AND_HALT, SKIP_AND_HALT),
        (messages, cuts, verdict) => {
          const bytes = Buffer.concat(messages);
          const whole = new Recorder(mixed, verdict);
          feed(framerOf(whole), [bytes]);
          const split = new Recorder(mixed, verdict);
          const framer = framerOf(split);
          feed(framer, chunksOf(bytes, cuts));
          expect(split.calls).toEqual(whole.calls);
          expect(split.output).toBe(whole.output);
          expect(framer.atBoundary).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('at every byte of a conversation', () => {
    const bytes = Buffer.concat([
      frameBytes(frontend.query, Buffer.from('SELECT 1\0')),
      frameBytes(frontend.bind, Buffer.from([0, 0, 0, 1, 2, 3, 4])),
      frameBytes(frontend.close, Buffer.from('Sx\0')),
      frameBytes(frontend.copyData, Buffer.alloc(9, 7)),
      frameBytes(frontend.sync),
    ]);
    const whole = new Recorder(mixed);
    feed(framerOf(whole), [bytes]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const split = new Recorder(mixed);
      feed(framerOf(split), [bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(split.calls).toEqual(whole.calls);
      expect(split.output).toBe(whole.output);
    }
    expect(whole.output).not.toContain(frameBytes(frontend.close, Buffer.from('Sx\0')).toString('hex'));
  });
});

/** Pushes until all is used, as often as the receiver halts. */
function feed(framer: Framer, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    let from = 0;
    do from = framer.push(chunk, from);
    while (from < chunk.length);
  }
}

test('messages that pass are handed on as one range of the chunk itself', () => {
  const recorder = new Recorder({});
  const chunk = Buffer.concat(Array.from({ length: 100 }, () => frameBytes(frontend.copyData, Buffer.alloc(20))));
  framerOf(recorder).push(chunk);
  expect(recorder.passed).toHaveLength(1);
  expect(recorder.passed[0]).toHaveLength(chunk.length);
  expect(recorder.passed[0]!.buffer).toBe(chunk.buffer);
});

test('a message that passes is not kept: it goes on as its bytes come', () => {
  const recorder = new Recorder({});
  const framer = framerOf(recorder);
  const header = Buffer.from([frontend.copyData, 0x03, 0, 0, 0]);
  framer.push(header);
  framer.push(Buffer.alloc(1000));
  expect(Buffer.concat(recorder.passed)).toHaveLength(1005);
  expect(framer.atBoundary).toBe(false);
  expect(framer.passesPart).toBe(true);
});

test('a halt stops behind the message, and the rest can be pushed later', () => {
  const one = frameBytes(frontend.query, Buffer.from('a\0'));
  const chunk = Buffer.concat([one, one]);
  const recorder = new Recorder(mixed, PASS_AND_HALT);
  const framer = framerOf(recorder);
  expect(framer.push(chunk)).toBe(one.length);
  expect(recorder.output).toBe(one.toString('hex'));
  expect(framer.push(chunk, one.length)).toBe(chunk.length);
  expect(recorder.output).toBe(chunk.toString('hex'));
});

test('a message that waits is begun again, and nothing of it is taken before, wherever its bytes are cut', () => {
  const [before, waits] = [frameBytes(frontend.execute, Buffer.alloc(5)), frameBytes(frontend.bind, Buffer.alloc(9))];
  const bytes = Buffer.concat([before, waits, before]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const treatments: Record<number, Treatment> = { [frontend.bind]: WAIT };
    const recorder = new Recorder(treatments);
    const framer = framerOf(recorder);
    let waited = 0;
    for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      let from = framer.push(chunk);
      for (; from < chunk.length; from = framer.push(chunk, from)) {
        waited += 1;
        expect(recorder.output).toBe(before.toString('hex'));
        if (waited === 2) treatments[frontend.bind] = PASS;
      }
    }
    expect(waited, `cut at ${cut}`).toBe(2);
    expect(recorder.output).toBe(bytes.toString('hex'));
  }
});

describe('bytes that are no message', () => {
  const bad: readonly [string, number[], RegExp][] = [
    ['a length below 4', [frontend.query, 0, 0, 0, 3], /invalid message length/],
    ['a length of 0', [frontend.sync, 0, 0, 0, 0], /invalid message length/],
    ['a length with the sign bit', [frontend.query, 0xff, 0xff, 0xff, 0xff], /invalid message length/],
    ['a length beyond 1 GB', [frontend.copyData, 0x40, 0, 0, 0], /invalid message length/],
    ['a long Sync', [frontend.sync, 0, 0, 0x27, 0x11], /invalid message length/],
    ['an unknown type', [0, 0, 0, 0, 4], /invalid frontend message type 0/],
    ['a password in a session', [frontend.password, 0, 0, 0, 4], /invalid frontend message type 112/],
  ];
  test.each(bad)('%s is a protocol violation, in one chunk or byte by byte', (_what, bytes, text) => {
    for (const chunks of [[Buffer.from(bytes)], bytes.map((byte) => Buffer.of(byte))]) {
      const recorder = new Recorder({});
      const fault = caught(() => feed(framerOf(recorder), chunks));
      expect(fault).toBeInstanceOf(GatewayError);
      expect(fault).toMatchObject({ code: 'protocol_violation', message: expect.stringMatching(text) });
      expect(recorder.passed).toEqual([]);
    }
  });

  test('never raise anything else, and nothing is read past a frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }), (chunks) => {
        const recorder = new Recorder(mixed);
        const fault = caught(() =>
          feed(
            framerOf(recorder),
            chunks.map((chunk) => Buffer.from(chunk)),
          ),
        );
        if (fault !== null) expect(fault).toMatchObject({ name: 'GatewayError', code: 'protocol_violation' });
        for (const call of recorder.calls) {
          const [kind, hex] = call.split(' ');
          if (kind === 'frame') expect(Buffer.from(hex!, 'hex').readUInt32BE(1)).toBe(hex!.length / 2 - 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function caught(work: () => void): unknown {
  try {
    work();
  } catch (fault) {
    return fault;
  }
  return null;
}

test('a message that comes byte by byte is not kept byte by byte', () => {
  const concat = vi.spyOn(Buffer, 'concat');
  const message = frameBytes(frontend.query, Buffer.alloc(20_000, 'x'));
  const receiver = new Recorder({ [frontend.query]: HOLD });
  const framer = new Framer('frontend', frontendLengthLimits, receiver);
  concat.mockClear();
  for (const byte of message) framer.push(Buffer.of(byte));
  const parts = concat.mock.calls.map(([list]) => list.length);
  concat.mockRestore();
  expect(receiver.calls.at(-1)).toBe(`frame ${message.toString('hex')}`);
  expect(Math.max(...parts)).toBeLessThanOrEqual(1_100);
});
