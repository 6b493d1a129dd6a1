import type { Conversation } from '../conversation.js';
import type { SharedStatement } from '../pool/shared-statement.js';
import type { PreparedStatement } from '../statement-book.js';

/**
 * What stands under this name on a connection of a pool, and not in the books, is nothing, or another client's. Without a pin
 * nothing of SQL's making stands there, and SQL makes no unnamed one.
 */
export function isNobodys({ pool }: Conversation, name: string): boolean {
  return pool !== null && (name === '' || !pool.isPinned);
}

/** What a server connection of a pool is to know a statement as, under the settings of now; null: by the client's own name. */
export function sharedNow({ pool }: Conversation, prepared: PreparedStatement): SharedStatement | null {
  if (prepared.shared === null || pool === null) return null;
  prepared.shared = pool.current(prepared.statement, prepared.shared);
  return prepared.shared;
}
