import { GatewayError } from '../../errors/index.js';
import {
  backend,
  encodeNoticeResponse,
  encodeReadyForQuery,
  errorResponseOf,
  type FrameReceiver,
  HOLD,
  PASS,
} from '../../pgwire/index.js';

const idleReady = encodeReadyForQuery('I');
const canceled = errorResponseOf(new GatewayError('canceled', 'canceling statement due to user request'), 'ERROR');

/** Told to who waits for a connection for long. */
export const keptWaiting = encodeNoticeResponse(
  new Map([
    ['S', 'NOTICE'],
    ['V', 'NOTICE'],
    ['C', '00000'],
    ['M', 'no server connection is free: the statement waits for one'],
  ]),
);

/** Ends a batch for a session's plan, as a server would that has nothing to say to it. */
export function sayReady(plan: FrameReceiver): void {
  say(plan, backend.readyForQuery, idleReady);
}

/** Fails a batch for a session's plan, as a server would that was asked to cancel it. */
export function sayCanceled(plan: FrameReceiver): void {
  say(plan, backend.errorResponse, canceled);
  sayReady(plan);
}

function say(plan: FrameReceiver, type: number, frame: Buffer): void {
  const treatment = plan.begin(type, frame.length - 5);
  const verdict = treatment === HOLD ? plan.frame(type, frame, 0, frame.length) : treatment;
  if (verdict === PASS) plan.pass(frame, 0, frame.length);
}
