import type { PinReason } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import type { FrameReceiver, TransactionStatus } from '../../pgwire/index.js';
import type { ServerSink } from '../outlet.js';
import type { Leaving, ServerSide, ServerSideHost, TransactionEnd } from '../server-side.js';
import { type Batch, isFast } from './batch.js';
import type { CarriedSettings } from './carried-settings.js';
import { Gathering, type GatheringHost } from './gathering.js';
import { Holding, type HoldingHost } from './holding.js';
import { keptWaiting, sayReady } from './in-servers-place.js';
import { OwnTurns } from './own-turns.js';
import { Pending } from './pending.js';
import type { Pool } from './pool.js';
import type { PoolPort } from './pool-port.js';
import type { PoolUser } from './pool-user.js';
import { Retries } from './retries.js';
import type { BatchTurn, ServerLink } from './server-link.js';
import { SessionTraces } from './session-traces.js';
import { ToldStatuses } from './told-statuses.js';
import type { Variant } from './variant.js';

export interface PooledServerParts {
  readonly pool: Pool;
  readonly variant: Variant;
  /** What the client's startup message sets beside what the connections were opened with. */
  readonly first: CarriedSettings;
  readonly pinned: (reason: PinReason) => void;
  /** What the client is told of the server's parameters when it enters. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** The plan of a session's answers, which also answers what was never sent. */
interface SessionPlan extends FrameReceiver {
  settleFakes(): boolean;
}

/** How fast a read must have been to stand before those of others, as a part of what they may be delayed. */
const FAST_PART = 0.25;

/**
 * A session's server side in transaction mode: what the client sends is gathered, and goes to a connection of the pool that
 * the client keeps until its transaction is over (`Holding`), or between the reads of others (`OwnTurns`).
 */
export class PooledServer implements ServerSide, PoolUser, GatheringHost, HoldingHost {
  readonly #parts: PooledServerParts;
  readonly #traces: SessionTraces;
  readonly #gathering: Gathering;
  readonly #holding: Holding;
  readonly #turns = new OwnTurns();
  #host: ServerSideHost | null = null;
  /** Waits for a connection. */
  readonly #pending = new Pending();
  readonly #retries: Retries;
  #status: TransactionStatus = 'I';
  #ended = false;
  readonly #told: ToldStatuses;
  heard = false;

