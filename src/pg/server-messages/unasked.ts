import { GatewayError } from '../../errors/index.js';
import {
  decodeErrorFields,
  decodeNotification,
  decodeParameterStatus,
  encodeNoticeResponse,
  type FrameVerdict,
  PASS,
  SKIP,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { scrub } from '../scrub.js';

// What a server says without being asked.

export function sayNotice(conversation: Conversation, bytes: Buffer, start: number, end: number): FrameVerdict {
  const fields = decodeErrorFields(bytes, start, end);
  const statement = conversation.outstanding.head()?.statement ?? null;
  const shown = scrub(conversation, fields, statement, 'notice');
  if (shown === fields) return PASS;
  conversation.toClient.put(encodeNoticeResponse(shown));
  return SKIP;
}

/** NOTIFY of somebody, on a channel that the client listens to. */
export function sayNotification(
  { gate, observer }: Conversation,
  bytes: Buffer,
  start: number,
  end: number,
): FrameVerdict {
  if (gate.passesNotification(decodeNotification(bytes, start, end).channel)) return PASS;
  observer.scrubbed('notification');
  return SKIP;
}

/** A `client_encoding` as a server tells it: PostgreSQL keeps the second spelling for old clients (`check_client_encoding`). */
function isUtf8(clientEncoding: string): boolean {
  return clientEncoding === 'UTF8' || clientEncoding === 'UNICODE';
}

/** The gate has read the statements as UTF-8: the server must read them the same way. */
export function sayParameterStatus(bytes: Buffer, start: number, end: number): FrameVerdict {
  const { name, value } = decodeParameterStatus(bytes, start, end);
  if (name === 'client_encoding' && !isUtf8(value)) {
    throw new GatewayError('refused', '`client_encoding` must stay `UTF8`');
  }
  return PASS;
}
