import { invariant } from '../../base/index.js';
import { lasts, type PinReason } from '../../enforce/index.js';
import { encodeQuery, type TransactionStatus } from '../../pgwire/index.js';
import type { Leaving } from '../server-side.js';
import type { Batch } from './batch.js';
import { nothingCarried } from './carried-settings.js';
import { GivenBatches } from './given-batches.js';
import type { Pool } from './pool.js';
import { learn, renew } from './prepare-on-link.js';
import { probe, probed } from './probe.js';
import type { ServerLink } from './server-link.js';
import type { SessionTraces, Suspects } from './session-traces.js';
import { storeCodeQuestion } from './store-code.js';

/** A program that asks for the number of the row that it has made asks at once: it is a round trip away. */
const PATIENCE_MS = 50;

/** Whose connection it is. */
export interface HoldingHost {
  readonly status: TransactionStatus;
  /** The client waits for nothing, and is not in the middle of anything. */
  readonly isIdle: boolean;
  readonly isEnded: boolean;
  /** What has come since something was held back; null: nothing. It is the caller's then. */
  takePending(): Batch | null;
  /** As `GatheringHost.ownsSequences`. */
  ownsSequences(): boolean;
  /** May have been answered without a server. */
  chunkEnded(): void;
  /** The client may send more. */
  releaseClient(): void;
}

/** One client's hold on a server connection: from when a pool grants it until it is let go of, looked at first if need be. */
export class Holding {
  readonly #pool: Pool;
  readonly #traces: SessionTraces;
  readonly #host: HoldingHost;
  readonly given = new GivenBatches();
  #link: ServerLink | null = null;
  /** The connection is yet to be given a batch, or once more; what comes meanwhile waits. */
  #holdsBack = false;
  /** What is held back and has not been given before; null: nothing. */
  #unsent: Batch | null = null;
  /** Runs while a connection is kept for a question that may come; null: none. */
  #patience: NodeJS.Timeout | null = null;
  /** Nothing of the client's is in the connection: it has come from others, and was given nothing. */
  #isFresh = false;
  #isProbing = false;
  /** The client has left, and the answer to the question is awaited. */
  #isLeaving = false;

  constructor(pool: Pool, traces: SessionTraces, host: HoldingHost) {
    this.#pool = pool;
    this.#traces = traces;
    this.#host = host;
  }

  get link(): ServerLink | null {
    return this.#link;
  }

  get holdsBack(): boolean {
    return this.#holdsBack;
  }

  /** The connection is the client's, and has the client's settings; it had it before (`again`), or others did. */
  take(link: ServerLink, again = false): void {
    const settings = again ? link.settings : this.#traces.settings;
    this.#link = link;
    this.#isFresh = !again;
    this.#pool.totals.assignments += 1;
    this.#traces.holds(settings);
  }

  /** It is gone, or somebody else's to end. */
  lose(): ServerLink | null {
    this.#endPatience();
    const link = this.#link;
    this.#link = null;
    return link;
  }

