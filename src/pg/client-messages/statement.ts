import type { GateSession, PreparedByName } from '../../enforce/index.js';
import { GatewayError, toGatewayError } from '../../errors/index.js';
import {
  decodeParameterTypes,
  decodeParse,
  decodeQuery,
  type FrameVerdict,
  frontend,
  type Parse,
  type Query,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { bearable } from '../refusal-errors.js';
import { refuseParse, refuseQuery } from '../refuse.js';
import { bookName } from '../statement-book.js';
import { changesUnderWay, doubtsNamesOf, listsUnderWay } from './doubts.js';
import { forwardParse } from './forward-parse.js';
import { forwardQuery } from './forward-query.js';
import type { HeldMessage, Waits } from './message.js';
import { refusalOf } from './refusal-of.js';

/** A shorter message is planned within few turns. */
const longBytesMin = 4_096;

/** A Query or Parse: the gate is asked about its text. */
export function takeStatement(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  if (message.decidedMs === 0) {
    conversation.asks();
    const wait = message.end - message.start < longBytesMin ? null : waits.roomFirst(message);
    if (wait !== null) return wait;
  }
  return message.type === frontend.query
    ? takeQuery(conversation, waits, message)
    : takeParse(conversation, waits, message);
}

function takeQuery(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  const query: Query = decodeQuery(message.bytes, message.start, message.end);
  const { verdict, decidedMs } = admit(conversation, message, (gate, prepared) =>
    gate.admitInTurns(query.text, 'simple', [], prepared),
  );
  if (verdict.kind === 'unfinished') return waits.goOnLater({ ...message, decidedMs });
  if (verdict.kind === 'stale') return refreshOnce(waits, message);
  if (verdict.kind === 'refuse') return refuseQuery(conversation, bearable(verdict.error));
  const { statement } = verdict;
  if (changesUnderWay(conversation, statement) || doubtsNamesOf(conversation, statement)) {
    return waits.settleFirst(message);
  }
  const refusal = refusalOf(conversation, statement);
  return refusal === null ? forwardQuery(conversation, query, statement) : refuseQuery(conversation, refusal);
}

function takeParse(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  const parse: Parse = decodeParse(message.bytes, message.start, message.end);
  // Whether the name may be given is not known.
  if (parse.name !== '' && conversation.isInDoubt('statement', parse.name)) return waits.settleFirst(message);
  const types = decodeParameterTypes(parse.typeBytes);
  const { verdict, decidedMs } = admit(conversation, message, (gate, prepared) =>
    gate.admitInTurns(parse.text, 'extended', types, prepared),
  );
  if (verdict.kind === 'unfinished') return waits.goOnLater({ ...message, decidedMs });
  if (verdict.kind === 'stale') return refreshOnce(waits, message);
  if (verdict.kind === 'refuse') return refuseParse(conversation, parse, bearable(verdict.error));
  if (doubtsNamesOf(conversation, verdict.statement) || listsUnderWay(conversation, verdict.statement)) {
    return waits.settleFirst(message);
  }
  return forwardParse(conversation, parse, verdict.statement);
}

type Answer = ReturnType<GateSession['admitInTurns']>;
type Ask = (gate: GateSession, prepared: PreparedByName) => Answer;

/** What the gate says, and how long it has taken for the message so far. */
function admit(
  conversation: Conversation,
  message: HeldMessage,
  ask: Ask,
): { readonly verdict: Answer; readonly decidedMs: number } {
  const startMs = performance.now();
  const verdict = answerOf(conversation, ask);
  const tookMs = performance.now() - startMs;
  const decidedMs = message.decidedMs + tookMs;
  conversation.decidingMs += tookMs;
  if (verdict.kind !== 'unfinished') conversation.observer.decided(decidedMs / 1000);
  return { verdict, decidedMs };
}

function answerOf({ gate, statements }: Conversation, ask: Ask): Answer {
  try {
    return ask(gate, (name) => statements.get(bookName(name))?.statement ?? null);
  } catch (fault) {
    // A gate that throws counts as one that refuses.
    return { kind: 'refuse', error: toGatewayError(fault) };
  }
}

function refreshOnce(waits: Waits, message: HeldMessage): FrameVerdict {
  if (message.refreshed) throw new GatewayError('internal', 'the catalog is not settled');
  return waits.refreshFirst(message);
}