  constructor(parts: PooledServerParts) {
    const { pool, first, pinned, statuses } = parts;
    this.#parts = parts;
    this.#traces = new SessionTraces(first, pinned);
    this.#gathering = new Gathering({
      statements: pool.statements,
      totals: pool.totals,
      cleanUses: pool.cleanUses,
      code: pool.code,
      traces: this.#traces,
      host: this,
    });
    this.#holding = new Holding(pool, this.#traces, this);
    this.#retries = new Retries(this.#holding, this.#turns);
    this.#told = new ToldStatuses(statuses);
  }

  get sink(): ServerSink {
    return this.#gathering;
  }

  /** What the session's plans tell and ask. */
  get port(): PoolPort {
    return this.#gathering;
  }

  get settings(): CarriedSettings {
    return this.#traces.settings;
  }

  get plan(): FrameReceiver {
    return this.#hosted.plan;
  }

  get status(): TransactionStatus {
    return this.#status;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  /** It waits for a connection. */
  get isWaiting(): boolean {
    return this.#pending.batch !== null;
  }

  get isShared(): boolean {
    return this.held === null && this.#turns.count > 0;
  }

  get isAdrift(): boolean {
    if (this.#ended || this.#hosted.isSettled || this.#turns.hasAgain) return false;
    const { pool } = this.#parts;
    const { held } = this;
    if (this.isWaiting && pool.isQueued(this)) return false;
    if (held !== null) return held.isClosed || (held.isSettled && held.depth === 0);
    if (this.#turns.count === 0) return this.isWaiting || this.#hosted.awaitsReady;
    return !this.#turns.isUnderWay;
  }

  /** Of the server that runs its statements now; null: none. */
  get processId(): number | null {
    return this.current?.processId ?? null;
  }

  get held(): ServerLink | null {
    return this.#holding.link;
  }

  get current(): ServerLink | null {
    return this.#holding.link ?? this.#turns.on;
  }

  get isIdle(): boolean {
    return this.#hosted.isSettled && this.#gathering.isEmpty && this.#hosted.isBetweenMessages;
  }

  get hasCompleteBatch(): boolean {
    return this.#hosted.hasCompleteBatch;
  }

  get #hosted(): ServerSideHost {
    if (this.#host === null) throw new GatewayError('internal', 'a session has no relay');
    return this.#host;
  }

  attach(host: ServerSideHost): void {
    this.#host = host;
  }

  start(): void {}

  // What the client sends.

  get takesMore(): boolean {
    return this.#ended || !this.isWaiting;
  }

  take(batch: Batch): boolean {
    if (this.#ended) return true;
    if (this.isWaiting) {
      this.#pending.add(batch);
      return false;
    }
    const { held } = this;
    const { holdsBack } = this.#retries;
    const isIdleBefore = held === null && this.#turns.count === 0 && !holdsBack && !this.#turns.hasAgain;
    if (isIdleBefore && batch.asksNothing) {
      this.#answer(batch);
      return true;
    }
    if (held !== null && !holdsBack) {
      this.#holding.give(batch);
      return !held.isFull;
    }
    this.#pending.add(batch);
    // What is sent once more comes first.
    return !holdsBack && this.#dispatch();
  }

  /** Says what any server would say. What this one does not hold prepared it is told when it is used. */
  #answer({ needs }: Batch): void {
    for (const { entry } of needs) entry.fake = true;
    sayReady(this.plan);
    this.#hosted.flushToClient();
  }

  reclaims(): boolean {
    const { pool, variant } = this.#parts;
    const link = !this.isWaiting && this.#turns.count === 0 ? pool.reclaim(this, variant) : null;
    if (link === null) return false;
    this.#holding.take(link, true);
    return true;
  }

  ownsSequences(): boolean {
    this.#parts.pool.asksForSequences = true;
    const { held } = this;
    if (held === null || held.hasSequencesOf(this)) return true;
    if (held.isSettled && this.#status !== 'E') held.forgetSequences();
    return false;
  }

  takePending(): Batch | null {
    return this.#pending.take();
  }

  /** True when the client may go on. */
  #dispatch(): boolean {
    const { batch } = this.#pending;
    if (batch === null) return true;
    const { pool, variant } = this.#parts;
    if (this.#turns.hasAgain) return false;
    if (this.#turns.count > 0) {
      const link = this.#turns.on;
      if (link === null || !this.#isPipelineable(batch) || !pool.takesMore(link, batch)) return false;
      this.#hasTurnOn(link, batch);
      link.take(this.#turnOf(batch));
      return true;
    }
    if (this.#isPipelineable(batch)) {
      const link = pool.submit(this.#turnOf(batch), variant, this.settings);
      if (link !== null) {
        this.#hasTurnOn(link, batch);
        return true;
      }
    }
    pool.acquire(this, variant);
    return !this.isWaiting;
  }

  #isPipelineable(batch: Batch): boolean {
    if (!batch.isPlain || !batch.isComplete || this.#status !== 'I' || this.#traces.changesSettings) return false;
    if (batch.wasTakenOff) return false;
    return isFast(batch, this.#parts.pool.facts.options().pipelineDelayMaxMs * FAST_PART);
  }

  #turnOf(batch: Batch): BatchTurn {
    return {
      user: this,
      receiver: this.#hosted.plan,
      readies: batch.readies,
      batch,
      begun: false,
      onEnd: this.#turnEnded,
    };
  }

  /** What was pending has its turn there. */
  #hasTurnOn(link: ServerLink, batch: Batch): void {
    this.#turns.added(link, batch);
    this.#parts.pool.totals.assignments += 1;
    this.#pending.take();
  }

  readonly #turnEnded = (): void => {
    if (!this.#turns.removed() || this.#ended) return;
    if (this.#turns.hasAgain) return this.#dispatchAgain();
    if (this.isWaiting && this.#dispatch()) this.#hosted.releaseClient();
  };

  /** What was taken off comes before what has come since, on a connection that the client holds. */
  #dispatchAgain(): void {
    const { pool, variant } = this.#parts;
    if (this.#turns.count > 0 || this.held !== null) return;
    const batch = this.#turns.takeAgain();
    if (batch === null) return;
    if (this.isWaiting) pool.forgo(this);
    this.#pending.putBefore(batch);
    pool.acquire(this, variant);
  }

  // What the session, the pool and its connections tell.

  ready(status: TransactionStatus, ended: TransactionEnd): void {
    this.#status = status;
    this.#traces.ready();
    if (ended === 'within') this.#traces.endedWithin();
    if (status === 'I') this.#parts.pool.totals.transactions += 1;
    // What has come in part is yet to come as a whole: the server reads on.
    this.#holding.ready(this.#hosted.isSettled, this.#hosted.isBetweenMessages, ended !== 'kept');
  }

  granted(link: ServerLink): void {
    const batch = this.#ended ? null : this.#pending.take();
    if (batch === null) {
      this.#parts.pool.release(link, this.settings, true);
      return;
    }
    this.#holding.take(link);
    this.#holding.give(batch);
    this.#hosted.releaseClient();
  }

  asTurn(): BatchTurn | null {
    const { batch } = this.#pending;
    return batch !== null && this.#turns.count === 0 && this.#isPipelineable(batch) ? this.#turnOf(batch) : null;
  }

  joined(link: ServerLink, { batch }: BatchTurn): void {
    this.#hasTurnOn(link, batch);
    this.#hosted.releaseClient();
  }

  isKeptWaiting(): void {
    this.#hosted.tell(keptWaiting);
    this.#hosted.flushToClient();
  }

  denied(error: Error): void {
    if (!this.#ended) this.#hosted.fault(error);
  }

  mayRetry(sqlstate: string): boolean {
    return this.#retries.may(sqlstate, this.#status);
  }

  retry(link: ServerLink): void {
    const batch = this.#retries.begin();
    if (this.#ended || batch === null) return;
    if (this.held === link) this.#holding.giveAgain(batch);
    else this.rerun({ batch });
  }

  /** The connection was lost, or others were in the way, before anything of the turn was answered. */
  rerun({ batch }: Pick<BatchTurn, 'batch'>): void {
    if (this.#ended) return;
    this.#turns.takenOff(batch);
    this.#dispatchAgain();
  }

  chunkEnded(): boolean {
    this.heard = true;
    // In a turn they are answered with what the server says next: until then it may be sent once more, elsewhere.
    const settles = this.held !== null && (this.#hosted.plan as SessionPlan).settleFakes();
    if (settles) this.#holding.given.answeredInPart();
    return this.#hosted.flushToClient();
  }

  meets(statuses: ReadonlyMap<string, string>): void {
    this.#told.meets(statuses, this.#tell);
  }

  isTold(statuses: ReadonlyMap<string, string>): void {
    if (this.held !== null) this.#traces.isTold();
    this.#told.isTold(statuses);
  }

  readonly #tell = (frame: Buffer): void => this.#hosted.tell(frame);

  releaseClient(): void {
    this.#hosted.releaseClient();
  }

  linkDrained(): void {
    this.#hosted.releaseClient();
  }

  clientDrained(): void {
    this.current?.clientDrained();
  }

  fault(fault: unknown): void {
    this.#holding.lose();
    this.#hosted.fault(fault);
  }

  linkLost(link: ServerLink): void {
    if (this.held === link) {
      const unsent = this.#holding.loseUnsent();
      if (unsent !== null && !this.#ended) return this.#waitElsewhere(unsent);
    }
    this.#turns.lost(link);
    if (!this.#ended) this.#hosted.serverLeft();
  }

  /** Nothing of the client's was in the connection that was lost. */
  #waitElsewhere(unsent: Batch): void {
    const { pool, variant } = this.#parts;
    this.#pending.putBefore(unsent);
    pool.acquire(this, variant);
  }

  get passesPart(): boolean {
    const link = this.current;
    return link !== null && (link.head === null || link.head.user === this) && link.passesPart;
  }

  goOn(): void {
    this.current?.goOn();
  }

  async cancel(): Promise<void> {
    const { pool } = this.#parts;
    const { on } = this.#turns;
    if (this.held !== null) await pool.cancel(this.held);
    else if (on === null) this.#cancelWaiting();
    else if (on.head?.user === this) await pool.cancelTurn(on);
    else this.#cancelBehindOthers(on);
  }

  /** What stands behind the reads of others may run, but nobody sees what of: it fails as if it had been canceled at once. */
  #cancelBehindOthers(link: ServerLink): void {
    for (const { batch } of link.takeOff((turn) => turn.user === this)) {
      if (batch !== null) this.#turns.takenOff(batch);
    }
    const again = this.#turns.takeAgain();
    if (again === null) return;
    this.#pending.putBefore(again);
    this.#pending.cancelFirst(this.#hosted, this.#traces);
    const goesOn = this.#dispatch();
    this.#hosted.flushToClient();
    if (goesOn) this.#hosted.releaseClient();
  }

  /** What waits for a connection has not run: it fails as if it had been canceled at once. */
  #cancelWaiting(): void {
    const { pool } = this.#parts;
    if (!pool.isQueued(this)) return;
    this.#pending.cancelFirst(this.#hosted, this.#traces);
    if (!this.isWaiting) pool.forgo(this);
    this.#hosted.flushToClient();
    this.#hosted.releaseClient();
  }

  end(leaving: Leaving): void {
    if (this.#ended) return;
    this.#ended = true;
    const { pool, variant } = this.#parts;
    const { current } = this;
    pool.forgo(this);
    pool.leave(variant);
    this.#turns.on?.takeOff((turn) => turn.user === this);
    this.#holding.leave(leaving);
    // It may stand still because this client did not read.
    current?.clientDrained();
  }
}
