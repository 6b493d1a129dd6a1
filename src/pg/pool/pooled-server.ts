import type { ConnectionUse, ForwardableStatement, PinReason, SettingChange } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import {
  backend,
  encodeNoticeResponse,
  encodeParameterStatus,
  encodeQuery,
  encodeReadyForQuery,
  errorResponseOf,
  type FrameReceiver,
  HOLD,
  PASS,
  type TransactionStatus,
} from '../../pgwire/index.js';
import type { ServerSink } from '../outlet.js';
import type { OutstandingRequest } from '../outstanding.js';
import type { Leaving, ServerSide, ServerSideHost } from '../server-side.js';
import { Batch, timingOf, tookAlone } from './batch.js';
import { type CarriedSettings, changed, changesReading, nothingCarried } from './carried-settings.js';
import type { Pool, PoolUser, Variant } from './pool.js';
import type { PoolPort } from './pool-port.js';
import { probe, probed } from './probe.js';
import type { ServerLink, Turn } from './server-link.js';
import { ownUnnamed, type SharedStatement } from './shared-statement.js';

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

interface PendingChange {
  /** The batch, counted in ReadyForQuery, that it is part of. */
  readonly batch: number;
  readonly change: SettingChange;
}

let units = 0;

function nextUnit(): number {
  units += 1;
  return units;
}

const idleReady = encodeReadyForQuery('I');
const canceled = errorResponseOf(new GatewayError('canceled', 'canceling statement due to user request'), 'ERROR');
const keptWaiting = encodeNoticeResponse(
  new Map([
    ['S', 'NOTICE'],
    ['V', 'NOTICE'],
    ['C', '00000'],
    ['M', 'no server connection is free: the statement waits for one'],
  ]),
);

/** A connection more than that may hold a statement that has changed. */
const RETRIES_MAX = 20;

/** How fast a read must have been to stand before those of others, as a part of what they may be delayed. */
const FAST_PART = 0.25;

/**
 * A session's server side in transaction mode: what the client sends is gathered, and goes to a connection of the pool that
 * the client keeps until its transaction is over, or between the reads of others.
 */
export class PooledServer implements ServerSide, PoolPort, PoolUser, ServerSink {
  readonly #parts: PooledServerParts;
  #host: ServerSideHost | null = null;
  #batch = new Batch();
  /** Sealed, and waits for a connection. */
  #pending: Batch | null = null;
  /** Held. */
  #link: ServerLink | null = null;
  #pin: PinReason | null = null;
  /** In which batch it was pinned. */
  #pinnedIn = 0;
  /** Where its turns are, and how many. */
  #turnsOn: ServerLink | null = null;
  #turns = 0;
  /** The batch of its turn, if it has one alone. */
  #inTurn: Batch | null = null;
  #status: TransactionStatus = 'I';
  #settings: CarriedSettings;
  /** What the held connection has. */
  #serverSettings: CarriedSettings = nothingCarried;
  #changes: PendingChange[] = [];
  /** Something that the transaction at hand has set changes how its statements are read. */
  #readsOtherwise = false;
  #transactionId = 0;
  /** The batch in which a transaction was begun or ended last. */
  #controlledIn = 0;
  /** Something ran that may have left anything in the connection. */
  #uncertain = false;
  #isProbing = false;
  readonly #unknownFunctions = new Set<string>();
  #rolledBackPart = false;
  #discardsAll = false;
  /** Counts what ReadyForQuery answers. */
  #sentBatches = 1;
  #readyBatches = 0;
  /** What comes next is ignored together, or not at all. Of one client and one moment. */
  #unit = nextUnit();
  /** What was given to the held connection last, and when. */
  #gave: Batch | null = null;
  #gaveAtMs = 0;
  /** How many were given since the connection was last settled. */
  #gives = 0;
  /** Nothing of that but reads. */
  #gavePlain = true;
  /** A part of what was given last has been answered without the server. */
  #hasSettled = false;
  /** The held connection is yet to be given a batch, or once more; what comes meanwhile waits. */
  #holdsBack = false;
  /** Batches that have to be sent once more, in order. */
  #again: Batch[] = [];
  #ended = false;
  /** What the client was told last of the server's parameters. */
  #told: ReadonlyMap<string, string>;
  heard = false;

