import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type AnswerTransform, type Exchange, type ExchangeGate, noResource, readTarget } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { isAbsent } from './absent-record.js';
import { writeAnswerHead } from './answer-head.js';
import { type AnswerHead, sendLong, sendStream } from './answer-stream.js';
import type { Authenticator } from './authenticate/index.js';
import { readContentCodings } from './body/content-coding.js';
import { decodeWhole } from './body/decode.js';
import { chooseCoding, encodeWhole } from './body/encode.js';
import { PIECE_BYTES } from './even-pieces.js';
import type { ExchangeLimits, SendFacts } from './exchange-trace.js';
import { hasBody, readBody } from './request-body.js';
import { carriesOptOutSignal, readHead } from './request-head.js';
import type { AnswerHeaders, Upstream, UpstreamAnswer } from './upstream/index.js';

/** What an exchange needs of its surroundings; a reload replaces it for those that begin later. */
export interface ExchangeSurroundings {
  readonly authenticator: Authenticator;
  readonly gate: ExchangeGate;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly limits: ExchangeLimits;
}

/**
 * One exchange, from the request's head to the last byte of the answer.
 *
 *   head ─► who? ─► target ─► gate.open ─► body ─► exchange.request ─► store
 *                                                                        │ short body: whole ─► masked ─► status, body
 *                                                                        └ stream: first piece masked ─► status, pieces
 *
 * @throws GatewayError as long as nothing of an answer has been sent, and then the caller sends the refusal. Once it has, a
 *   fault destroys the connection: no client takes half an answer for a whole one.
 */
export async function serveExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { authenticator, gate, upstreams, limits }: ExchangeSurroundings,
  { trace, wholeAnswers }: Pick<SendFacts, 'trace' | 'wholeAnswers'>,
): Promise<void> {
  const headers = readHead(request);
  const found = authenticator.principalOf(request, headers);
  const principal = typeof found === 'string' ? found : await found;
  trace.principal = principal;
  const target = readTarget(request.url ?? '');
  const exchange = gate.open({
    principal,
    purpose: readPurpose(headers.get('damask-purpose')),
    optsOut: carriesOptOutSignal(request),
    method: request.method ?? '',
    ...target,
    headers,
  });
  trace.store = exchange.store;
  trace.purpose = exchange.purpose;
  if (!exchange.takesBody && hasBody(headers)) throw new GatewayError('malformed_request', 'the method takes no body');
  if (exchange.takesBody && headers.has('expect')) response.writeContinue();
  const body = exchange.takesBody
    ? await readBody(request, headers.get('content-encoding'), limits.bodyBytesMax)
    : null;
  const upstream = upstreams.get(exchange.store);
  if (upstream === undefined) throw new GatewayError('internal', 'internal error');
  const asked = exchange.request(body);
  const forwardable = asked instanceof Promise ? await asked : asked;
  const sentAt = performance.now();
  let answer: UpstreamAnswer | null = null;
  const stopWhenClientLeaves = () => {
    if (!response.writableEnded) answer?.abort(new GatewayError('upstream_unavailable', 'the client has left'));
  };
  response.on('close', stopWhenClientLeaves);
  try {
    const onStart = (begun: UpstreamAnswer) => {
      answer = begun;
    };
    answer = await upstream.send(forwardable, { onStart, isWaitedFor: !exchange.answer.comesBitByBit });
    trace.upstreamSeconds = (performance.now() - sentAt) / 1000;
    const facts = { upstream, acceptEncoding: headers.get('accept-encoding'), limits, trace, wholeAnswers };
    const sent = sendAnswer(answer, exchange, response, facts);
    if (sent !== null) await sent;
  } finally {
    if (answer?.complete === false) answer.abort(new GatewayError('upstream_unavailable', 'the exchange is over'));
  }
}

