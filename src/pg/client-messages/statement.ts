import type { Verdict } from '../../enforce/index.js';
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

/** A Query or Parse: the gate is asked about its text. */
export function takeStatement(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  conversation.asks();
  return message.type === frontend.query
    ? takeQuery(conversation, waits, message)
    : takeParse(conversation, waits, message);
}

function takeQuery(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  const query: Query = decodeQuery(message.bytes, message.start, message.end);
  const verdict = admit(conversation, query.text, 'simple');
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
  const verdict = admit(conversation, parse.text, 'extended', decodeParameterTypes(parse.typeBytes));
  if (verdict.kind === 'stale') return refreshOnce(waits, message);
  if (verdict.kind === 'refuse') return refuseParse(conversation, parse, bearable(verdict.error));
  if (doubtsNamesOf(conversation, verdict.statement) || listsUnderWay(conversation, verdict.statement)) {
    return waits.settleFirst(message);
  }
  return forwardParse(conversation, parse, verdict.statement);
}

function admit(
  conversation: Conversation,
  text: string,
  protocol: 'simple' | 'extended',
  parameterTypes?: readonly number[],
): Verdict {
  const { gate, observer, statements } = conversation;
  const startMs = performance.now();
  try {
    const prepared = (name: string) => statements.get(bookName(name))?.statement ?? null;
    return gate.admit(text, protocol, parameterTypes, prepared);
  } catch (fault) {
    // A gate that throws counts as one that refuses.
    return { kind: 'refuse', error: toGatewayError(fault) };
  } finally {
    const tookMs = performance.now() - startMs;
    conversation.decidingMs += tookMs;
    observer.decided(tookMs / 1000);
  }
}

function refreshOnce(waits: Waits, message: HeldMessage): FrameVerdict {
  if (message.refreshed) throw new GatewayError('internal', 'the catalog is not settled');
  return waits.refreshFirst(message);
}
