import type { ForwardableStatement } from '../../enforce/index.js';
import { decodeBindHead, decodeExecute, decodeNamedTarget, frontend } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { bookName } from '../statement-book.js';
import type { HeldMessage } from './message.js';

// What has to be answered before a message can be read, or sent.

/**
 * How a later statement is read depends on one that has not been answered. Within its own batch nothing waits: there all
 * succeeds or is ignored together, and no answer need come before the Sync.
 */
export function mustSettle(conversation: Conversation): boolean {
  if (conversation.changingBatch === 0 || conversation.changingBatch === conversation.batch) return false;
  if (conversation.outstanding.awaitsReady) return true;
  conversation.changingBatch = 0;
  return false;
}

/** A message may name what an earlier batch decides of. */
export function mayDoubt({ statementsInDoubt, portalsInDoubt, outstanding }: Conversation): boolean {
  return !(statementsInDoubt.isEmpty && portalsInDoubt.isEmpty) && outstanding.awaitsReady;
}

/**
 * What was judged under a name must be what the server runs under it, and in a pool the server is not asked what it means: what
 * decides that is answered first. The message is a Bind, Describe, Execute or Close.
 */
export function doubts(conversation: Conversation, { type, bytes, start, end }: HeldMessage): boolean {
  if (!mayDoubt(conversation)) return false;
  if (type === frontend.bind) {
    const head = decodeBindHead(bytes, start + 5, end);
    return head !== null && conversation.isInDoubt('statement', head.statement);
  }
  if (type === frontend.execute) return conversation.isInDoubt('portal', decodeExecute(bytes, start, end).portal);
  const { kind, name } = decodeNamedTarget(bytes, start, end);
  return conversation.isInDoubt(kind, name);
}

/** As `doubts`, of the names that a statement's text speaks of, or gives. */
export function doubtsNamesOf(conversation: Conversation, { use, takesNames }: ForwardableStatement): boolean {
  if (!mayDoubt(conversation)) return false;
  return (
    use?.names.some((name) => conversation.isInDoubt('statement', bookName(name))) === true ||
    takesNames?.some(({ kind, name }) => conversation.isInDoubt(kind, bookName(name))) === true
  );
}

/** What the server holds prepared is known by what it has answered. */
export function changesLater({ changesSession, use }: ForwardableStatement): boolean {
  return changesSession === true || (use !== undefined && use.deallocates.length > 0);
}

/** A statement that changes how others are read, or shows what is prepared, is not sent while others are under way. */
export function changesUnderWay(conversation: Conversation, statement: ForwardableStatement): boolean {
  return (changesLater(statement) && conversation.outstanding.awaitsReady) || listsUnderWay(conversation, statement);
}

/** A statement that shows what is prepared is made when that is known. */
export function listsUnderWay({ outstanding }: Conversation, { use }: ForwardableStatement): boolean {
  return use?.listsPrepared === true && outstanding.awaitsReady;
}
