import type { ForwardableStatement } from '../../enforce/index.js';
import type { Conversation } from '../conversation.js';
import type { OutstandingRequest } from '../outstanding.js';
import { bookName } from '../statement-book.js';
import { changesReading } from './reading.js';

/** `elements`: as its portal has them; a Query brings no arrays. A statement is sent for execution by `entry`; null: as `PoolPort.executes` has it. A name that it gives by SQL is the protocol's no more, or it fails. */
export function sent(
  conversation: Conversation,
  statement: ForwardableStatement,
  entry: OutstandingRequest | null,
  elements: number,
): void {
  const { observer, store, gate, pool } = conversation;
  gate.sent(statement, elements);
  pool?.executes(statement, entry);
  if (changesReading(statement)) conversation.readings += 1;
  for (const { kind, name } of statement.takesNames ?? []) {
    const bytes = bookName(name);
    if (kind === 'statement') conversation.rename(bytes, null);
    else conversation.rebind(bytes, null);
  }
  observer.statement(store, statement.purpose, statement.verdict);
}
