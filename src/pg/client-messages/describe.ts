import { decodeNamedTarget, encodeDescribe, type FrameVerdict, PASS, SKIP } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import { unknownStatement } from '../refusal-errors.js';
import { refuseMessage } from '../refuse.js';
import type { HeldMessage } from './message.js';
import { isNobodys, sharedNow } from './shared-now.js';

/** A Describe, of a statement or a portal. */
export function takeDescribe(conversation: Conversation, { bytes, start, end }: HeldMessage): FrameVerdict {
  const { statements, portals, outstanding, batch, pool, toServer } = conversation;
  const target = decodeNamedTarget(bytes, start, end);
  const prepared = target.kind === 'statement' ? statements.get(target.name) : portals.get(target.name)?.prepared;
  if (!prepared) {
    if (target.kind === 'statement' && isNobodys(conversation, target.name)) {
      return refuseMessage(conversation, unknownStatement(target.name));
    }
    pool?.standsAlone();
    // One that SQL made (PREPARE, DECLARE), or none: names and types alone come back, past the tripwire.
    outstanding.push(request('describe'));
    return PASS;
  }
  prepared.describedInBatch = batch;
  const { statement } = prepared;
  if (target.kind === 'portal') {
    // What it was bound to.
    outstanding.push(request('describe', { statement, prepared, shared: prepared.shared }));
    return PASS;
  }
  const shared = sharedNow(conversation, prepared);
  const entry = request('describe', { statement, prepared, shared });
  outstanding.push(entry);
  if (shared === null) return PASS;
  pool?.uses(entry);
  if (shared.name === target.name) return PASS;
  toServer.put(encodeDescribe({ kind: 'statement', name: shared.name }));
  return SKIP;
}
