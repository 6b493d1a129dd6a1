import type { GatewayError } from '../errors/index.js';
import { type FrameVerdict, type Parse, SKIP } from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { request } from './outstanding.js';
import { poisonMessage, poisonParse, poisonQuery } from './poison.js';

/** Sends a poison in the place of a Query or FunctionCall. The client is told `refusal` when the server has failed on it. */
export function refuseQuery(conversation: Conversation, refusal: GatewayError): FrameVerdict {
  conversation.refused(refusal);
  conversation.outstanding.push(request('query', { refusal, ...conversation.dropUnnamed() }));
  conversation.batch += 1;
  conversation.pool?.standsAlone();
  conversation.pool?.endsBatch('query');
  conversation.toServer.put(poisonQuery);
  return SKIP;
}

/** As `refuseQuery`, for a Parse. What comes up to the Sync is dropped, as the server would. */
export function refuseParse(conversation: Conversation, parse: Parse, refusal: GatewayError): FrameVerdict {
  conversation.refused(refusal);
  const { name } = parse;
  // A Parse of the unnamed statement that fails takes the one before with it, one under a name does not.
  const { statements } = conversation;
  const statementBefore = name === '' ? conversation.rename('', null) : (statements.get(name) ?? null);
  conversation.outstanding.push(request('parse', { refusal, name, statementBefore }));
  conversation.pool?.standsAlone();
  conversation.toServer.put(poisonParse(name));
  conversation.discarding = true;
  return SKIP;
}

/** As `refuseParse`, for a Bind, Describe, Execute or Close, or a Parse that could not be read. */
export function refuseMessage(conversation: Conversation, refusal: GatewayError): FrameVerdict {
  conversation.refused(refusal);
  conversation.outstanding.push(request('describe', { refusal }));
  conversation.pool?.standsAlone();
  conversation.toServer.put(poisonMessage);
  conversation.discarding = true;
  return SKIP;
}
