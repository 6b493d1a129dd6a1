import { serialize } from 'pg-protocol';
import { invariant } from '../../base/index.js';
import { backendLengthLimits, encodeQuery, Framer } from '../../pgwire/index.js';
import { Direction } from '../direction.js';
import type { UpstreamLink } from '../upstream/index.js';
import { AnswerRouter, type AnswerRouterHost } from './answer-router.js';
import { type Batch, type Timing, took } from './batch.js';
import { alignment, type CarriedSettings, nothingCarried, sameSettings } from './carried-settings.js';
import { GatheredWrites } from './gathered-writes.js';
import { OwnAnswers } from './own-answers.js';
import { drop, type PreparingLink } from './prepare-on-link.js';
import { PreparedNames } from './prepared-names.js';
import { discardSequences, SequenceUsers } from './sequence-users.js';
import type { BatchTurn as BatchTurnOf, LinkHost as Host, Turn as TurnOf, LinkUser as User } from './turn.js';

export type LinkUser = User<ServerLink>;
export type LinkHost = Host<ServerLink>;
export type Turn = TurnOf<ServerLink>;
export type BatchTurn = BatchTurnOf<ServerLink>;

/**
 * One server connection of a pool: held by one client, or with turns of several. What is sent goes out here; whom the answers are
 * for is `AnswerRouter`'s.
 */
export class ServerLink implements AnswerRouterHost<ServerLink>, PreparingLink {
  readonly processId: number;
  readonly createdMs: number;
  /** When it was last used, in ms of `performance.now`. */
  usedMs: number;
  settings: CarriedSettings = nothingCarried;
  /** What it holds prepared. */
  readonly names: PreparedNames;
  /** Who had it last: what a session has left in the server, its own sequences' numbers above all, is still here. */
  lastUser: LinkUser | null = null;
  /** It is closed when it is next free. */
  isRetiring = false;
  /** Requests to cancel that are under way: one that comes late must not hit the next client. */
  cancels = 0;
  readonly #link: UpstreamLink;
  readonly #host: LinkHost;
  readonly #direction: Direction;
  readonly #answers: AnswerRouter<ServerLink>;
  readonly #writes: GatheredWrites;
  /** What `currval` says here is of these. */
  readonly #sequences = new SequenceUsers<LinkUser>();
  #closed = false;

