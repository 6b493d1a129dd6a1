import { invariant } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import {
  BIND_HEAD_BYTES_MAX,
  type BindHead,
  countElements,
  decodeBindHead,
  encodeBindHead,
  type FrameVerdict,
  PASS,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import { bearable, unknownStatement } from '../refusal-errors.js';
import { refuseMessage } from '../refuse.js';
import type { PreparedStatement } from '../statement-book.js';
import type { HeldMessage, Waits } from './message.js';
import { isNobodys, sharedNow } from './shared-now.js';

/** Once for a policy that has changed, and once more for one that changed meanwhile. */
const RENEWALS_MAX = 2;

/** Where a Bind stands that may not be there as a whole. */
export interface BindBytes {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A Bind. `whole` is null when there is more of it than its head: then it can't wait. */
export function takeBind(
  conversation: Conversation,
  waits: Waits,
  { bytes, start, end }: BindBytes,
  whole: HeldMessage | null,
): FrameVerdict {
  const { gate, statements, outstanding, pool, toServer } = conversation;
  const head = decodeBindHead(bytes, start + 5, Math.min(end, start + 5 + BIND_HEAD_BYTES_MAX));
  if (head === null) {
    return refuseMessage(conversation, new GatewayError('limit_exceeded', 'a name in a bind is too long'));
  }
  const prepared = statements.get(head.statement);
  if (prepared === undefined) return bindUnread(conversation, head);
  const { countsIn = [] } = prepared.statement;
  if (countsIn.length > 0 && whole === null) return refuseMessage(conversation, uncounted());
  const elements = countsIn.length > 0 ? countElements(bytes, start, end, countsIn) : 0;
  if (whole !== null && whole.outdated !== null)
    return bindAnew(conversation, waits, whole, { prepared, error: whole.outdated });
  const { statement } = prepared;
  const judged = whole === null ? gate.recheck(statement, elements) : gate.recheckInTurns(statement, elements);
  if (judged === 'unfinished') {
    invariant(whole !== null, 'what is judged in one go is finished');
    return waits.goOnLater(whole);
  }
  const error = judged ?? (prepared.isLost ? unknownStatement(head.statement) : null);
  if (error !== null) {
    // The unnamed one is prepared for one Bind.
    const isRenewable = bearable(error).code === 'undefined_statement' && prepared.name !== '';
    if (whole === null || !isRenewable) return refuseMessage(conversation, error);
    return bindAnew(conversation, waits, whole, { prepared, error });
  }
  const portal = { prepared, rowsSent: 0, elements, begunIn: null };
  const portalBefore = conversation.rebind(head.portal, portal);
  const shared = sharedNow(conversation, prepared);
  const entry = request('bind', { statement, prepared, portal, name: head.portal, portalBefore, shared });
  outstanding.push(entry);
  if (shared === null) return PASS;
  pool?.uses(entry);
  if (shared.name === head.statement) return PASS;
  const namesEnd = start + 5 + head.bytes;
  const bodyBytes = bytes.readUInt32BE(start + 1) - 4;
  toServer.put(encodeBindHead({ portal: head.portal, statement: shared.name }, head, bodyBytes));
  return namesEnd - start;
}

function uncounted(): GatewayError {
  return new GatewayError('limit_exceeded', 'an array of values to look up is too long to be counted', {
    sqlstate: '53400',
    hint: 'send fewer of them at once: a Bind of at most 64 kB',
  });
}

/** Of a statement that the protocol has not made. Where nothing is protected, SQL's PREPARE may have. */
function bindUnread(conversation: Conversation, head: BindHead): FrameVerdict {
  const { guarded, outstanding, pool } = conversation;
  if (guarded || isNobodys(conversation, head.statement)) {
    return refuseMessage(conversation, unknownStatement(head.statement));
  }
  pool?.standsAlone();
  const unread = { prepared: null, rowsSent: 0, elements: 0, begunIn: null };
  const portalBefore = conversation.rebind(head.portal, unread);
  outstanding.push(request('bind', { name: head.portal, portal: unread, portalBefore }));
  return PASS;
}

/** The statement was planned under another policy: it is planned and prepared anew, and the Bind looked at again. */
function bindAnew(
  conversation: Conversation,
  waits: Waits,
  message: HeldMessage,
  { prepared, error }: { readonly prepared: PreparedStatement; readonly error: GatewayError },
): FrameVerdict {
  if (message.renewals >= RENEWALS_MAX) return refuseMessage(conversation, error);
  const verdict = conversation.gate.again(prepared.statement);
  if (verdict.kind === 'unfinished') return waits.goOnLater({ ...message, outdated: error });
  if (verdict.kind === 'refuse') return refuseMessage(conversation, bearable(verdict.error));
  const next = { ...message, renewals: message.renewals + 1, outdated: null };
  if (verdict.kind === 'stale') return waits.refreshFirst(next);
  return waits.prepareFirst(next, prepared, verdict.statement);
}
