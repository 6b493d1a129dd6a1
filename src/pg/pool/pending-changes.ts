import type { SettingChange } from '../../enforce/index.js';

/** A change of a setting that has been sent, and the batch that it was sent in. */
export interface PendingChange {
  readonly batch: number;
  readonly change: SettingChange;
}

/** Changes whose transactions are not over, in the order in which they were sent. A client may send any number at once. */
export class PendingChanges {
  #changes: PendingChange[] = [];
  /** Where those that were not taken begin. */
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#changes.length;
  }

  /** Batches never fall. */
  push(change: PendingChange): void {
    this.#changes.push(change);
  }

  /** There is one of this batch. */
  has(batch: number): boolean {
    return this.#changes[this.#behind(batch - 1)]?.batch === batch;
  }

  /** Those of batches up to this one, which are pending no more. */
  take(batch: number): readonly PendingChange[] {
    const end = this.#behind(batch);
    const taken = this.#changes.slice(this.#first, end);
    this.#first = end;
    if (this.#first > this.#changes.length / 2) {
      this.#changes = this.#changes.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }

  /** Where the first one of a later batch stands. */
  #behind(batch: number): number {
    let low = this.#first;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle] as PendingChange).batch <= batch) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
