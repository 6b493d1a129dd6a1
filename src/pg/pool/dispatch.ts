import type { FrameReceiver, TransactionStatus } from '../../pgwire/index.js';
import type { ServerSideHost } from '../server-side.js';
import { type Batch, isFast } from './batch.js';
import { OwnTurns } from './own-turns.js';
import { Pending } from './pending.js';
import type { Pool } from './pool.js';
import type { PoolUser } from './pool-user.js';
import type { BatchTurn, ServerLink } from './server-link.js';
import type { SessionTraces } from './session-traces.js';
import type { Variant } from './variant.js';

/** Whose batches they are. */
export interface DispatchHost extends PoolUser {
  readonly status: TransactionStatus;
  readonly isEnded: boolean;
  /** That the client holds; null: none. */
  readonly held: ServerLink | null;
  /** Hears what answers the client's statements. */
  readonly plan: FrameReceiver;
  /** The client may send more. */
  releaseClient(): void;
}

export interface DispatchParts {
  readonly pool: Pool;
  readonly variant: Variant;
  readonly traces: SessionTraces;
  readonly host: DispatchHost;
}

/** How fast a read must have been to stand before those of others, as a part of what they may be delayed. */
const FAST_PART = 0.25;

/**
 * Where what one client has sent goes while it holds no connection: between the reads of others, if it is such, or to a
 * connection that the pool grants.
 */
export class Dispatch {
  readonly #parts: DispatchParts;
  readonly turns = new OwnTurns();
  /** Waits for a connection. */
  readonly pending = new Pending();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  /** It waits for a connection. */
  get isWaiting(): boolean {
    return this.pending.batch !== null;
  }

  /** Nothing of the client's is under way, or yet to be sent once more. */
  get isIdle(): boolean {
    return this.turns.count === 0 && !this.turns.hasAgain;
  }

  /** Sends what waits. True when the client may go on. */
  send(): boolean {
    const { batch } = this.pending;
    if (batch === null) return true;
    const { pool, variant, host } = this.#parts;
    if (this.turns.hasAgain) return false;
    if (this.turns.count > 0) {
      const link = this.turns.on;
      if (link === null || !this.#isPipelineable(batch) || !pool.takesMore(link, batch)) return false;
      this.hasTurnOn(link, batch);
      link.take(this.#turnOf(batch));
      return true;
    }
    if (this.#isPipelineable(batch)) {
      const link = pool.submit(this.#turnOf(batch), variant, host.settings);
      if (link !== null) {
        this.hasTurnOn(link, batch);
        return true;
      }
    }
    pool.acquire(host, variant);
    return !this.isWaiting;
  }

  /** Waits behind what waits. True when the client may go on: what was canceled fails when its end is here. */
  waitBehind(batch: Batch, hosted: ServerSideHost): boolean {
    const { pending } = this;
    const { awaitsEnd } = pending;
    pending.add(batch);
    if (!awaitsEnd || batch.readies === 0) return pending.awaitsEnd;
    const waiting = pending.batch;
    // Not in the middle of what the client sends.
    setImmediate(() => {
      if (pending.batch === waiting) this.#cancelWaiting(hosted);
    });
    return false;
  }

  /** As `PoolUser.asTurn`. */
  asTurn(): BatchTurn | null {
    const { batch } = this.pending;
    return batch !== null && this.turns.count === 0 && this.#isPipelineable(batch) ? this.#turnOf(batch) : null;
  }

  /** What was pending has its turn there. */
  hasTurnOn(link: ServerLink, batch: Batch): void {
    this.turns.added(link, batch);
    this.#parts.pool.totals.assignments += 1;
    this.pending.take();
  }

  /** What was taken off a connection before anything of it was answered is sent once more. */
  rerun(batch: Batch): void {
    this.turns.takenOff(batch);
    this.#sendAgain();
  }

  /** Nothing of it was in the connection that was lost. */
  sendElsewhere(batch: Batch): void {
    const { pool, variant, host } = this.#parts;
    this.pending.putBefore(batch);
    pool.acquire(host, variant);
  }

  /** What has not run, or nobody sees what of, fails as if it had been canceled at once. `hosted` is the client's session. */
  cancel(hosted: ServerSideHost): void {
    const { on } = this.turns;
    if (on === null) this.#cancelWaiting(hosted);
    else this.#cancelBehindOthers(on, hosted);
  }

  #cancelBehindOthers(link: ServerLink, hosted: ServerSideHost): void {
    const { traces, host } = this.#parts;
    for (const { batch } of link.takeOff((turn) => turn.user === host)) {
      if (batch !== null) this.turns.takenOff(batch);
    }
    const again = this.turns.takeAgain();
    if (again === null) return;
    this.pending.putBefore(again);
    this.pending.cancelFirst(hosted, traces);
    const goesOn = this.send();
    hosted.flushToClient();
    if (goesOn) hosted.releaseClient();
  }

  #cancelWaiting(hosted: ServerSideHost): void {
    const { pool, traces, host } = this.#parts;
    if (!pool.isQueued(host)) return;
    this.pending.cancelFirst(hosted, traces);
    if (!this.isWaiting) pool.forgo(host);
    hosted.flushToClient();
    hosted.releaseClient();
  }

  #isPipelineable(batch: Batch): boolean {
    const { pool, traces, host } = this.#parts;
    if (!batch.isPlain || !batch.isComplete || host.status !== 'I' || traces.changesSettings) return false;
    if (batch.wasTakenOff) return false;
    return isFast(batch, pool.facts.options().pipelineDelayMaxMs * FAST_PART);
  }

  #turnOf(batch: Batch): BatchTurn {
    const { host } = this.#parts;
    return { user: host, receiver: host.plan, readies: batch.readies, batch, begun: false, onEnd: this.#turnEnded };
  }

  readonly #turnEnded = (): void => {
    const { host } = this.#parts;
    if (!this.turns.removed() || host.isEnded) return;
    if (this.turns.hasAgain) return this.#sendAgain();
    if (this.isWaiting && this.send()) host.releaseClient();
  };

  /** What was taken off comes before what has come since, on a connection that the client holds. */
  #sendAgain(): void {
    const { pool, variant, host } = this.#parts;
    if (this.turns.count > 0 || host.held !== null) return;
    const batch = this.turns.takeAgain();
    if (batch === null) return;
    if (this.isWaiting) pool.forgo(host);
    this.pending.putBefore(batch);
    pool.acquire(host, variant);
  }
}
