import type { ServerResponse } from 'node:http';
import { type Exchange, noResource } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { isAbsent } from './absent-record.js';
import { writeAnswerHead } from './answer-head.js';
import type { ContentCoding } from './body/content-coding.js';
import { decodeStream } from './body/decode.js';
import { chooseCoding, encodeStream } from './body/encode.js';
import type { SendFacts } from './exchange-trace.js';
import type { UpstreamAnswer } from './upstream/index.js';

/**
 * Sends an answer that is too long to be looked at whole. The head goes out with the first bytes that came through the
 * transform: what fails before them is a refusal like any other, what fails behind them ends the connection.
 */
export async function sendStream(
  answer: UpstreamAnswer,
  codings: readonly ContentCoding[],
  exchange: Exchange,
  response: ServerResponse,
  passed: readonly (readonly [string, string])[],
  facts: SendFacts,
): Promise<void> {
  // Nobody who speaks HTTP/1.0 could tell that an answer without a length broke off.
  if (response.req.httpVersion === '1.0') {
    throw new GatewayError('malformed_request', 'an answer whose length is not known is given over HTTP/1.1 alone', {
      hint: 'ask with HTTP/1.1; behind nginx: `proxy_http_version 1.1`',
    });
  }
  const coding = chooseCoding(facts.acceptEncoding);
  const decoded = decodeStream(answer.chunks(), codings, facts.upstream.bodyBytesMax);
  const { contentType } = exchange.answer;
  try {
    for await (const piece of encodeStream(masked(decoded, exchange, facts), coding)) {
      if (!response.headersSent)
        writeAnswerHead(response, answer.status, passed, { contentType, coding, length: null });
      if (exchange.headOnly) break;
      await write(response, piece, facts.limits.idleTimeoutMs);
    }
    if (!response.headersSent) writeAnswerHead(response, answer.status, passed, { contentType, coding, length: null });
    response.end();
  } catch (fault) {
    if (response.headersSent) response.destroy();
    throw fault;
  }
}

async function* masked(
  decoded: AsyncIterable<Buffer>,
  exchange: Exchange,
  { trace }: SendFacts,
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
