import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type Exchange, noResource } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { isAbsent } from './absent-record.js';
import { writeAnswerHead } from './answer-head.js';
import type { ContentCoding } from './body/content-coding.js';
import { decodeStream } from './body/decode.js';
import { chooseCoding, encodeStream } from './body/encode.js';
import { evenPieces, PIECE_BYTES, WILL_WAITS_MS } from './even-pieces.js';
import type { SendFacts } from './exchange-trace.js';

/** An answer, but for its body. */
export interface AnswerHead {
  readonly exchange: Exchange;
  readonly response: ServerResponse;
  readonly status: number;
  readonly passed: readonly (readonly [string, string])[];
  readonly facts: SendFacts;
}

/**
 * Sends an answer that is too long to be looked at whole. The head goes out with the first bytes that came through the
 * transform: what fails before them is a refusal like any other, what fails behind them ends the connection.
 *
 * How much the store has sent shows in nothing but time: unless each document is sent as it came, what comes out is sent in pieces
 * of one size, and what turns out to be short is given to `short`, as if it had been short from the start.
 */
export async function sendStream(
  source: AsyncIterable<Buffer>,
  codings: readonly ContentCoding[],
  head: AnswerHead,
  short: (whole: Buffer) => void,
): Promise<void> {
  const { exchange, facts } = head;
  const decoded = decodeStream(source, codings, facts.upstream.bodyBytesMax);
  const { comesBitByBit, hangsOnWill } = exchange.answer;
  const end = { isThere: false };
  const pieces = comesBitByBit
    ? masked(decoded, head)
    : evenPieces(masked(decoded, head), end, hangsOnWill ? WILL_WAITS_MS : null);
  try {
    const first = await pieces.next();
    const begun = first.done === true ? none : first.value;
    if (end.isThere && begun.length < PIECE_BYTES) short(begun);
    else await sendPieces(behind(begun, pieces), head);
  } finally {
    // Not waited for: what is under way there ends when the exchange does.
    void pieces.return(undefined).catch(() => {});
  }
}

/** Sends what was masked whole, and is not short. */
export function sendLong(whole: Buffer, head: AnswerHead): Promise<void> {
  return sendPieces(evenPieces(Readable.from([whole]), { isThere: false }, null), head);
}

async function sendPieces(
  pieces: AsyncIterable<Buffer>,
  { exchange, response, status, passed, facts }: AnswerHead,
): Promise<void> {
  const { contentType } = exchange.answer;
  // Nobody who speaks HTTP/1.0 could tell that an answer without a length broke off.
  if (response.req.httpVersion === '1.0') {
    throw new GatewayError('malformed_request', 'an answer whose length is not known is given over HTTP/1.1 alone', {
      hint: 'ask with HTTP/1.1; behind nginx: `proxy_http_version 1.1`',
    });
  }
  const coding = exchange.headOnly ? 'identity' : chooseCoding(facts.acceptEncoding);
  writeAnswerHead(response, status, passed, { contentType, coding, length: null });
  try {
    if (!exchange.headOnly) {
      for await (const piece of encodeStream(pieces, coding)) await write(response, piece, facts.limits.idleTimeoutMs);
    }
    response.end();
  } catch (fault) {
    response.destroy();
    throw fault;
  }
}

const none = Buffer.alloc(0);

async function* behind(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

async function* masked(
  decoded: AsyncIterable<Buffer>,
  { exchange, facts: { trace } }: Pick<AnswerHead, 'exchange' | 'facts'>,
): AsyncGenerator<Buffer> {
  const transform = exchange.answer.transform();
  for await (const chunk of decoded) {
    transform.push(chunk);
    const settled = transform.settle();
    if (settled !== null) await settled;
    const out = transform.take();
    trace.rows = transform.records;
    if (out.length > 0) yield out;
  }
  transform.end();
  const settled = transform.settle();
  if (settled !== null) await settled;
  trace.rows = transform.records;
  if (isAbsent(exchange.answer, transform)) throw noResource();
  const out = transform.take();
  if (out.length > 0) yield out;
}

/** Waits while the client reads slowly, but not for ever. @throws GatewayError when it has gone or takes nothing. */
function write(response: ServerResponse, piece: Buffer, idleTimeoutMs: number): Promise<void> {
  if (response.destroyed) throw gone();
  if (response.write(piece)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = (fault: GatewayError | null) => {
      clearTimeout(timer);
      response.off('drain', drained).off('close', closed);
      if (fault === null) resolve();
      else reject(fault);
    };
    const drained = () => done(null);
    const closed = () => done(gone());
    const timer = setTimeout(
      () => done(new GatewayError('client_timeout', 'the client took nothing for too long')),
      idleTimeoutMs,
    );
    response.on('drain', drained).on('close', closed);
  });
}

function gone(): GatewayError {
  return new GatewayError('client_gone', 'the client has left');
}
