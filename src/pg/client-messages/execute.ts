import { decodeExecute, encodeDescribe, type FrameVerdict, PASS } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import { bearable, readOtherwise, unknownPortal } from '../refusal-errors.js';
import { refuseMessage } from '../refuse.js';
import { deallocate, nameFor } from '../sql-names.js';
import { changesLater, changesUnderWay, doubtsNamesOf } from './doubts.js';
import type { HeldMessage, Waits } from './message.js';
import { refusalOf } from './refusal-of.js';
import { sent } from './sent.js';

/** An Execute. */
export function takeExecute(conversation: Conversation, waits: Waits, message: HeldMessage): FrameVerdict {
  const { gate, guarded, portals, outstanding, batch, toServer } = conversation;
  const { portal: name } = decodeExecute(message.bytes, message.start, message.end);
  const portal = portals.get(name);
  if (portal === undefined) {
    // What a Query that failed leaves as the unnamed one, a server (18.4) dies of.
    const mayBeSqls = !guarded && name !== '';
    return mayBeSqls ? executeUnread(conversation) : refuseMessage(conversation, unknownPortal(name));
  }
  const { prepared } = portal;
  if (prepared === null) return executeUnread(conversation);
  const { statement } = prepared;
  // A portal may have stood since before a reload, or the end of an agreement.
  const error = gate.recheckInTurns(statement, portal.elements);
  if (error === 'unfinished') return waits.goOnLater(message);
  if (error !== null) return refuseMessage(conversation, bearable(error));
  if (changesUnderWay(conversation, statement) || doubtsNamesOf(conversation, statement)) {
    return waits.settleFirst(message);
  }
  portal.begunIn ??= conversation.readings;
  if (statement.touchesProtected && portal.begunIn !== conversation.readings) {
    return refuseMessage(conversation, readOtherwise());
  }
  const refusal = refusalOf(conversation, statement);
  if (refusal !== null) return refuseMessage(conversation, refusal);
  if (changesLater(statement)) conversation.changingBatch = batch;
  if (!prepared.described && prepared.describedInBatch !== batch && guarded) {
    // No row leaves before the tripwire has seen where its columns come from.
    prepared.describedInBatch = batch;
    toServer.put(encodeDescribe({ kind: 'portal', name }));
    outstanding.push(request('describe', { injected: true, statement, prepared, shared: prepared.shared }));
  }
  conversation.executedIn = batch;
  const entry = request('execute', { statement, prepared, portal });
  nameFor(conversation, statement, entry);
  deallocate(conversation, statement, entry);
  outstanding.push(entry);
  sent(conversation, statement, entry, portal.elements);
  return PASS;
}

/** Of a portal that SQL's DECLARE has made, or a Bind of what SQL's PREPARE has. */
function executeUnread(conversation: Conversation): FrameVerdict {
  const { outstanding, pool, observer, store, gate } = conversation;
  conversation.executedIn = conversation.batch;
  pool?.executesUnknown();
  outstanding.push(request('execute'));
  observer.statement(store, gate.purpose, 'passed');
  return PASS;
}
