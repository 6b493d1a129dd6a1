import { encodeQuery } from '../../pgwire/index.js';

/**
 * Whose statements may have moved sequences on one server connection since it knew of none: what `currval` and `lastval` say
 * there is theirs.
 */
export class SequenceUsers<User> {
  #user: User | null = null;
  #areMany = false;

  /** Something of `user` that may have moved a sequence is sent. */
  moves(user: User): void {
    if (this.#user === null) this.#user = user;
    else if (this.#user !== user) this.#areMany = true;
  }

  /** Nobody else's have. */
  areOf(user: User): boolean {
    return !this.#areMany && (this.#user === null || this.#user === user);
  }

  /** The connection knows of none any more. */
  clear(): void {
    this.#user = null;
    this.#areMany = false;
  }
}

/** Makes a connection know of no sequence's last value. */
export const discardSequences = encodeQuery('DISCARD SEQUENCES');
