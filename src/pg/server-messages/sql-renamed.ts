import type { Conversation } from '../conversation.js';
import type { OutstandingRequest } from '../outstanding.js';
import { bookName } from '../statement-book.js';

/** Follows what SQL makes of the names of prepared statements, by the tags of commands that are over. */
export class SqlRenamed {
  readonly #conversation: Conversation;
  /** How many statements of the Query that is answered have dropped what was prepared. */
  #dropped = 0;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** A command of `head` is over. */
  follow(tag: string, head: OutstandingRequest | null): void {
    if (tag === 'PREPARE') this.#conversation.statements.doubt();
    else if (tag.startsWith('DEALLOCATE') || tag === 'DISCARD ALL') this.#drop(tag, head);
  }

  #drop(tag: string, head: OutstandingRequest | null): void {
    const { statements, pool } = this.#conversation;
    if (pool === null) statements.doubt();
    // Of an Execute it was noted where that stood among the others.
    if (head?.kind === 'execute') return;
    const name = tag === 'DEALLOCATE' ? (head?.statement?.use?.deallocates[this.#dropped] ?? null) : null;
    this.#dropped += 1;
    if (name !== null) statements.set(bookName(name), null);
    else if (pool !== null || tag !== 'DEALLOCATE') {
      pool?.deallocated();
      statements.clear();
    }
  }

  /** The Query is over. */
  ready(): void {
    this.#dropped = 0;
  }
}
