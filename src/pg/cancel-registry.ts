import { timingSafeEqual } from 'node:crypto';
import { fewRandomBytes } from '../base/index.js';

/** Who may be cancelled. */
export interface Cancellable {
  /** Cancels what is being executed; does nothing when nothing is. */
  cancel(): Promise<void>;
}

interface Entry {
  readonly secretKey: Buffer;
  readonly target: Cancellable;
}

/**
 * Which session a CancelRequest means. The process id is the server's own, as clients compare it with that of a
 * notification; the key is the gateway's, so that nobody who learns it could cancel past the gateway.
 */
export class CancelRegistry {
  readonly #entries = new Map<number, Entry[]>();

  /** A process id for a session without a server process of its own. */
  freeProcessId(): number {
    for (;;) {
      const processId = fewRandomBytes(4).readUInt32BE(0) >>> 1;
      if (processId !== 0 && !this.#entries.has(processId)) return processId;
    }
  }

  /** Makes a key: 4 bytes in protocol 3.0, 32 in 3.2. `release` ends its meaning. */
  register(processId: number, minor: 0 | 2, target: Cancellable): { secretKey: Buffer; release: () => void } {
    const entry: Entry = { secretKey: fewRandomBytes(minor === 2 ? 32 : 4), target };
    // Process ids of several servers may be the same.
    const same = this.#entries.get(processId);
    if (same === undefined) this.#entries.set(processId, [entry]);
    else same.push(entry);
    return { secretKey: entry.secretKey, release: () => this.#release(processId, entry) };
  }

  /** Cancels the session that was given this key. False for an unknown one, which PostgreSQL ignores. */
  async cancel(processId: number, secretKey: Buffer): Promise<boolean> {
    let found = false;
    for (const entry of this.#entries.get(processId) ?? []) {
      if (entry.secretKey.length === secretKey.length && timingSafeEqual(entry.secretKey, secretKey)) {
        found = true;
        await entry.target.cancel();
      }
    }
    return found;
  }

  #release(processId: number, entry: Entry): void {
    const left = (this.#entries.get(processId) ?? []).filter((one) => one !== entry);
    if (left.length === 0) this.#entries.delete(processId);
    else this.#entries.set(processId, left);
  }
}
