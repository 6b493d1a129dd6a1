import { GatewayError } from '../../errors/index.js';
import { isPast } from '../session-end.js';
import type { PoolOptions } from './pool-options.js';
import type { PoolUser } from './pool-user.js';
import type { Variant } from './variant.js';

interface Waiter {
  readonly variant: Variant;
  readonly sinceMs: number;
  isTold: boolean;
}

/** Who waits for a connection, in the order in which they came. */
export class WaitingLine {
  readonly #waiters = new Map<PoolUser, Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  has(user: PoolUser): boolean {
    return this.#waiters.has(user);
  }

  add(user: PoolUser, variant: Variant): void {
    this.#waiters.set(user, { variant, sinceMs: performance.now(), isTold: false });
  }

  leave(user: PoolUser): void {
    this.#waiters.delete(user);
  }

  /** Who leaves while they are looked through is not seen again. */
  [Symbol.iterator](): Iterator<[PoolUser, Omit<Waiter, 'isTold'>]> {
    return this.#waiters[Symbol.iterator]();
  }

  /** How long the first has waited. */
  waitedMs(nowMs: number): number {
    const [first] = this.#waiters.values();
    return first === undefined ? 0 : nowMs - first.sinceMs;
  }

  /** Sends away who has waited for too long, and tells who has for long. */
  check(nowMs: number, { waitTimeoutMs, waitNotifyMs }: PoolOptions): void {
    for (const [user, waiter] of this.#waiters) {
      if (isPast(waitTimeoutMs, waiter.sinceMs, nowMs)) {
        this.#waiters.delete(user);
        user.denied(waitedTooLong());
      } else if (isPast(waitNotifyMs, waiter.sinceMs, nowMs) && !waiter.isTold) {
        waiter.isTold = true;
        user.isKeptWaiting();
      }
    }
  }

  /** Sends all away, or those of one variant. */
  deny(error: Error, variant: Variant | null): void {
    const denied = [...this.#waiters].filter(([, waiter]) => variant === null || waiter.variant === variant);
    for (const [user] of denied) {
      this.#waiters.delete(user);
      user.denied(error);
    }
  }
}

function waitedTooLong(): GatewayError {
  return new GatewayError('shutting_down', 'terminating connection due to `query_wait_timeout`', { sqlstate: '57014' });
}