  constructor(parts: PooledServerParts) {
    this.#parts = parts;
    this.#settings = parts.first;
    this.#told = parts.statuses;
  }

  get sink(): ServerSink {
    return this;
  }

  get settings(): CarriedSettings {
    return this.#settings;
  }

  get plan(): FrameReceiver {
    return this.#hosted.plan;
  }

  /** It waits for a connection. */
  get isWaiting(): boolean {
    return this.#pending !== null;
  }

  get isShared(): boolean {
    return this.#link === null && this.#turns > 0;
  }

  get isAdrift(): boolean {
    if (this.#ended || this.#hosted.isSettled || this.#again.length > 0) return false;
    const { pool } = this.#parts;
    if (this.#pending !== null && pool.isQueued(this)) return false;
    if (this.#link !== null) return this.#link.isClosed || (this.#link.isSettled && this.#link.depth === 0);
    if (this.#turns === 0) return this.#pending !== null || this.#hosted.awaitsReady;
    return this.#turnsOn === null || this.#turnsOn.isClosed || this.#turnsOn.depth === 0;
  }

  /** Of the server that runs its statements now; null: none. */
  get processId(): number | null {
    return this.#current?.processId ?? null;
  }

  get isPinned(): boolean {
    return this.#pin !== null;
  }

  get #hosted(): ServerSideHost {
    if (this.#host === null) throw new GatewayError('internal', 'a session has no relay');
    return this.#host;
  }

  attach(host: ServerSideHost): void {
    this.#host = host;
  }

  start(): void {}

  // What the client's plan sends.

  pass(bytes: Buffer, start: number, end: number): void {
    this.#batch.pass(bytes, start, end);
  }

  put(frame: Buffer): void {
    this.#batch.pass(frame, 0, frame.length);
  }

  discard(): void {
    this.#batch = new Batch();
  }

  flush(): boolean {
    if (this.#ended) return true;
    const batch = this.#batch;
    if (batch.isEmpty) return this.#pending === null;
    batch.seal();
    batch.isComplete = this.#hosted.hasCompleteBatch;
    this.#batch = new Batch();
    if (this.#pending !== null) {
      this.#pending.append(batch);
      return false;
    }
    if (this.#isIdleBefore(batch) && batch.asksNothing) {
      this.#answer(batch);
      return true;
    }
    if (this.#link !== null && !this.#holdsBack) {
      this.#give(this.#link, batch);
      return !this.#link.isFull;
    }
    this.#pending = batch;
    // What is sent once more comes first.
    return !this.#holdsBack && this.#dispatch();
  }

  /** What was sent before is answered, and nobody's connection is needed for what it left. */
  #isIdleBefore(batch: Batch): boolean {
    return (
      this.#link === null && this.#turns === 0 && !this.#holdsBack && this.#again.length === 0 && batch.readies > 0
    );
  }

  /** Says what any server would say. What this one does not hold prepared it is told when it is used. */
  #answer({ needs }: Batch): void {
    for (const { entry } of needs) entry.fake = true;
    this.#say(backend.readyForQuery, idleReady);
    this.#hosted.flushToClient();
  }

  /** Gives the plan a message as from a server. */
  #say(type: number, frame: Buffer): void {
    const { plan } = this.#hosted;
    const treatment = plan.begin(type, frame.length - 5);
    const verdict = treatment === HOLD ? plan.frame(type, frame, 0, frame.length) : treatment;
    if (verdict === PASS) plan.pass(frame, 0, frame.length);
  }

  share(statement: ForwardableStatement, name: string, types: Buffer): SharedStatement | null {
    // Where SQL can name statements, they have their own names.
    const isOwn = this.#pin !== null && name !== '';
    if (statement.use?.shareable && !isOwn) return this.#parts.pool.statements.of(statement, types, this.#readingKey);
    this.standsAlone();
    if (name === '') return ownUnnamed(statement, types);
    this.#pinned('prepared');
    return null;
  }

  current(statement: ForwardableStatement, shared: SharedStatement): SharedStatement {
    if (shared.name === '' || shared.settings === this.#readingKey) return shared;
    return this.#parts.pool.statements.of(statement, shared.types, this.#readingKey);
  }

  parses(entry: OutstandingRequest): void {
    this.#batch.need('parse', entry, this.#unit);
  }

  uses(entry: OutstandingRequest): void {
    this.#batch.need('use', entry, this.#unit);
  }

  closes(entry: OutstandingRequest): void {
    this.#batch.need('close', entry, this.#unit);
  }

  forgets(entry: OutstandingRequest): void {
    this.#batch.need('forget', entry, this.#unit);
  }

  keepsName(): void {
    this.standsAlone();
    this.#pinned('prepared');
  }

  refusal(statement: ForwardableStatement): GatewayError | null {
    if (statement.use?.pins !== 'sequence' || this.#link !== null) return null;
    // What nextval gave is known to the connection that it ran on, and to that one alone.
    const { pool, variant } = this.#parts;
    const link = this.#pending === null && this.#turns === 0 ? pool.reclaim(this, variant) : null;
    this.#pinned('sequence');
    if (link !== null) {
      this.#link = link;
      this.#serverSettings = link.settings;
      return null;
    }
    return new GatewayError('not_supported', 'currval and lastval need the server connection that nextval ran on', {
      hint: 'use RETURNING, or nextval and currval in one transaction; from now on this session keeps its connection',
    });
  }

  executes(statement: ForwardableStatement): void {
    const { use } = statement;
    this.#parts.pool.totals.statements += 1;
    if (use === undefined) return this.executesUnknown();
    if (use.plainRead) {
      this.#batch.timings.push(timingOf(use));
      return;
    }
    this.standsAlone();
    this.#follow(use);
  }

  executesUnknown(): void {
    this.standsAlone();
    this.#uncertain = true;
  }

  standsAlone(): void {
    this.#batch.isPlain = false;
    this.#batch.takesUnnamed = true;
  }

  endsBatch(kind: 'sync' | 'query'): void {
    this.#batch.readies += 1;
    this.#sentBatches += 1;
    this.#unit = nextUnit();
    if (kind === 'query') this.#batch.takesUnnamed = true;
  }

  // What the server's plan tells.

  prepared(entry: OutstandingRequest): void {
    this.#current?.prepared(entry);
  }

  dropped(entry: OutstandingRequest): void {
    const { shared, kind, fake, injects } = entry;
    if (shared !== null && (injects || (kind === 'parse' && !fake))) this.#current?.notPrepared(entry);
  }

  asksColumns(shared: SharedStatement): boolean {
    return this.#current?.lacksColumns(shared) ?? false;
  }

  described(shared: SharedStatement, columns: string): void {
    this.#current?.described(shared, columns);
  }

  deallocated(): void {
    this.#link?.forgetAll();
  }

  ready(status: TransactionStatus, rolledBack: boolean): void {
    this.#status = status;
    this.#readyBatches += 1;
    const link = this.#link;
    if (link === null) return;
    if (this.#hosted.isSettled) {
      this.#gives = 0;
      this.#gavePlain = true;
      // What has come in part is yet to come as a whole: the server reads on.
      if (this.#hosted.isBetweenMessages) link.settle();
    }
    if (status === 'I') this.#transactionEnded(rolledBack);
    this.#letGo();
  }

  /** Lets others have the connection, if nothing speaks against it. */
  #letGo(): void {
    const link = this.#link;
    if (link === null || this.#status !== 'I' || this.#pin !== null || this.#isProbing || !this.#isIdle) return;
    this.#note();
    if (this.#uncertain) return this.#probe(link);
    this.#link = null;
    const { isFull } = link;
    this.#parts.pool.release(link, this.#serverSettings, true);
    // Its `drain` is told to whoever has it then.
    if (isFull) setImmediate(() => this.#hosted.releaseClient());
  }

  /** Asks the server what is left. What the client sends meanwhile comes behind the question. */
  #probe(link: ServerLink): void {
    this.#isProbing = true;
    this.#uncertain = false;
    const question = probe(this.#serverSettings, [...this.#unknownFunctions]);
    this.#unknownFunctions.clear();
    link.ask(question, (answers) => {
      this.#isProbing = false;
      if (this.#link !== link) return;
      const reason = probed(answers);
      if (reason !== null) this.#pinned(reason);
      // The client has gone on: it is asked again when the client is done.
      else if (!this.#isIdle) this.#uncertain = true;
      else this.#forgetSettings(link);
      this.#letGo();
    });
  }

  get #isIdle(): boolean {
    return this.#hosted.isSettled && this.#batch.isEmpty && this.#hosted.isBetweenMessages;
  }

  // What the pool and its connections tell.

  granted(link: ServerLink): void {
    const batch = this.#pending;
    if (this.#ended || batch === null) {
      this.#parts.pool.release(link, this.#settings, true);
      return;
    }
    this.#link = link;
    this.#serverSettings = this.#settings;
    this.#pending = null;
    this.#give(link, batch);
    this.#hosted.releaseClient();
  }

  asTurn(): Turn | null {
    const batch = this.#pending;
    return batch !== null && this.#turns === 0 && this.#isPipelineable(batch) ? this.#turnOf(batch) : null;
  }

  joined(link: ServerLink): void {
    this.#hasTurnOn(link);
    this.#hosted.releaseClient();
  }

  /** What was pending is its first turn there. */
  #hasTurnOn(link: ServerLink): void {
    this.#turns = 1;
    this.#turnsOn = link;
    this.#pending = null;
  }

  isKeptWaiting(): void {
    this.#hosted.tell(keptWaiting);
    this.#hosted.flushToClient();
  }

  denied(error: Error): void {
    if (!this.#ended) this.#hosted.fault(error);
  }

  mayRetry(sqlstate: string): boolean {
    const batch = this.#retriable;
    if (batch === null || this.#status !== 'I' || batch.readies > 1 || batch.retries >= RETRIES_MAX) return false;
    if (this.#link !== null && (this.#gives !== 1 || this.#hasSettled)) return false;
    // Who has described a statement before relies on what was said then: PostgreSQL's own error tells it.
    this.#holdsBack = sqlstate === '0A000' ? batch.preparesAll : batch.shared.length > 0;
    return this.#holdsBack;
  }

  /** What is to be sent once more, should the server know its statements by another meaning. */
  get #retriable(): Batch | null {
    return this.#link === null ? this.#inTurn : this.#gave;
  }

  retry(link: ServerLink): void {
    const batch = this.#retriable;
    this.#holdsBack = false;
    if (this.#ended || batch === null) return;
    batch.retries += 1;
    if (this.#link !== link) return this.rerun({ batch });
    link.renew(batch);
    this.#gives = 0;
    this.#give(link, batch);
    this.#giveLater(link);
  }

  /** What came while something was held back. */
  #giveLater(link: ServerLink): void {
    const later = this.#pending;
    if (later === null || this.#holdsBack) return;
    this.#pending = null;
    this.#give(link, later);
    this.#hosted.releaseClient();
  }

  /** The connection was lost, or others were in the way, before anything of the turn was answered. */
  rerun(turn: Pick<Turn, 'batch'>): void {
    if (this.#ended || turn.batch === null) return;
    this.#turns -= 1;
    if (this.#turns === 0) this.#turnsOn = null;
    turn.batch.wasTakenOff = true;
    this.#again.push(turn.batch);
    this.#dispatchAgain();
  }

  chunkEnded(): boolean {
    this.heard = true;
    // In a turn they are answered with what the server says next: until then it may be sent once more, elsewhere.
    if (this.#link !== null && (this.#hosted.plan as SessionPlan).settleFakes()) this.#hasSettled = true;
    return this.#hosted.flushToClient();
  }

  /** Another connection may have begun with other settings: the client is told, as a server tells of a change. */
  meets(statuses: ReadonlyMap<string, string>): void {
    if (statuses === this.#told) return;
    for (const [name, value] of statuses) {
      if (this.#told.get(name) !== value) this.#hosted.tell(encodeParameterStatus({ name, value }));
    }
    this.#told = statuses;
  }

  isTold(statuses: ReadonlyMap<string, string>): void {
    this.#told = statuses;
  }

  linkDrained(): void {
    this.#hosted.releaseClient();
  }

  clientDrained(): void {
    (this.#link ?? this.#turnsOn)?.clientDrained();
  }

  fault(fault: unknown): void {
    this.#link = null;
    this.#hosted.fault(fault);
  }

  linkLost(link: ServerLink): void {
    if (this.#link === link) this.#link = null;
    if (this.#turnsOn === link) this.#turnsOn = null;
    if (!this.#ended) this.#hosted.serverLeft();
  }

  get passesPart(): boolean {
    const link = this.#current;
    return link !== null && (link.head === null || link.head.user === this) && link.passesPart;
  }

  goOn(): void {
    this.#current?.goOn();
  }

  async cancel(): Promise<void> {
    const link = this.#link;
    if (link !== null) await this.#parts.pool.cancel(link);
    else if (this.#turnsOn !== null) await this.#parts.pool.cancelTurns(this, this.#turnsOn);
    else this.#cancelWaiting();
  }

  /**
   * What waits for a connection has not run: it fails as if it had been canceled at once. Of several Syncs and Queries it is the
   * first, with what the gateway has put before it; the others wait on.
   */
  #cancelWaiting(): void {
    const { pool } = this.#parts;
    if (!pool.isQueued(this)) return;
    let isOwn = true;
    while (isOwn && this.#pending !== null && this.#pending.readies > 0) {
      isOwn = this.#hosted.awaitsOwnReady;
      this.#pending = this.#pending.behindFirst();
      this.#forgetFirst();
      this.#say(backend.errorResponse, canceled);
      this.#say(backend.readyForQuery, idleReady);
    }
    if (this.#pending === null) pool.forgo(this);
    this.#hosted.flushToClient();
    this.#hosted.releaseClient();
  }

  /** Nothing that it was to set, or leave, is there. What can't be told from what others set counts on. */
  #forgetFirst(): void {
    const first = this.#readyBatches + 1;
    this.#changes = this.#changes.filter(({ batch }) => batch > first);
    this.#discardsAll = false;
    if (this.#pending !== null) return;
    this.#readsOtherwise = false;
    this.#rolledBackPart = false;
    this.#uncertain = false;
    this.#unknownFunctions.clear();
    if (this.#pinnedIn === first) this.#pin = null;
  }

  end(leaving: Leaving): void {
    if (this.#ended) return;
    this.#ended = true;
    const { pool, variant } = this.#parts;
    pool.forgo(this);
    pool.leave(variant);
    this.#turnsOn?.takeOff((turn) => turn.user === this);
    const link = this.#link;
    this.#link = null;
    if (link !== null) this.#leave(link, leaving);
    // It may stand still because this client did not read.
    (link ?? this.#turnsOn)?.clientDrained();
  }

  /** What the client leaves is undone, or done first; then others have the connection, or nobody. */
  #leave(link: ServerLink, { isExecuting, status, terminating, leavesPart }: Leaving): void {
    const { pool } = this.#parts;
    if (isExecuting || status !== 'I' || link.passesPart || leavesPart || !link.isSettled) {
      // What was held back no server has.
      const isToFinish = terminating && isExecuting && !this.#holdsBack;
      if (isToFinish) pool.finish(link, this.#sentBatches - 1 - this.#readyBatches);
      else pool.abandon(link, isExecuting);
      return;
    }
    pool.release(link, this.#serverSettings, this.#pin === null && !this.#uncertain && !this.#isProbing);
  }

  get #current(): ServerLink | null {
    return this.#link ?? this.#turnsOn;
  }

  /** Whatever is set in the transaction that runs says how its statements are read, and no other's. */
  get #readingKey(): string {
    return this.#readsOtherwise ? `${this.#settings.readingKey}#${this.#transactionId}` : this.#settings.readingKey;
  }

  /** What its client keeps prepared must have the columns that it was told of: where that is not known, it is asked first. */
  #give(link: ServerLink, batch: Batch): void {
    const unlearned = link.unlearned(batch);
    // Between the answers to what was given before nothing can be asked.
    if (unlearned.length === 0 || !link.isSettled || this.#status === 'E') return this.#giveNow(link, batch);
    this.#holdsBack = true;
    link.learn(unlearned, () => {
      this.#holdsBack = false;
      if (this.#ended || this.#link !== link) return;
      this.#giveNow(link, batch);
      this.#giveLater(link);
    });
  }

  #giveNow(link: ServerLink, batch: Batch): void {
    this.#gaveAtMs = performance.now();
    this.#gave = batch;
    batch.soundReadies = this.#soundReadies(batch);
    this.#gives += 1;
    this.#gavePlain &&= batch.isPlain;
    this.#hasSettled = false;
    link.give(batch);
    // A client may wait for an answer that no server will give.
    if (!batch.isComplete && batch.needs.length > 0) this.chunkEnded();
  }

  #soundReadies({ isPlain }: Batch): number {
    if (this.#status === 'I' && this.#gavePlain && isPlain) return Number.POSITIVE_INFINITY;
    return this.#status === 'E' || this.#gives > 0 ? 0 : 1;
  }

  /** Whatever else was set by code shows to nobody else. */
  #forgetSettings(link: ServerLink): void {
    link.ask(encodeQuery('RESET ALL'), ({ sqlstate }) => {
      if (sqlstate !== null) link.close();
    });
    link.settings = nothingCarried;
    this.#serverSettings = nothingCarried;
    link.align(this.#settings);
    this.#serverSettings = this.#settings;
  }

  /** True when the client may go on. */
  #dispatch(): boolean {
    const batch = this.#pending;
    if (batch === null) return true;
    const { pool, variant } = this.#parts;
    if (this.#again.length > 0) return false;
    if (this.#turns > 0) {
      const link = this.#turnsOn;
      if (link === null || !this.#isPipelineable(batch) || !pool.takesMore(link, batch)) return false;
      this.#turns += 1;
      link.take(this.#turnOf(batch));
      this.#pending = null;
      return true;
    }
    if (this.#isPipelineable(batch)) {
      const link = pool.submit(this.#turnOf(batch), batch, variant, this.#settings);
      if (link !== null) {
        this.#hasTurnOn(link);
        return true;
      }
    }
    pool.acquire(this, variant);
    return this.#pending === null;
  }

  #dispatchAgain(): void {
    const { pool, variant } = this.#parts;
    if (this.#turns > 0 || this.#link !== null) return;
    const batch = joined(this.#again);
    if (batch === null) return;
    this.#again = [];
    const later = this.#pending;
    if (later !== null) pool.forgo(this);
    this.#pending = later === null ? batch : joined([batch, later]);
    pool.acquire(this, variant);
  }

  #turnOf(batch: Batch): Turn {
    this.#inTurn = this.#turns <= 1 ? batch : null;
    return {
      user: this,
      receiver: this.#hosted.plan,
      readies: batch.readies,
      batch,
      begun: false,
      onEnd: this.#turnEnded,
    };
  }

  readonly #turnEnded = (): void => {
    this.#turns -= 1;
    if (this.#turns > 0) return;
    this.#turnsOn = null;
    if (this.#ended) return;
    if (this.#again.length > 0) return this.#dispatchAgain();
    if (this.#pending === null) return;
    if (this.#dispatch()) this.#hosted.releaseClient();
  };

  #isPipelineable(batch: Batch): boolean {
    if (!batch.isPlain || !batch.isComplete || this.#status !== 'I' || this.#changes.length > 0) return false;
    if (batch.wasTakenOff) return false;
    const fastMs = this.#parts.pool.facts.options().pipelineDelayMaxMs * FAST_PART;
    return batch.timings.every(
      ({ fastestMs, runsAlone }) => fastestMs !== null && fastestMs <= fastMs && runsAlone === 0,
    );
  }

  /** How long what was given took, if nothing else was. */
  #note(): void {
    const batch = this.#gave;
    this.#gave = null;
    if (batch === null || !batch.isComplete || batch.readies !== 1) return;
    const tookMs = performance.now() - this.#gaveAtMs;
    const { pipelineDelayMaxMs } = this.#parts.pool.facts.options();
    for (const timing of batch.timings) tookAlone(timing, tookMs / batch.timings.length, pipelineDelayMaxMs);
  }

  #follow(use: ConnectionUse): void {
    if (use.pins !== null) this.#pinned(use.pins);
    if (use.uncertain) this.#uncertain = true;
    for (const name of use.unknownFunctions) this.#unknownFunctions.add(name);
    if (use.rollsBackPart) this.#rolledBackPart = true;
    if (use.discardsAll) this.#discardsAll = true;
    if (use.controlsTransaction) this.#controlledIn = this.#sentBatches;
    for (const change of use.settings) {
      if (changesReading(change)) {
        this.#readsOtherwise = true;
        this.#transactionId += 1;
      }
      if (!change.local) this.#changes.push({ batch: this.#sentBatches, change });
    }
    // How much of what is set holds is not known when a transaction begins or ends in the same batch.
    if (this.#changes.some(({ batch }) => batch === this.#controlledIn)) this.#pinned('setting');
  }

  #pinned(reason: PinReason): void {
    if (this.#pin !== null) return;
    this.#pin = reason;
    this.#pinnedIn = this.#sentBatches;
    this.#parts.pinned(reason);
  }

  #transactionEnded(rolledBack: boolean): void {
    const isSettled = this.#hosted.isSettled;
    if (isSettled) this.#readsOtherwise = false;
    if (this.#discardsAll && !rolledBack) {
      this.#pin = null;
      this.#uncertain = false;
    }
    this.#discardsAll = false;
    if (this.#changes.length === 0) {
      this.#rolledBackPart = false;
      return;
    }
    const due = isSettled ? this.#changes : this.#changes.filter(({ batch }) => batch <= this.#readyBatches);
    this.#changes = isSettled ? [] : this.#changes.slice(due.length);
    if (due.length > 0 && this.#rolledBackPart) this.#pinned('setting');
    this.#rolledBackPart = false;
    if (rolledBack) return;
    for (const { change } of due) {
      this.#settings = changed(this.#settings, change, this.#parts.first);
      this.#serverSettings = changed(this.#serverSettings, change, nothingCarried);
    }
  }
}

/** Several batches as one; null for none. */
function joined(batches: readonly Batch[]): Batch | null {
  const [first, ...others] = batches;
  if (first === undefined) return null;
  for (const batch of others) first.append(batch);
  return first;
}