/** Null: it has been sent. */
function sendAnswer(
  answer: UpstreamAnswer,
  exchange: Exchange,
  response: ServerResponse,
  facts: SendFacts,
): Promise<unknown> | null {
  const { status, headers } = answer;
  const plan = exchange.answer;
  checkFraming(headers, plan.endsByItself);
  // A read of one record that is answered with anything but it, or its absence, would tell that there is one.
  const isTelling = plan.hidesRecords && plan.isOneRecord && exchange.isRead;
  if (status === 204) {
    if (isTelling) throw noResource();
    return endWithoutBody(response, status, exchange.isRead ? [] : plan.headers(headers));
  }
  if (!plan.statuses.has(status)) {
    if (isTelling && tellsOfRecord(status)) throw noResource();
    if (status >= 400 && status < 500 && status !== 401 && status !== 407) facts.trace.statusInstead = status;
    throw replaced(status);
  }
  const passed = plan.headers(headers);
  const refusal = plan.contentTypeRefusal(single(headers['content-type']));
  if (refusal !== null) throw refusal;
  const codings = readContentCodings(headers['content-encoding']);
  const head: AnswerHead = { exchange, response, status, passed, facts };
  const whole = answer.complete ? answer.whole() : null;
  const decoded = whole === null ? null : decodeWhole(whole, codings);
  if (decoded === null) {
    const source = whole === null ? answer.chunks() : Readable.from([whole]);
    return sendStream(source, codings, head, (body) => sendBody(body, head));
  }
  const transform = plan.transform();
  transform.push(decoded);
  const settling = transform.settle();
  const finish = (): Promise<unknown> | null => {
    const first = transform.take();
    transform.end();
    const last = transform.settle();
    const send = () => sendWhole(transform, [first, transform.take()], head);
    return last === null ? send() : last.then(send);
  };
  return settling === null ? finish() : settling.then(finish);
}

function sendWhole(transform: AnswerTransform, pieces: readonly Buffer[], head: AnswerHead): Promise<unknown> | null {
  if (isAbsent(head.exchange.answer, transform)) throw noResource();
  head.facts.trace.rows = transform.records;
  transform.done();
  const [masked = Buffer.alloc(0), more] = pieces.filter(({ length }) => length > 0);
  const whole = more === undefined ? masked : Buffer.concat([masked, more]);
  return whole.length < PIECE_BYTES ? sendBody(whole, head) : sendLong(whole, head);
}

function sendBody(whole: Buffer, { exchange, response, status, passed, facts }: AnswerHead): null {
  const { contentType } = exchange.answer;
  if (exchange.headOnly) return endWithoutBody(response, status, passed, contentType);
  const { body, coding } = encodeWhole(whole, chooseCoding(facts.acceptEncoding));
  writeAnswerHead(response, status, passed, { contentType, coding, length: body.length });
  facts.wholeAnswers.add(response, body);
  return null;
}

function endWithoutBody(
  response: ServerResponse,
  status: number,
  passed: readonly (readonly [string, string])[],
  contentType?: string,
): null {
  writeAnswerHead(
    response,
    status,
    passed,
    contentType === undefined ? null : { contentType, coding: 'identity', length: null },
  );
  response.end();
  return null;
}

/** 4xx, but for what is about the request or whoever sends it. */
const tellsOfRecord = (status: number): boolean =>
  status >= 400 && status < 500 && ![400, 401, 405, 406, 407, 408, 413, 414, 415, 426, 429, 431].includes(status);

/** What is said in place of an answer whose status is not declared: its body and headers could hold anything. */
function replaced(status: number): GatewayError {
  if (status === 404 || status === 410) return noResource();
  // It is the gateway that it does not know.
  if (status === 401 || status === 407)
    return new GatewayError('upstream_refused', 'the store does not know the gateway');
  if (status === 429) return new GatewayError('too_many_connections', 'the store asks to wait');
  if (status >= 400 && status < 500)
    return new GatewayError('store_refused', `the store refused the request (${status})`);
  if (status >= 500) return new GatewayError('upstream_unavailable', `the store failed (${status})`);
  return new GatewayError('upstream_malformed', `the store answered with a status that is not declared (${status})`, {
    hint: 'an operator can declare it: `statuses` of the resource',
  });
}

function checkFraming(headers: AnswerHeaders, endsByItself: boolean): void {
  const coding = headers['transfer-encoding'];
  // Node reads any other coding until the connection ends, and tells nobody that it did.
  if (coding !== undefined && (typeof coding !== 'string' || coding.toLowerCase() !== 'chunked')) {
    throw new GatewayError('upstream_malformed', 'the transfer coding of the answer is not `chunked`');
  }
  if (!endsByItself && coding === undefined && headers['content-length'] === undefined) {
    throw new GatewayError(
      'upstream_malformed',
      'the answer has neither a length nor chunks: nobody could tell that it broke off',
    );
  }
}

/** Two headers of the name are a list, which no media type is. */
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

function readPurpose(header: string | undefined): string | null {
  if (header === undefined) return null;
  const purpose = header.trim();
  if (/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,62}$/.test(purpose)) return purpose;
  throw new GatewayError('malformed_request', '`Damask-Purpose` holds no name of a purpose');
}
