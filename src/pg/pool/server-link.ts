import { serialize } from 'pg-protocol';
import { invariant } from '../../base/index.js';
import {
  backend,
  backendLengthLimits,
  decodeErrorFields,
  decodeParameterStatus,
  encodeQuery,
  type FrameReceiver,
  Framer,
  type FrameVerdict,
  HOLD,
  PASS,
  PASS_AND_HALT,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
} from '../../pgwire/index.js';
import { Direction } from '../direction.js';
import type { OutstandingRequest } from '../outstanding.js';
import type { UpstreamLink } from '../upstream/index.js';
import { type Batch, type Timing, took } from './batch.js';
import { alignment, type CarriedSettings, nothingCarried, sameSettings } from './carried-settings.js';
import { GatheredWrites } from './gathered-writes.js';
import { OwnAnswers } from './own-answers.js';
import { PreparedNames } from './prepared-names.js';
import { isSharedName, type SharedStatement } from './shared-statement.js';
import type { LinkHost as Host, Turn as TurnOf, LinkUser as User } from './turn.js';
import { TurnQueue } from './turn-queue.js';

export type LinkUser = User<ServerLink>;
export type LinkHost = Host<ServerLink>;
export type Turn = TurnOf<ServerLink>;

/**
 * One server connection of a pool. Answers go to whose turn it is; when there are no turns, to the one who holds it.
 *
 * Invariant: the receiver changes only behind a ReadyForQuery, and never in the middle of a chunk's range: what was passed
 * before is handed on first.
 */
export class ServerLink implements FrameReceiver {
  readonly processId: number;
  readonly createdMs: number;
  /** When it was last used, in ms of `performance.now`. */
  usedMs: number;
  /** What the server has told of its parameters. */
  statuses: ReadonlyMap<string, string>;
  settings: CarriedSettings = nothingCarried;
  /** Who had it last: what a session has left in the server, its own sequences' numbers above all, is still here. */
  lastUser: LinkUser | null = null;
  /** It is closed when it is next free. */
  isRetiring = false;
  /** Requests to cancel that are under way: one that comes late must not hit the next client. */
  cancels = 0;
  readonly #link: UpstreamLink;
  readonly #host: LinkHost;
  readonly #direction: Direction;
  readonly #names: PreparedNames;
  #holder: LinkUser | null = null;
  /** ReadyForQuery that the holder waits for; and whether it has sent something since the last one. */
  #owed = 0;
  #isAsked = false;
  /** The last that it sent is no Sync or Query: the server may be hearing nothing before one. */
  #isOpen = false;
  /** Something has come for the holder since it sent something. */
  #isAnswered = false;
  readonly #turns = new TurnQueue<ServerLink>();
  readonly #writes: GatheredWrites;
  /** Users who got something of the chunk at hand. */
  #touched: LinkUser[] = [];
  #closed = false;
  readonly #idle = new OwnAnswers();

