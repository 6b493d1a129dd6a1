import { type Batch, joined } from './batch.js';
import type { ServerLink } from './server-link.js';

/** One client's turns between the reads of others: on one connection at a time. */
export class OwnTurns {
  #on: ServerLink | null = null;
  #count = 0;
  /** Batches that have to be sent once more, in order. */
  #again: Batch[] = [];
  #only: Batch | null = null;

  /** Where they are. */
  get on(): ServerLink | null {
    return this.#on;
  }

  get count(): number {
    return this.#count;
  }

  /** Something is to be sent once more. */
  get hasAgain(): boolean {
    return this.#again.length > 0;
  }

  /** The batch of its turn, if it has one alone. */
  get only(): Batch | null {
    return this.#only;
  }

  /** There are some, on a connection that is there and has something under way. */
  get isUnderWay(): boolean {
    return this.#on !== null && !this.#on.isClosed && this.#on.depth > 0;
  }

  /** A batch has become the first turn on a connection, or a further one. */
  added(link: ServerLink, batch: Batch): void {
    this.#on = link;
    this.#count += 1;
    this.#only = this.#count === 1 ? batch : null;
  }

  /** One is over, or was taken off. True when it was the last. */
  removed(): boolean {
    this.#count -= 1;
    if (this.#count > 0) return false;
    this.#on = null;
    // Whoever is idle keeps nothing of what it sent.
    this.#only = null;
    return true;
  }

  /** One was taken off before anything of it was answered. */
  takenOff(batch: Batch): void {
    this.removed();
    batch.wasTakenOff = true;
    this.#again.push(batch);
  }

  /** What is to be sent once more, as one; null: nothing. */
  takeAgain(): Batch | null {
    const again = this.#again;
    this.#again = [];
    return joined(again);
  }

  lost(link: ServerLink): void {
    if (this.#on === link) this.#on = null;
  }
}