  constructor(link: UpstreamLink, host: LinkHost, preparedMax: number) {
    this.#link = link;
    this.#host = host;
    this.names = new PreparedNames(preparedMax);
    this.processId = link.processId;
    this.createdMs = performance.now();
    this.usedMs = this.createdMs;
    this.#answers = new AnswerRouter(this, link.parameterStatus);
    this.#direction = new Direction({
      source: link.socket,
      destination: null,
      framer: new Framer('backend', backendLengthLimits, this.#answers),
      flush: () => this.#answers.chunkEnded(),
      onFault: (fault) => this.#answers.fault(fault, () => this.close()),
      onEnd: () => this.close(),
      onChunk: (bytes) => {
        host.totals.bytesReceived += bytes;
      },
    });
    this.#writes = new GatheredWrites(link.socket, (bytes) => {
      host.totals.bytesSent += bytes;
    });
    link.socket.on('drain', () => this.#answers.holder.user?.linkDrained());
  }

  start(): void {
    this.#direction.start(this.#link.rest);
  }

  get secretKey(): Buffer {
    return this.#link.secretKey;
  }

  /** What the server has told of its parameters. */
  get statuses(): ReadonlyMap<string, string> {
    return this.#answers.statuses;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get isHeld(): boolean {
    return this.#answers.holder.user !== null;
  }

  /** A ReadyForQuery has answered all that its holder has sent, also what the server was not to answer. */
  settle(): void {
    this.#answers.holder.settle();
  }

  /** Its holder waits for nothing, and it for nothing of its holder's. */
  get isSettled(): boolean {
    return this.#answers.holder.isSettled;
  }

  /** Turns that are not over. */
  get depth(): number {
    return this.#answers.turns.depth;
  }

  get isFull(): boolean {
    return this.#writes.isFull;
  }

  get head(): Turn | null {
    return this.#answers.turns.head ?? null;
  }

  /** Since when the head is the head, in ms of `performance.now`. */
  get headSinceMs(): number {
    return this.#answers.turns.headSinceMs;
  }

  get passesPart(): boolean {
    return this.#direction.passesPart;
  }

  /** From now on it answers `user` alone, until `release`. Nothing is outstanding. */
  hold(user: LinkUser): void {
    this.#answers.holder.begin(user);
  }

  /** `settings` are what the server has now. The caller says `linkFree` to the pool. */
  release(settings: CarriedSettings): void {
    this.lastUser = this.#answers.holder.end();
    invariant(this.isSettled, 'a connection is let go of while it owes an answer');
    this.settings = settings;
    this.usedMs = performance.now();
    this.names.dropUnnamed();
  }

  /** Its holder has left: it is closed when so many ReadyForQuery have come. */
  finish(readies: number): void {
    this.#answers.holder.end();
    this.#answers.holder.settle();
    if (readies <= 0) return this.close();
    this.#awaits(readies, () => this.close());
    // Behind what it has to do; in the middle of a COPY, whose data nobody will send, it ends that.
    this.#writes.put(serialize.end());
  }

  /** So many ReadyForQuery are nobody's. */
  #awaits(readies: number, onEnd: () => void): void {
    this.#answers.turns.push({ user: null, receiver: new OwnAnswers(), readies, batch: null, begun: true, onEnd });
  }

  /** Sends what brings the connection's settings in line. */
  align(settings: CarriedSettings): void {
    if (sameSettings(this.settings, settings)) return;
    this.ask(alignment(this.settings, settings), (answers) => {
      // What the server took once it takes again. If not, nobody may go on here.
      if (answers.sqlstate !== null) this.close();
    });
    this.settings = settings;
  }

  /** Asks something of the gateway's own. `onEnd` is told before anything behind it is answered. */
  ask(query: Buffer, onEnd: (answers: OwnAnswers) => void): void {
    // Its answer would be taken for the holder's.
    invariant(this.#answers.holder.leavesRoom, 'a connection is asked something while its holder waits for an answer');
    const answers = new OwnAnswers(true);
    this.#answers.turns.push({
      user: null,
      receiver: answers,
      readies: 1,
      batch: null,
      begun: false,
      onEnd: () => onEnd(answers),
    });
    this.#writes.put(query);
  }

  /** What `currval` and `lastval` say here is of nobody but `user`. */
  hasSequencesOf(user: LinkUser): boolean {
    return this.#sequences.areOf(user);
  }

  forgetSequences(): void {
    this.#sequences.clear();
    this.ask(discardSequences, ({ sqlstate }) => {
      if (sqlstate !== null) this.close();
    });
  }

  /** Makes it as new. */
  reset(query: string, onEnd: (ok: boolean) => void): void {
    this.names.forget(null);
    this.settings = nothingCarried;
    this.lastUser = null;
    this.#sequences.clear();
    this.ask(encodeQuery(query), ({ sqlstate, status }) => onEnd(sqlstate === null && status === 'I'));
  }

  /** Adds a user's batch behind what is outstanding. */
  take(turn: BatchTurn): void {
    const isFirst = this.depth === 0;
    this.#answers.turns.push(turn);
    this.#send(turn.batch);
    if (isFirst) this.#writes.flush();
  }

  /** Sends a batch of the holder's. */
  give(batch: Batch): void {
    const { user } = this.#answers.holder;
    if (user !== null && !batch.isPlain) this.#sequences.moves(user);
    this.#answers.holder.sends(batch);
    this.#send(batch);
    // Nobody else's comes behind it.
    this.#writes.flush();
  }

  #send(batch: Batch): void {
    const { parts, needs } = batch;
    let next = 0;
    for (let at = 0; at <= parts.length; at++) {
      for (let need = needs[next]; need !== undefined && need.at === at; need = needs[next]) {
        const isIdle = need.kind === 'code' && !this.#host.code.mayList;
        const before = isIdle ? null : this.names.provide(need, batch);
        if (before !== null) {
          this.#writes.put(before);
          if (need.kind === 'parse' || need.kind === 'use') this.#host.totals.serverParses += 1;
        }
        next += 1;
      }
      const part = parts[at];
      if (part !== undefined) this.#writes.put(part);
    }
    if (batch.takesUnnamed) this.names.dropUnnamed();
  }

  /** Whoever has turns here, the head but for those that have begun, is taken off. Their answers are dropped as they come. */
  takeOff(which: (turn: Turn, isHead: boolean) => boolean): Turn[] {
    const taken: Turn[] = [];
    const { head } = this;
    for (const turn of this.#answers.turns) {
      if (turn.user === null || !which(turn, turn === head)) continue;
      taken.push({ ...turn });
      this.#orphan(turn);
    }
    return taken;
  }

  /** Its answers are dropped as they come. What it was to prepare, nobody will have heard of. */
  #orphan(turn: Turn): void {
    turn.user = null;
    turn.receiver = new OwnAnswers();
    const { batch } = turn;
    turn.onEnd = () => {
      if (batch !== null)
        drop(
          this,
          batch.shared.filter((one) => this.names.isUnsure(one)),
        );
    };
  }

  retryTurn(turn: Turn, user: LinkUser, batch: Batch): void {
    for (const one of batch.shared) one.isProven = false;
    this.#orphan(turn);
    turn.onLost = () => user.retry(this);
    turn.onEnd = () => {
      drop(
        this,
        batch.shared.filter((one) => this.names.has(one)),
      );
      user.retry(this);
    };
  }

  /** What is left of the failed batch's answer is a turn of the gateway's own. */
  retryHolder(user: LinkUser): void {
    const { holder } = this.#answers;
    // The server hears nothing before a Sync.
    if (holder.isOwedNothing) this.#writes.put(serialize.sync());
    holder.settle();
    this.#awaits(1, () => {
      if (holder.user === user) user.retry(this);
    });
  }

  turnEnded(turn: Turn, nowMs: number, tookMs: number): void {
    if (turn.batch !== null) {
      note(turn.batch.timings, tookMs);
      const { totals } = this.#host;
      totals.queryMs += tookMs;
      totals.transactionMs += tookMs;
    }
    turn.onEnd(this);
    if (this.depth === 0 && !this.isHeld && !this.#closed) {
      this.usedMs = nowMs;
      this.#host.linkFree(this);
    }
  }

  goesDown(): void {
    setImmediate(() => this.close());
  }

  /** Code of the store's own, behind a read, has set it: nobody is to run under that. */
  settingChanged(): void {
    this.isRetiring = true;
  }

  headIsFull(): void {
    this.#host.headIsFull(this);
  }

  goOn(): void {
    this.#direction.release('full');
    this.#direction.goOn();
  }

  clientDrained(): void {
    this.#direction.release('full');
  }

  /** Closes the connection now. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#direction.stop();
    const { socket } = this.#link;
    if (socket.writable && this.depth === 0 && !this.isHeld) {
      socket.end(serialize.end());
      socket.resume();
    } else {
      socket.destroy();
    }
    const unanswered = this.#answers.turns.drain();
    const holder = this.#answers.holder.end();
    this.#host.linkClosed(this, unanswered);
    holder?.linkLost(this);
  }
}

function note(timings: readonly Timing[], ms: number): void {
  for (const timing of timings) took(timing, ms / timings.length);
}
