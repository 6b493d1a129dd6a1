import { decodeNamedTarget, type FrameVerdict, PASS, SKIP } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import type { HeldMessage } from './message.js';

/** A Close, of a statement or a portal. Closing what isn't there is no error. */
export function takeClose(conversation: Conversation, { bytes, start, end }: HeldMessage): FrameVerdict {
  const { outstanding, pool } = conversation;
  const { kind, name } = decodeNamedTarget(bytes, start, end);
  if (kind === 'portal') {
    outstanding.push(request('close_portal', { name, portalBefore: conversation.rebind(name, null) }));
    return PASS;
  }
  const statementBefore = conversation.rename(name, null);
  const entry = request('close_statement', { name, statementBefore });
  outstanding.push(entry);
  // What others may use stays.
  const isOthersToo = statementBefore === null ? !pool?.isPinned : statementBefore.shared !== null;
  if (pool === null || !isOthersToo) return PASS;
  pool.closes(entry);
  return SKIP;
}
