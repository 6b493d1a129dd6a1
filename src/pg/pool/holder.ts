import type { Batch } from './batch.js';
import type { LinkUser } from './turn.js';

/** Who holds a server connection, and what it owes its holder. */
export class Holder<L> {
  #user: LinkUser<L> | null = null;
  /** ReadyForQuery that the holder waits for; and whether it has sent something since the last one. */
  #owed = 0;
  #isAsked = false;
  /** The last that it sent is no Sync or Query: the server may be hearing nothing before one. */
  #isOpen = false;
  /** Something has come for it since it sent something. */
  #isAnswered = false;

  /** Null: nobody. */
  get user(): LinkUser<L> | null {
    return this.#user;
  }

  /** It waits for nothing, and the server for nothing of it. */
  get isSettled(): boolean {
    return this.#owed <= 0 && !this.#isOpen;
  }

  /** What is asked now is not taken for an answer to it. */
  get leavesRoom(): boolean {
    return !this.#isAsked && !this.#isOpen;
  }

  /** Nothing of what it waits for has come, and it waits for one batch at most. */
  get isUnanswered(): boolean {
    return !this.#isAnswered && this.#owed <= 1;
  }

  /** It has sent no Sync or Query that is not answered: the server hears nothing before one. */
  get isOwedNothing(): boolean {
    return this.#owed === 0;
  }

  begin(user: LinkUser<L>): void {
    this.#user = user;
    this.settle();
  }

  /** It lets go, or is gone. Returns who it was. */
  end(): LinkUser<L> | null {
    const user = this.#user;
    this.#user = null;
    return user;
  }

  sends({ readies, isComplete }: Batch): void {
    if (!this.#isAsked) this.#isAnswered = false;
    this.#owed += readies;
    this.#isAsked = true;
    this.#isOpen = !isComplete;
  }

  /** Something that is for it has come. */
  answered(): void {
    this.#isAnswered = true;
  }

  /** A ReadyForQuery has come for it. */
  ready(): void {
    this.#owed -= 1;
    this.#isAsked = this.#owed > 0;
  }

  /** All that it has sent is answered, also what the server was not to answer; or will be somebody else's. */
  settle(): void {
    this.#owed = 0;
    this.#isAsked = false;
    this.#isOpen = false;
  }
}
