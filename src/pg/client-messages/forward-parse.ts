import type { ForwardableStatement } from '../../enforce/index.js';
import { GatewayError, toGatewayError } from '../../errors/index.js';
import {
  decodeUtf8,
  encodeParse,
  type FrameVerdict,
  NAME_BYTES_MAX,
  PASS,
  type Parse,
  SKIP,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import { takenName } from '../refusal-errors.js';
import { refuseMessage, refuseParse } from '../refuse.js';
import { nameFor } from '../sql-names.js';
import { newlyPrepared, noTypes } from '../statement-book.js';

/** Sends what the gate has made of a Parse; in a pool, where a connection does not hold it. */
export function forwardParse(conversation: Conversation, parse: Parse, statement: ForwardableStatement): FrameVerdict {
  const { outstanding, pool } = conversation;
  const { name } = parse;
  if (name !== '' && isFull(conversation, parse, statement)) {
    const tooMany = new GatewayError('limit_exceeded', 'too many prepared statements', {
      sqlstate: '53400',
      hint: 'close those that are not needed, or send long ones without a name',
    });
    return refuseMessage(conversation, tooMany);
  }
  if (pool !== null) {
    const refusal = nameRefusal(conversation, name);
    if (refusal !== null) return refuseParse(conversation, parse, refusal);
  }
  const shared = pool?.share(statement, name, parse.typeBytes) ?? null;
  // The client's chunk is not kept for two bytes of it.
  const types = parse.typeBytes.length === 2 ? noTypes : Buffer.from(parse.typeBytes);
  const prepared = newlyPrepared({ name, statement, types, shared });
  const statementBefore = conversation.rename(name, prepared);
  const entry = request('parse', { statement, prepared, name, statementBefore, shared });
  nameFor(conversation, statement, entry);
  outstanding.push(entry);
  if (shared !== null) {
    pool?.parses(entry);
    return SKIP;
  }
  if (statement.bytes.equals(parse.textBytes)) return PASS;
  conversation.toServer.put(encodeParse(parse, statement.bytes));
  return SKIP;
}

/** One more is too many, or they are too long together: each is kept here as long as it stands. */
function isFull(
  { statements, limits }: Conversation,
  { name, typeBytes }: Parse,
  { bytes }: ForwardableStatement,
): boolean {
  if (statements.get(name) !== undefined) return false;
  if (statements.size >= limits.statementsMax) return true;
  return statements.bytes + bytes.length + typeBytes.length > limits.statementsBytesMax;
}

/** What a server says of a name: in a pool it does not get to see it. */
function nameRefusal({ statements, guarded }: Conversation, name: string): GatewayError | null {
  if (name === '') return null;
  if (statements.get(name) !== undefined) return takenName(name);
  // One that was cut may end within a character.
  if (!guarded || name.length >= NAME_BYTES_MAX) return null;
  try {
    decodeUtf8(Buffer.from(name, 'latin1'));
    return null;
  } catch (fault) {
    return toGatewayError(fault);
  }
}