  /**
   * It is gone. Returns what no server has had, if nothing of the client's was in the connection: it can be given to another one.
   */
  loseUnsent(): Batch | null {
    this.lose();
    const unsent = this.#unsent;
    this.#unsent = null;
    if (unsent === null || !this.#isFresh) return null;
    this.#holdsBack = false;
    return unsent;
  }

  /**
   * What its client keeps prepared must have the columns that it was told of, and code of the store's own must not show what others
   * have prepared: where that is not known, it is asked first.
   */
  give(batch: Batch): void {
    this.#endPatience();
    const link = this.#held;
    const unlearned = link.names.unlearned(batch);
    // In a transaction it could fail that.
    const asksCode = this.#host.status === 'I' && batch.runsCode && this.#pool.code.isStale(performance.now());
    const asks = unlearned.length > 0 || asksCode;
    // Between the answers to what was given before nothing can be asked.
    if (!asks || !link.isSettled || this.#host.status === 'E') return this.#giveNow(link, batch);
    this.#holdsBack = true;
    this.#unsent = batch;
    const goesOn = (): void => this.#asked(link, batch);
    if (asksCode) this.#askCode(link, unlearned.length > 0 ? () => {} : goesOn);
    learn(link, unlearned, goesOn);
  }

  #askCode(link: ServerLink, onEnd: () => void): void {
    link.ask(storeCodeQuestion, ({ value, sqlstate }) => {
      this.#pool.code.answered(sqlstate === null ? value : null, performance.now());
      // Nobody sees when such code asks: it finds what is its client's, or nothing.
      if (this.#pool.code.mayAskForSequences && this.#link === link) this.#host.ownsSequences();
      onEnd();
    });
  }

  /** What had to be known before a batch could be given is known. */
  #asked(link: ServerLink, batch: Batch): void {
    if (this.#unsent !== batch) return;
    this.#unsent = null;
    this.#holdsBack = false;
    if (this.#host.isEnded || this.#link !== link) return;
    this.#giveNow(link, batch);
    this.#giveLater();
  }

  #giveNow(link: ServerLink, batch: Batch): void {
    this.given.add(batch, this.#host.status);
    this.#isFresh = false;
    link.give(batch);
    // A client may wait for an answer that no server will give.
    if (!batch.isComplete && batch.needs.length > 0) this.#host.chunkEnded();
  }

  /** What came while something was held back. */
  #giveLater(): void {
    if (this.#holdsBack) return;
    const later = this.#host.takePending();
    if (later === null) return;
    this.give(later);
    this.#host.releaseClient();
  }

  /** What was given last is to be given once more: what comes meanwhile waits for `giveAgain`. */
  holdBack(): void {
    this.#holdsBack = true;
  }

  giveAgain(batch: Batch): void {
    this.#holdsBack = false;
    renew(this.#held, batch);
    this.given.again();
    this.give(batch);
    this.#giveLater();
  }

  /** ReadyForQuery has been passed on. `isSettled`: nothing is under way behind it; `isRead`: the server need not read on. */
  ready(isSettled: boolean, isRead: boolean, rolledBack: boolean): void {
    if (this.#link === null) return;
    if (isSettled) {
      this.#count();
      this.given.settled();
      if (isRead) this.#link.settle();
    }
    if (this.#host.status === 'I') {
      this.#traces.transactionEnded(isSettled, rolledBack);
      if (this.#traces.defines) this.#pool.statements.defined();
      if (isSettled) this.#traces.defines = false;
    }
    this.#letGo();
  }

  #count(): void {
    const { totals } = this.#pool;
    const nowMs = performance.now();
    totals.queryMs += nowMs - this.given.sinceMs;
    if (this.#host.status === 'I') totals.transactionMs += nowMs - this.given.transactionSinceMs;
  }

  /** Lets others have the connection, if nothing speaks against it. */
  #letGo(): void {
    const link = this.#link;
    const { status, isIdle } = this.#host;
    if (link === null || status !== 'I' || this.#traces.isPinned || this.#isProbing || !isIdle) return;
    // What was answered without a Sync is not over.
    if (!link.isSettled) return;
    if (this.#traces.mayAskNext) return this.#waitForQuestion();
    this.given.note(this.#pool.facts.options().pipelineDelayMaxMs);
    if (this.#traces.isUncertain) return this.#probe(link);
    this.#link = null;
    const { isFull } = link;
    this.#pool.release(link, this.#traces.serverSettings, true);
    // Its `drain` is told to whoever has it then.
    if (isFull) setImmediate(() => this.#host.releaseClient());
  }

  /** The client has a moment to ask what its statement has given out. */
  #waitForQuestion(): void {
    this.given.note(this.#pool.facts.options().pipelineDelayMaxMs);
    this.#traces.mayAskNext = false;
    this.#patience = setTimeout(() => {
      this.#patience = null;
      this.#letGo();
    }, PATIENCE_MS);
  }

  #endPatience(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
  }

  /** Asks the server what is left. What the client sends meanwhile comes behind the question. */
  #probe(link: ServerLink): void {
    this.#isProbing = true;
    const suspects = this.#traces.lookedAt();
    link.ask(probe(this.#traces.serverSettings, suspects.functions), (answers) => {
      this.#isProbing = false;
      const reason = probed(answers);
      if (this.#link !== link) {
        if (this.#isLeaving && !link.isClosed) this.#letGoOf(link, reason, suspects);
        return;
      }
      if (reason !== null) this.#traces.pinned(reason);
      else this.#foundNothing(link, suspects);
      this.#letGo();
    });
  }

  /** The client left while its connection was looked at. */
  #letGoOf(link: ServerLink, reason: PinReason | null, { uses }: Suspects): void {
    if (reason === null) {
      this.#pool.cleanUses.found(uses);
      this.#forgetSettings(link);
    }
    if (reason !== null && lasts(reason)) link.isRetiring = true;
    this.#pool.release(link, link.settings, reason === null);
  }

  #foundNothing(link: ServerLink, { isUncertain, uses }: Suspects): void {
    this.#pool.cleanUses.found(uses);
    if (this.#host.isIdle && link.isSettled) this.#forgetSettings(link);
    // The client has gone on: it is asked again when the client is done.
    else if (isUncertain) this.#traces.executesUnknown();
  }

  /** Whatever else was set by code shows to nobody else. */
  #forgetSettings(link: ServerLink): void {
    link.ask(encodeQuery('RESET ALL'), ({ sqlstate }) => {
      if (sqlstate !== null) link.close();
    });
    link.settings = nothingCarried;
    link.align(this.#traces.settings);
    this.#traces.holds(this.#traces.settings);
  }

  /** The client has left: what it leaves is undone, or done first; then others have the connection, or nobody. */
  leave({ isExecuting, status, terminating, leavesPart }: Leaving): void {
    const link = this.lose();
    if (link === null) return;
    if (isExecuting || status !== 'I' || link.passesPart || leavesPart || !link.isSettled) {
      // What was held back no server has.
      const isToFinish = terminating && isExecuting && !this.#holdsBack;
      if (isToFinish) this.#pool.finish(link, this.#traces.owed);
      else this.#pool.abandon(link, isExecuting);
      return;
    }
    const isClean = !this.#traces.isPinned && !this.#traces.isUncertain;
    if (this.#traces.lasts) link.isRetiring = true;
    this.#isLeaving = isClean && this.#isProbing;
    if (this.#isLeaving) return;
    this.#pool.release(link, this.#traces.serverSettings, isClean);
  }

  get #held(): ServerLink {
    invariant(this.#link !== null, 'a client holds no connection');
    return this.#link;
  }
}
