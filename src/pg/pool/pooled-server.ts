import type { PinReason } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import type { FrameReceiver, TransactionStatus } from '../../pgwire/index.js';
import type { ServerSink } from '../outlet.js';
import type { Leaving, ServerSide, ServerSideHost, TransactionEnd } from '../server-side.js';
import type { Batch } from './batch.js';
import type { CarriedSettings } from './carried-settings.js';
import { Dispatch, type DispatchHost } from './dispatch.js';
import { Gathering, type GatheringHost } from './gathering.js';
import { Holding, type HoldingHost } from './holding.js';
import { keptWaiting, sayReady } from './in-servers-place.js';
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

/**
 * A session's server side in transaction mode: what the client sends is gathered, and goes to a connection of the pool that
 * the client keeps until its transaction is over (`Holding`), or between the reads of others (`Dispatch`).
 */
export class PooledServer implements ServerSide, PoolUser, GatheringHost, HoldingHost, DispatchHost {
  readonly #parts: PooledServerParts;
  readonly #traces: SessionTraces;
  readonly #gathering: Gathering;
  readonly #holding: Holding;
  readonly #dispatch: Dispatch;
  #host: ServerSideHost | null = null;
  readonly #retries: Retries;
  #status: TransactionStatus = 'I';
  #ended = false;
  readonly #told: ToldStatuses;
  heard = false;
  lastMove = 0;

  constructor(parts: PooledServerParts) {
    const { pool, first, pinned, statuses } = parts;
    this.#parts = parts;
    this.#traces = new SessionTraces(first, pinned);
    this.#gathering = new Gathering({
      statements: pool.statements,
      totals: pool.totals,
      cleanUses: pool.cleanUses,
      code: pool.code,
      askers: pool.askers,
      traces: this.#traces,
      host: this,
    });
    this.#holding = new Holding(pool, this.#traces, this);
    this.#dispatch = new Dispatch({ pool, variant: parts.variant, traces: this.#traces, host: this });
    this.#retries = new Retries(this.#holding, this.#dispatch.turns);
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
    return this.#dispatch.isWaiting;
  }

  get isShared(): boolean {
    return this.held === null && this.#dispatch.turns.count > 0;
  }

  get isAdrift(): boolean {
    if (this.#ended || this.#hosted.isSettled || this.#dispatch.turns.hasAgain) return false;
    const { pool } = this.#parts;
    const { held } = this;
    if (this.isWaiting && pool.isQueued(this)) return false;
    if (held !== null) return held.isClosed || (held.isSettled && held.depth === 0);
    if (this.#dispatch.turns.count === 0) return this.isWaiting || this.#hosted.awaitsReady;
    return !this.#dispatch.turns.isUnderWay;
  }

  /** Of the server that runs its statements now; null: none. */
  get processId(): number | null {
    return this.current?.processId ?? null;
  }

  get held(): ServerLink | null {
    return this.#holding.link;
  }

  get current(): ServerLink | null {
    return this.#holding.link ?? this.#dispatch.turns.on;
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
    if (this.isWaiting) return this.#dispatch.waitBehind(batch, this.#hosted);
    const { held } = this;
    const { holdsBack } = this.#retries;
    const isIdleBefore = held === null && !holdsBack && this.#dispatch.isIdle;
    if (isIdleBefore && batch.asksNothing) {
      this.#answer(batch);
      return true;
    }
    if (held !== null && !holdsBack) {
      this.#holding.give(batch);
      return !held.isFull;
    }
    this.#dispatch.pending.add(batch);
    // What is sent once more comes first.
    return !holdsBack && this.#dispatch.send();
  }

  /** Says what any server would say. What this one does not hold prepared it is told when it is used. */
  #answer({ needs }: Batch): void {
    for (const { entry } of needs) entry.fake = true;
    sayReady(this.plan);
    this.#hosted.flushToClient();
  }

  reclaims(): boolean {
    const { pool, variant } = this.#parts;
    const link = !this.isWaiting && this.#dispatch.turns.count === 0 ? pool.reclaim(this, variant) : null;
    if (link === null) return false;
    this.#holding.take(link, true);
    return true;
  }

  ownsSequences(): boolean {
    this.#parts.pool.askers.ask();
    const { held } = this;
    if (held === null || held.hasSequencesOf(this)) return true;
    if (held.isSettled && this.#status !== 'E') held.forgetSequences();
    return false;
  }

  takePending(): Batch | null {
    return this.#dispatch.pending.take();
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
    const batch = this.#ended ? null : this.#dispatch.pending.take();
    if (batch === null) {
      this.#parts.pool.release(link, this.settings, true);
      return;
    }
    this.#holding.take(link);
    this.#holding.give(batch);
    this.#hosted.releaseClient();
  }

  asTurn(): BatchTurn | null {
    return this.#dispatch.asTurn();
  }

  joined(link: ServerLink, { batch }: BatchTurn): void {
    this.#dispatch.hasTurnOn(link, batch);
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
    if (!this.#ended) this.#dispatch.rerun(batch);
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
      if (unsent !== null && !this.#ended) return this.#dispatch.sendElsewhere(unsent);
    }
    this.#dispatch.turns.lost(link);
    if (!this.#ended) this.#hosted.serverLeft();
  }

  get passesPart(): boolean {
    const link = this.current;
    return link !== null && (link.head === null || link.head.user === this) && link.passesPart;
  }

  goesOn(): () => void {
    const { current } = this;
    return () => current?.goOn();
  }

  async cancel(): Promise<void> {
    const { pool } = this.#parts;
    const { on } = this.#dispatch.turns;
    if (this.held !== null) await pool.cancel(this.held);
    else if (on?.head?.user === this) await pool.cancelTurn(on);
    else this.#dispatch.cancel(this.#hosted);
  }

  end(leaving: Leaving): void {
    if (this.#ended) return;
    this.#ended = true;
    const { pool, variant } = this.#parts;
    const { current } = this;
    pool.forgo(this);
    pool.leave(variant);
    this.#dispatch.turns.on?.takeOff((turn) => turn.user === this);
    this.#holding.leave(leaving);
    // It may stand still because this client did not read.
    current?.clientDrained();
  }
}
