import type { ForwardableStatement } from '../enforce/index.js';
import type { GatewayError } from '../errors/index.js';
import { encodeParse, frameBytes, frontend } from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { type OutstandingRequest, request } from './outstanding.js';
import { takenName, takenPortal } from './refusal-errors.js';
import { bookName, type PreparedStatement } from './statement-book.js';

// Where SQL (PREPARE, EXECUTE, DEALLOCATE, DECLARE) and the protocol speak of the same names.

const syncFrame = frameBytes(frontend.sync);

/**
 * A name that SQL would give and the protocol holds: the server would fail, and EXECUTE or FETCH then run what the
 * protocol made, which the gate takes for what SQL made.
 */
export function heldName(conversation: Conversation, statement: ForwardableStatement): GatewayError | null {
  const { guarded, statements, portals } = conversation;
  if (!guarded) return null;
  for (const { kind, name } of statement.takesNames ?? []) {
    const bytes = bookName(name);
    if (kind === 'statement' && statements.get(bytes) !== undefined) return takenName(bytes);
    if (kind === 'portal' && portals.get(bytes) !== undefined) return takenPortal(bytes);
  }
  return null;
}

/** What comes behind an Execute of DEALLOCATE, in its own batch, is read by what that leaves. */
export function deallocate(conversation: Conversation, { use }: ForwardableStatement, entry: OutstandingRequest): void {
  const { statements, pool } = conversation;
  // What an Execute runs is one statement.
  const name = use?.deallocates[0];
  if (name === undefined) return;
  let gone: readonly PreparedStatement[];
  if (name === null) {
    gone = statements.clear();
    pool?.forgets(entry);
  } else {
    const before = conversation.rename(bookName(name), null);
    gone = before === null ? [] : [before];
  }
  const { takeBack } = entry;
  entry.takeBack = () => {
    takeBack?.();
    for (const prepared of gone) conversation.restore(prepared.name, prepared);
  };
}

/**
 * SQL speaks of what the protocol has named: in a pool the server has known it by another name until now. Returns the
 * Parse messages that make it known, and how each is taken back should the server not have heard it.
 */
function namedBySql(conversation: Conversation, { use }: ForwardableStatement): readonly NamingParse[] {
  const { statements, pool } = conversation;
  if (pool === null || use === undefined || (use.names.length === 0 && !use.listsPrepared)) return [];
  const parses: NamingParse[] = [];
  for (const latin1 of use.listsPrepared ? statements.names : use.names.map(bookName)) {
    const prepared = statements.get(latin1);
    if (prepared === undefined || prepared.shared === null) continue;
    const { shared } = prepared;
    prepared.shared = null;
    pool.keepsName();
    parses.push({
      name: latin1,
      parse: encodeParse({ name: latin1, typeBytes: shared.types }, prepared.statement.bytes),
      takeBack: () => {
        prepared.shared = shared;
      },
    });
  }
  return parses;
}

/**
 * Puts in front of a Parse or Execute what makes known the names that it speaks of. `entry` is its request, and fails if one of
 * them can't be made.
 */
export function nameFor(conversation: Conversation, statement: ForwardableStatement, entry: OutstandingRequest): void {
  // All names there were are known since its Parse, but for what could not be made; what came since has its own.
  if (entry.kind === 'execute' && statement.use?.listsPrepared && conversation.pool?.isPinned) return;
  const parses = namedBySql(conversation, statement);
  if (parses.length === 0) return;
  // A Sync of the gateway's own would end what the batch has begun; and in a transaction the client is to see why it fails.
  if (conversation.askedIn !== conversation.batch && conversation.status === 'I')
    return nameBefore(conversation, parses);
  entry.injects = parses.length;
  entry.takeBack = () => {
    for (const { takeBack } of parses.slice(parses.length - entry.injects)) takeBack();
  };
  for (const { name, parse } of parses) {
    conversation.statementsInDoubt.add(name, conversation.batch);
    conversation.toServer.put(parse);
  }
}

/** As `nameFor`, for a Query. */
export function nameForQuery(conversation: Conversation, statement: ForwardableStatement): void {
  nameBefore(conversation, namedBySql(conversation, statement));
}

/** Each by itself: should one fail, what comes behind it is still to be heard. */
function nameBefore(conversation: Conversation, parses: readonly NamingParse[]): void {
  const { outstanding, toServer, pool, statementsInDoubt, batch } = conversation;
  for (const { name, parse, takeBack } of parses) {
    // What speaks of it in this very batch waits, too.
    statementsInDoubt.add(name, batch - 1);
    outstanding.push(request('parse', { injected: true, takeBack }));
    outstanding.push(request('sync', { injected: true }));
    toServer.put(parse);
    toServer.put(syncFrame);
    pool?.endsBatch('sync');
  }
}

interface NamingParse {
  readonly name: string;
  readonly parse: Buffer;
  readonly takeBack: () => void;
}
