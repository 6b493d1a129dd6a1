import type { TransactionStatus } from '../../pgwire/index.js';
import type { Batch } from './batch.js';
import type { Holding } from './holding.js';
import type { OwnTurns } from './own-turns.js';

/** A connection more than that may hold a statement that has changed. */
const RETRIES_MAX = 20;

/** What of a client's is sent once more, because a server knew its statements by another meaning, or not at all. */
export class Retries {
  readonly #holding: Holding;
  readonly #turns: OwnTurns;
  /** A turn is to be sent once more; what comes meanwhile waits. */
  #ofTurn = false;

  constructor(holding: Holding, turns: OwnTurns) {
    this.#holding = holding;
    this.#turns = turns;
  }

  get holdsBack(): boolean {
    return this.#holding.holdsBack || this.#ofTurn;
  }

  /** As `LinkUser.mayRetry`, in a transaction of this status. What comes is held back then. */
  may(sqlstate: string, status: TransactionStatus): boolean {
    const batch = this.#batch;
    const isHeld = this.#holding.link !== null;
    if (batch === null || status !== 'I' || batch.readies > 1 || batch.retries >= RETRIES_MAX) return false;
    if (isHeld && !this.#holding.given.isLastWhole) return false;
    // Who has described a statement before relies on what was said then: PostgreSQL's own error tells it.
    if (!(sqlstate === '0A000' ? batch.preparesAll : batch.shared.length > 0)) return false;
    if (isHeld) this.#holding.holdBack();
    else this.#ofTurn = true;
    return true;
  }

  /** What is to be sent now; null: it is gone. */
  begin(): Batch | null {
    this.#ofTurn = false;
    const batch = this.#batch;
    if (batch !== null) batch.retries += 1;
    return batch;
  }

  get #batch(): Batch | null {
    return this.#holding.link === null ? this.#turns.only : this.#holding.given.last;
  }
}
