import { encodeQuery } from '../../pgwire/index.js';

/** Who moves sequences, on one server connection or another. */
export interface SequenceUser {
  /** Which of all moves was its last. Changed by `SequenceUsers` alone. */
  lastMove: number;
}

/** Counts the moves of all users on all connections. */
let moves = 0;

/**
 * Whose statements may have moved sequences on one server connection since it knew of none: what `currval` and `lastval` say
 * there is theirs, and of today where they have moved none elsewhere since.
 */
export class SequenceUsers<User extends SequenceUser> {
  #user: User | null = null;
  /** Of that user, here. */
  #lastMove = 0;
  #isMixed = false;

  /** Something of `user` that may have moved a sequence is sent. */
  moves(user: User): void {
    if (this.#user === null) this.#user = user;
    else if (!this.#isLastOf(user)) this.#isMixed = true;
    moves += 1;
    user.lastMove = moves;
    this.#lastMove = moves;
  }

  /** Nothing else than the user's last moves is known here. */
  areOf(user: User): boolean {
    return !this.#isMixed && (this.#user === null || this.#isLastOf(user));
  }

  /** The connection knows of none any more. */
  clear(): void {
    this.#user = null;
    this.#isMixed = false;
  }

  #isLastOf(user: User): boolean {
    return this.#user === user && this.#lastMove === user.lastMove;
  }
}

/** Makes a connection know of no sequence's last value. */
export const discardSequences = encodeQuery('DISCARD SEQUENCES');
