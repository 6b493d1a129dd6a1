import type { TransactionStatus } from '../../pgwire/index.js';
import { type Batch, tookAlone } from './batch.js';

/** What a client's held connection was given since nothing of the client's was under way on it. */
export class GivenBatches {
  #last: Batch | null = null;
  #lastAtMs = 0;
  #sinceMs = 0;
  #transactionSinceMs = 0;
  #count = 0;
  /** Nothing of that but reads. */
  #isPlain = true;
  /** A part of the last has been answered without the server. */
  #isAnsweredInPart = false;

  /** A batch is about to be given, in a transaction of this status. */
  add(batch: Batch, status: TransactionStatus): void {
    this.#lastAtMs = performance.now();
    if (this.#count === 0) {
      this.#sinceMs = this.#lastAtMs;
      if (status === 'I') this.#transactionSinceMs = this.#lastAtMs;
    }
    this.#last = batch;
    batch.soundReadies = this.#soundReadies(batch, status);
    this.#count += 1;
    this.#isPlain &&= batch.isPlain;
    this.#isAnsweredInPart = false;
  }

  /** Up to which of its Syncs and Queries the transaction can't be aborted. */
  #soundReadies({ isPlain }: Batch, status: TransactionStatus): number {
    if (status === 'I' && this.#isPlain && isPlain) return Number.POSITIVE_INFINITY;
    return status === 'E' || this.#count > 0 ? 0 : 1;
  }

  /** When the first of it was given, in ms of `performance.now`. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** When what began the transaction was given. */
  get transactionSinceMs(): number {
    return this.#transactionSinceMs;
  }

  get last(): Batch | null {
    return this.#last;
  }

  /** Nothing of it was answered, and nothing was given with it. */
  get isLastWhole(): boolean {
    return this.#count === 1 && !this.#isAnsweredInPart;
  }

  answeredInPart(): void {
    this.#isAnsweredInPart = true;
  }

  /** All of it is answered. */
  settled(): void {
    this.#count = 0;
    this.#isPlain = true;
  }

  /** The last is to be given once more. */
  again(): void {
    this.#count = 0;
  }

  /** The connection is done with: notes how long what it ran took, if that was one batch. `delayMaxMs` as `tookAlone` has it. */
  note(delayMaxMs: number): void {
    const batch = this.#last;
    this.#last = null;
    if (batch === null || !batch.isComplete || batch.readies !== 1) return;
    const tookMs = performance.now() - this.#lastAtMs;
    for (const timing of batch.timings) tookAlone(timing, tookMs / batch.timings.length, delayMaxMs);
  }
}
