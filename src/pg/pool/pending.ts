import type { ServerSideHost } from '../server-side.js';
import { type Batch, joined } from './batch.js';
import { sayCanceled } from './in-servers-place.js';
import type { SessionTraces } from './session-traces.js';

/** So often more may come of what was canceled before its end was here: a client need not send an end. */
const MORE_MAX = 64;

/** What a client has sent and no server has been given: sealed, as one batch. */
export class Pending {
  #batch: Batch | null = null;
  /** How often more may come of what was canceled before its end was here. */
  #more = 0;

  /** Null: nothing. */
  get batch(): Batch | null {
    return this.#batch;
  }

  /** It was canceled before its end was here, which is awaited. */
  get awaitsEnd(): boolean {
    return this.#more > 0;
  }

  /** Comes behind what is there. */
  add(batch: Batch): void {
    if (this.#more > 0) this.#more -= 1;
    if (this.#batch === null) this.#batch = batch;
    else this.#batch.append(batch);
  }

  /** What had been given, and is to be sent once more or elsewhere, comes before what has come since. */
  putBefore(batch: Batch): void {
    this.#batch = this.#batch === null ? batch : joined([batch, this.#batch]);
  }

  /** It is the caller's then. */
  take(): Batch | null {
    const batch = this.#batch;
    this.#batch = null;
    this.#more = 0;
    return batch;
  }

  /**
   * What waits has not run, or nobody sees what of: it fails as if it had been canceled at once. Of several Syncs and Queries it
   * is the first, with what the gateway has put before it; the others wait on. Of what is here in part that is yet to come.
   */
  cancelFirst(host: ServerSideHost, traces: SessionTraces): void {
    this.#more = this.#batch?.readies === 0 ? MORE_MAX : 0;
    let isOwn = true;
    while (isOwn && this.#batch !== null && this.#batch.readies > 0) {
      isOwn = host.awaitsOwnReady;
      this.#batch = this.#batch.behindFirst();
      traces.firstCanceled(this.#batch === null);
      sayCanceled(host.plan);
    }
  }
}