  constructor(link: UpstreamLink, host: LinkHost, preparedMax: number) {
    this.#link = link;
    this.#host = host;
    this.#names = new PreparedNames(preparedMax);
    this.processId = link.processId;
    this.createdMs = performance.now();
    this.usedMs = this.createdMs;
    this.statuses = link.parameterStatus;
    this.#direction = new Direction({
      source: link.socket,
      destination: null,
      framer: new Framer('backend', backendLengthLimits, this),
      flush: () => this.#chunkEnded(),
      onFault: (fault) => this.#fault(fault),
      onEnd: () => this.close(),
      onChunk: (bytes) => {
        host.totals.bytesReceived += bytes;
      },
    });
    this.#writes = new GatheredWrites(link.socket, (bytes) => {
      host.totals.bytesSent += bytes;
    });
    link.socket.on('drain', () => this.#holder?.linkDrained());
  }

  start(): void {
    this.#direction.start(this.#link.rest);
  }

  get secretKey(): Buffer {
    return this.#link.secretKey;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get isHeld(): boolean {
    return this.#holder !== null;
  }

  /** A ReadyForQuery has answered all that its holder has sent, also what the server was not to answer. */
  settle(): void {
    this.#owed = 0;
    this.#isAsked = false;
    this.#isOpen = false;
  }

  /** Its holder waits for nothing, and it for nothing of its holder's. */
  get isSettled(): boolean {
    return this.#owed <= 0 && !this.#isOpen;
  }

  /** Turns that are not over. */
  get depth(): number {
    return this.#turns.depth;
  }

  get preparedCount(): number {
    return this.#names.size;
  }

  get isFull(): boolean {
    return this.#writes.isFull;
  }

  get head(): Turn | null {
    return this.#turns.head ?? null;
  }

  /** Since when the head is the head, in ms of `performance.now`. */
  get headSinceMs(): number {
    return this.#turns.headSinceMs;
  }

  get passesPart(): boolean {
    return this.#direction.passesPart;
  }

  get heard(): boolean {
    return this.#direction.heard;
  }

  set heard(heard: boolean) {
    this.#direction.heard = heard;
  }

  /** From now on it answers `user` alone, until `release`. Nothing is outstanding. */
  hold(user: LinkUser): void {
    this.#holder = user;
    this.#owed = 0;
    this.#isAsked = false;
    this.#isOpen = false;
  }

  /** `settings` are what the server has now. The caller says `linkFree` to the pool. */
  release(settings: CarriedSettings): void {
    this.lastUser = this.#holder;
    this.#holder = null;
    invariant(this.isSettled, 'a connection is let go of while it owes an answer');
    this.settings = settings;
    this.usedMs = performance.now();
    this.#names.dropUnnamed();
  }

  /** Its holder has left: it is closed when so many ReadyForQuery have come. */
  finish(readies: number): void {
    this.#holder = null;
    this.#isAsked = false;
    this.#isOpen = false;
    if (readies <= 0) return this.close();
    const onEnd = (): void => this.close();
    this.#turns.push({ user: null, receiver: new OwnAnswers(), readies, batch: null, begun: true, onEnd });
    // Behind what it has to do; in the middle of a COPY, whose data nobody will send, it ends that.
    this.#link.socket.write(serialize.end());
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
    invariant(!this.#isAsked && !this.#isOpen, 'a connection is asked something while its holder waits for an answer');
    const answers = new OwnAnswers(true);
    this.#turns.push({
      user: null,
      receiver: answers,
      readies: 1,
      batch: null,
      begun: false,
      onEnd: () => onEnd(answers),
    });
    this.#writes.put(query);
  }

  /** Makes it as new. */
  reset(query: string, onEnd: (ok: boolean) => void): void {
    this.#names.forget(null);
    this.settings = nothingCarried;
    this.lastUser = null;
    this.ask(encodeQuery(query), ({ sqlstate, status }) => onEnd(sqlstate === null && status === 'I'));
  }

  /** Adds a user's batch behind what is outstanding. */
  take(turn: Turn): void {
    const isFirst = this.depth === 0;
    this.#turns.push(turn);
    if (turn.batch === null) return;
    this.give(turn.batch);
    if (isFirst) this.#writes.flush();
  }

  /** Sends a batch: of the holder, or of a turn that was pushed. */
  give(batch: Batch): void {
    const { parts, needs } = batch;
    if (this.#holder !== null) {
      if (!this.#isAsked) this.#isAnswered = false;
      this.#owed += batch.readies;
      this.#isAsked = true;
      this.#isOpen = !batch.isComplete;
    }
    let next = 0;
    for (let at = 0; at <= parts.length; at++) {
      for (let need = needs[next]; need !== undefined && need.at === at; need = needs[next]) {
        const parse = this.#names.provide(need, batch);
        if (parse !== null) this.#writes.put(parse);
        next += 1;
      }
      const part = parts[at];
      if (part !== undefined) this.#writes.put(part);
    }
    if (batch.takesUnnamed) this.#names.dropUnnamed();
    // Nobody else's comes behind it.
    if (this.#holder !== null) this.#writes.flush();
  }

  /** False when a statement of the batch may yet turn out not to be prepared here. */
  isSureOf(batch: Batch): boolean {
    return this.#names.isSureOf(batch);
  }

  unlearned(batch: Batch): readonly SharedStatement[] {
    return this.#names.unlearned(batch);
  }

  /** Prepares statements anew and asks for their columns, in turns of its own. `onEnd` is called when that is answered. */
  learn(statements: readonly SharedStatement[], onEnd: () => void): void {
    for (const [index, shared] of statements.entries()) {
      const isLast = index === statements.length - 1;
      const { name } = shared;
      const learned = this.#names.learning(shared);
      const anew = [serialize.close({ type: 'S', name }), shared.parse];
      const question = [...anew, serialize.describe({ type: 'S', name }), serialize.sync()];
      this.ask(Buffer.concat(question), ({ sqlstate, columns }) => {
        learned(sqlstate === null ? columns : null);
        if (isLast) onEnd();
      });
    }
  }

  lacksColumns(statement: SharedStatement): boolean {
    return this.#names.lacksColumns(statement);
  }

  described(statement: SharedStatement, columns: string): void {
    this.#names.described(statement, columns);
  }

  prepared(entry: OutstandingRequest): void {
    this.#names.prepared(entry);
  }

  /** The Parse that was sent for it has failed, or was ignored. */
  notPrepared(entry: OutstandingRequest): void {
    this.#names.notPrepared(entry);
  }

  forgetAll(): void {
    this.#names.forget(null);
  }

  /** Whoever has turns here, the head but for those that have begun, is taken off. Their answers are dropped as they come. */
  takeOff(which: (turn: Turn, isHead: boolean) => boolean): Turn[] {
    const taken: Turn[] = [];
    const { head } = this;
    for (const turn of this.#turns) {
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
      if (batch !== null) this.#drop(batch.shared.filter((one) => this.#names.isUnsure(one)));
    };
  }

  /** Closes statements, as a turn of its own: nothing of a client's stands or falls with it. */
  #drop(statements: readonly SharedStatement[]): void {
    if (statements.length === 0 || this.#closed) return;
    for (const statement of statements) this.#names.forget(statement);
    const closes = statements.map(({ name }) => serialize.close({ type: 'S', name }));
    this.ask(Buffer.concat([...closes, serialize.sync()]), () => {});
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
    if (socket.writable && this.depth === 0 && this.#holder === null) {
      socket.end(serialize.end());
      socket.resume();
    } else {
      socket.destroy();
    }
    const unanswered = this.#turns.drain();
    const holder = this.#holder;
    this.#holder = null;
    this.#host.linkClosed(this, unanswered);
    holder?.linkLost(this);
  }

  begin(type: number, bodyBytes: number): Treatment {
    if (type === backend.readyForQuery || type === backend.parameterStatus) return HOLD;
    const turn = this.#turns.head;
    if (turn === undefined) {
      const holder = this.#holder;
      if (holder === null) return type === backend.errorResponse ? HOLD : this.#idle.begin(type);
      if (type === backend.errorResponse && bodyBytes < ERROR_BYTES_MAX) return HOLD;
      this.#isAnswered = true;
      this.#touch(holder);
      return holder.plan.begin(type, bodyBytes);
    }
    if (type === backend.errorResponse && bodyBytes < ERROR_BYTES_MAX) return HOLD;
    turn.begun = true;
    if (turn.user !== null) this.#touch(turn.user);
    return turn.receiver.begin(type, bodyBytes);
  }

  peek(type: number, bytes: Buffer, start: number, end: number, bodyBytes: number): FrameVerdict {
    return this.#receiver().peek(type, bytes, start, end, bodyBytes);
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#receiver().pass(bytes, start, end);
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    if (type === backend.readyForQuery) return this.#ready(bytes, start, end);
    if (type === backend.parameterStatus) {
      const { name, value } = decodeParameterStatus(bytes, start, end);
      const user = this.head === null ? this.#holder : this.head.user;
      if (user !== null) this.#touch(user);
      if (this.statuses.get(name) !== value) this.statuses = new Map(this.statuses).set(name, value);
      user?.isTold(this.statuses);
      return this.#offer(type, bytes, start, end);
    }
    if (type === backend.errorResponse) return this.#error(bytes, start, end);
    return this.#receiver().frame(type, bytes, start, end);
  }

  #error(bytes: Buffer, start: number, end: number): FrameVerdict {
    const fields = decodeErrorFields(bytes, start, end);
    const turn = this.head;
    const holder = this.#holder;
    const severity = fields.get('V');
    if ((turn !== null || holder === null) && (severity === 'FATAL' || severity === 'PANIC')) {
      // A server that goes down says so in the middle of whatever. What has not been answered is asked elsewhere.
      setImmediate(() => this.close());
      return SKIP_AND_HALT;
    }
    const sqlstate = fields.get('C') ?? '';
    if (speaksOfShared(fields) && this.#retries(sqlstate)) return SKIP;
    if (turn !== null) turn.begun = true;
    else this.#isAnswered = true;
    return this.#offer(backend.errorResponse, bytes, start, end);
  }

  /** Nothing of the answer has come but this error: then what it speaks of can be made good. */
  #retries(sqlstate: string): boolean {
    const turn = this.head;
    const holder = this.#holder;
    if (turn !== null) {
      if (turn.user === null || turn.batch === null || turn.begun || turn.readies !== 1) return false;
      if (!turn.user.mayRetry(sqlstate)) return false;
      this.#retryTurn(turn, turn.user, turn.batch);
      return true;
    }
    if (holder === null || this.#isAnswered || this.#owed > 1 || !holder.mayRetry(sqlstate)) return false;
    this.#retryHolder(holder);
    return true;
  }

  #retryTurn(turn: Turn, user: LinkUser, batch: Batch): void {
    for (const one of batch.shared) one.isProven = false;
    this.#orphan(turn);
    turn.onLost = () => user.retry(this);
    turn.onEnd = () => {
      this.#drop(batch.shared.filter((one) => this.#names.has(one)));
      user.retry(this);
    };
  }

  /** What is left of the failed batch's answer is a turn of the gateway's own. */
  #retryHolder(holder: LinkUser): void {
    // The server hears nothing before a Sync.
    if (this.#owed === 0) this.#writes.put(serialize.sync());
    this.#owed = 0;
    this.#isAsked = false;
    this.#isOpen = false;
    const onEnd = (): void => {
      if (this.#holder === holder) holder.retry(this);
    };
    this.#turns.push({ user: null, receiver: new OwnAnswers(), readies: 1, batch: null, begun: true, onEnd });
  }

  /** The server knows these by another meaning, or not at all: they are prepared anew. */
  renew(batch: Batch): void {
    for (const one of batch.shared) one.isProven = false;
    this.#drop(batch.shared.filter((one) => this.#names.has(one)));
  }

  /** Gives a message that was held here to whom it is for, as the framer would have. */
  #offer(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    const user = this.head === null ? this.#holder : this.head.user;
    if (user !== null) this.#touch(user);
    const receiver = this.#receiver();
    const bodyBytes = end - start - 5;
    const treatment = receiver.begin(type, bodyBytes);
    if (treatment === PASS || treatment === SKIP) return treatment;
    return treatment === HOLD
      ? receiver.frame(type, bytes, start, end)
      : receiver.peek(type, bytes, start, start + 5 + Math.min(treatment, bodyBytes), bodyBytes);
  }

  /** What is passed of it is handed on at once: the next message may be another's. */
  #ready(bytes: Buffer, start: number, end: number): FrameVerdict {
    const turn = this.head;
    const user = turn === null ? this.#holder : turn.user;
    const receiver = this.#receiver();
    if (turn === null) {
      this.#owed -= 1;
      this.#isAsked = this.#owed > 0;
    }
    if (user !== null) this.#touch(user);
    const treatment = receiver.begin(backend.readyForQuery, 1);
    const verdict = treatment === HOLD ? receiver.frame(backend.readyForQuery, bytes, start, end) : treatment;
    this.#host.totals.answers += user === null ? 0 : 1;
    const halts = verdict === PASS_AND_HALT || verdict === SKIP_AND_HALT;
    if (verdict === PASS || verdict === PASS_AND_HALT || verdict >= 0) {
      receiver.pass(bytes, start + Math.max(verdict, 0), end);
    }
    if (turn !== null) {
      turn.readies -= 1;
      turn.begun = true;
      if (turn.readies === 0) this.#endTurn(turn);
    }
    return halts ? SKIP_AND_HALT : SKIP;
  }

  #endTurn(turn: Turn): void {
    const nowMs = performance.now();
    const tookMs = this.#turns.shift(nowMs);
    if (turn.batch !== null) note(turn.batch.timings, tookMs);
    turn.onEnd(this);
    if (this.depth === 0 && this.#holder === null && !this.#closed) {
      this.usedMs = nowMs;
      this.#host.linkFree(this);
    }
  }

  #receiver(): FrameReceiver {
    return this.#turns.head?.receiver ?? this.#holder?.plan ?? this.#idle;
  }

  /** Closes what was used longest ago. */
  evict(): void {
    this.#drop(this.#names.surplus());
  }

  #touch(user: LinkUser): void {
    const { length } = this.#touched;
    if (length > 0 && this.#touched[length - 1] === user) return;
    this.#touched.push(user);
    // Nothing of what it gets now has been passed.
    user.meets(this.statuses);
  }

  #chunkEnded(): boolean {
    const touched = this.#touched;
    if (touched.length === 0) return true;
    this.#touched = [];
    let goesOn = true;
    for (const user of touched) {
      if (user.chunkEnded()) continue;
      const current = this.head === null ? this.#holder : this.head.user;
      if (user !== current) continue;
      goesOn = false;
      if (this.head !== null) this.#host.headIsFull(this);
    }
    return goesOn;
  }

  #fault(fault: unknown): void {
    const user = this.head === null ? this.#holder : this.head.user;
    const { head } = this;
    if (head !== null) head.user = null;
    if (this.#holder === user) this.#holder = null;
    const touched = this.#touched;
    this.#touched = [];
    this.close();
    user?.fault(fault);
    // What others were answered before it is theirs.
    for (const other of touched) {
      if (other === user) continue;
      try {
        other.chunkEnded();
      } catch (another) {
        other.fault(another);
      }
    }
  }
}

/** Longer errors are looked at by whom they are for. */
const ERROR_BYTES_MAX = 65_536;

/** What a server says of a prepared statement that the client did not name: another plan, no statement, or one already. */
function speaksOfShared(fields: ReadonlyMap<string, string>): boolean {
  const code = fields.get('C');
  if (code === '0A000') return fields.get('R') === 'RevalidateCachedQuery';
  return (code === '26000' || code === '42P05') && isSharedName(fields.get('M') ?? '');
}

function note(timings: readonly Timing[], ms: number): void {
  for (const timing of timings) took(timing, ms / timings.length);
}
