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
import type { UpstreamLink } from '../upstream/index.js';
import type { Batch, Need, Timing } from './batch.js';
import { took } from './batch.js';
import { alignment, type CarriedSettings, nothingCarried, sameSettings } from './carried-settings.js';
import { OwnAnswers } from './own-answers.js';
import type { SharedStatement } from './shared-statement.js';

/** Whose statements run on a connection. */
export interface LinkUser {
  readonly plan: FrameReceiver;
  /** The server's last bytes are through: writes what they became. False when the client has enough for now. */
  chunkEnded(): boolean;
  /** The connection takes more again. */
  linkDrained(): void;
  /** What the server said could not be understood, or may not be shown. */
  fault(fault: unknown): void;
  /** May the batch that it waits for be sent once more after this error? Nothing of it was answered. */
  mayRetry(sqlstate: string): boolean;
  /** The server has dropped what stood in the way: the batch is to be sent once more. */
  retry(link: ServerLink): void;
  /** The connection is gone, and with it what this user had going on it. */
  linkLost(link: ServerLink): void;
}

/** Some batches of one user between those of others. */
export interface Turn {
  /** Null: the gateway's own, or of a user who has left. */
  user: LinkUser | null;
  receiver: FrameReceiver;
  /** ReadyForQuery that are yet to come. */
  readies: number;
  readonly batch: Batch | null;
  /** Something of the answer has come. */
  begun: boolean;
  onEnd: (link: ServerLink) => void;
}

/** What a connection tells its pool. */
export interface LinkHost {
  /** Nothing is outstanding, and nobody holds it. */
  linkFree(link: ServerLink): void;
  /** The client at the head reads slower than the server writes. */
  headIsFull(link: ServerLink): void;
  linkClosed(link: ServerLink, unanswered: readonly Turn[]): void;
  readonly totals: LinkTotals;
}

/** Counted by all connections of a pool. */
export interface LinkTotals {
  answers: number;
  bytesSent: number;
  bytesReceived: number;
}

interface Prepared {
  /** The server has said so. */
  ready: boolean;
  used: number;
}

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
  readonly #preparedMax: number;
  readonly #prepared = new Map<SharedStatement, Prepared>();
  #unnamed: SharedStatement | null = null;
  #uses = 0;
  #holder: LinkUser | null = null;
  /** ReadyForQuery that the holder waits for; and whether it has sent something since the last one. */
  #owed = 0;
  #isAsked = false;
  /** Something has come for the holder since it sent something. */
  #isAnswered = false;
  #turns: Turn[] = [];
  #first = 0;
  #headSinceMs = 0;
  /** Users who got something of the chunk at hand. */
  #touched: LinkUser[] = [];
  #out: Buffer[] = [];
  #writeScheduled = false;
  #isFull = false;
  #closed = false;
  readonly #idle = new OwnAnswers();

  constructor(link: UpstreamLink, host: LinkHost, preparedMax: number) {
    this.#link = link;
    this.#host = host;
    this.#preparedMax = preparedMax;
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
    link.socket.on('drain', () => {
      this.#isFull = false;
      this.#holder?.linkDrained();
    });
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

  /** Turns that are not over. */
  get depth(): number {
    return this.#turns.length - this.#first;
  }

  get preparedCount(): number {
    return this.#prepared.size;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get head(): Turn | null {
    return this.#turns[this.#first] ?? null;
  }

  /** Since when the head is the head, in ms of `performance.now`. */
  get headSinceMs(): number {
    return this.#headSinceMs;
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
  }

  /** `settings` are what the server has now. The caller says `linkFree` to the pool. */
  release(settings: CarriedSettings): void {
    this.lastUser = this.#holder;
    this.#holder = null;
    this.#owed = 0;
    this.#isAsked = false;
    this.settings = settings;
    this.usedMs = performance.now();
    this.#unnamed = null;
  }

  /** Its holder has left: it is closed when so many ReadyForQuery have come. */
  finish(readies: number): void {
    this.#holder = null;
    this.#isAsked = false;
    if (readies <= 0) return this.close();
    const onEnd = (): void => this.close();
    this.#push({ user: null, receiver: new OwnAnswers(), readies, batch: null, begun: true, onEnd });
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
    invariant(!this.#isAsked, 'a connection is asked something while its holder waits for an answer');
    const answers = new OwnAnswers(true);
    this.#push({ user: null, receiver: answers, readies: 1, batch: null, begun: false, onEnd: () => onEnd(answers) });
    this.#put(query);
  }

  /** Makes it as new. */
  reset(query: string, onEnd: (ok: boolean) => void): void {
    this.#prepared.clear();
    this.#unnamed = null;
    this.settings = nothingCarried;
    this.lastUser = null;
    this.ask(encodeQuery(query), ({ sqlstate, status }) => onEnd(sqlstate === null && status === 'I'));
  }

  /** Adds a user's batch behind what is outstanding. */
  take(turn: Turn): void {
    this.#push(turn);
    if (turn.batch !== null) this.give(turn.batch);
  }

  /** Sends a batch: of the holder, or of a turn that was pushed. */
  give(batch: Batch): void {
    const { parts, needs } = batch;
    if (this.#holder !== null) {
      if (!this.#isAsked) this.#isAnswered = false;
      this.#owed += batch.readies;
      this.#isAsked = true;
    }
    let next = 0;
    for (let at = 0; at <= parts.length; at++) {
      for (let need = needs[next]; need !== undefined && need.at === at; need = needs[next]) {
        this.#provide(need);
        next += 1;
      }
      const part = parts[at];
      if (part !== undefined) this.#put(part);
    }
    if (batch.takesUnnamed) this.#unnamed = null;
  }

  /** False when a statement of the batch may yet turn out not to be prepared here. */
  isSureOf(batch: Batch): boolean {
    for (const { entry } of batch.needs) {
      if (entry.shared !== null && this.#prepared.get(entry.shared)?.ready === false) return false;
    }
    return true;
  }

  /** How many of the batch's statements are prepared here. */
  holds(batch: Batch): boolean {
    for (const { entry } of batch.needs) {
      if (entry.shared !== null && !this.#prepared.has(entry.shared)) return false;
    }
    return true;
  }

  prepared(statement: SharedStatement): void {
    const prepared = this.#prepared.get(statement);
    if (prepared !== undefined) prepared.ready = true;
  }

  forget(statement: SharedStatement | null): void {
    if (statement === null) this.#prepared.clear();
    else this.#prepared.delete(statement);
    if (statement === null || statement === this.#unnamed) this.#unnamed = null;
  }

  /** Whoever has turns here, the head but for those that have begun, is taken off. Their answers are dropped as they come. */
  takeOff(which: (turn: Turn, isHead: boolean) => boolean): Turn[] {
    const taken: Turn[] = [];
    for (let at = this.#first; at < this.#turns.length; at++) {
      const turn = this.#turns[at] as Turn;
      if (turn.user === null || !which(turn, at === this.#first)) continue;
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
      if (batch !== null) this.#drop(batch.shared.filter((one) => this.#prepared.get(one)?.ready === false));
    };
  }

  /** Closes statements, as a turn of its own: nothing of a client's stands or falls with it. */
  #drop(statements: readonly SharedStatement[]): void {
    if (statements.length === 0 || this.#closed) return;
    for (const statement of statements) this.#prepared.delete(statement);
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
    const unanswered = this.#turns.slice(this.#first);
    this.#turns = [];
    this.#first = 0;
    const holder = this.#holder;
    this.#holder = null;
    this.#host.linkClosed(this, unanswered);
    holder?.linkLost(this);
  }

  begin(type: number, bodyBytes: number): Treatment {
    if (type === backend.readyForQuery || type === backend.parameterStatus) return HOLD;
    const turn = this.#turns[this.#first];
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
      if (this.statuses.get(name) !== value) this.statuses = new Map(this.statuses).set(name, value);
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
    if (speaksOfNames(fields) && this.#retries(sqlstate)) return SKIP;
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
    if (holder === null || this.#isAnswered || this.#owed !== 1 || !holder.mayRetry(sqlstate)) return false;
    this.#retryHolder(holder);
    return true;
  }

  #retryTurn(turn: Turn, user: LinkUser, batch: Batch): void {
    this.#orphan(turn);
    turn.onEnd = () => {
      this.#drop(batch.shared.filter((one) => this.#prepared.has(one)));
      user.retry(this);
    };
  }

  /** What is left of the failed batch's answer is a turn of the gateway's own. */
  #retryHolder(holder: LinkUser): void {
    this.#owed = 0;
    this.#isAsked = false;
    const onEnd = (): void => {
      if (this.#holder === holder) holder.retry(this);
    };
    this.#push({ user: null, receiver: new OwnAnswers(), readies: 1, batch: null, begun: true, onEnd });
  }

  /** The server knows these by another meaning, or not at all: they are prepared anew. */
  renew(batch: Batch): void {
    this.#drop(batch.shared.filter((one) => this.#prepared.has(one)));
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
    if (turn.batch !== null) note(turn.batch.timings, nowMs - this.#headSinceMs);
    this.#headSinceMs = nowMs;
    this.#first += 1;
    if (this.#first === this.#turns.length) {
      this.#turns.length = 0;
      this.#first = 0;
    } else if (this.#first > 256) {
      this.#turns.splice(0, this.#first);
      this.#first = 0;
    }
    turn.onEnd(this);
    if (this.depth === 0 && this.#holder === null && !this.#closed) {
      this.usedMs = nowMs;
      this.#host.linkFree(this);
    }
  }

  #push(turn: Turn): void {
    if (this.depth === 0) this.#headSinceMs = performance.now();
    this.#turns.push(turn);
  }

  #receiver(): FrameReceiver {
    return this.#turns[this.#first]?.receiver ?? this.#holder?.plan ?? this.#idle;
  }

  #provide({ kind, entry }: Need): void {
    const { shared } = entry;
    if (kind === 'close' || shared === null) {
      entry.fake = true;
      return;
    }
    entry.fake = false;
    entry.injects = false;
    if (shared.name === '') {
      if (kind === 'use' && this.#unnamed === shared) return;
      this.#unnamed = shared;
      entry.injects = kind === 'use';
      this.#put(shared.parse);
      return;
    }
    const prepared = this.#prepared.get(shared);
    this.#uses += 1;
    if (prepared !== undefined) {
      prepared.used = this.#uses;
      entry.fake = kind === 'parse';
      return;
    }
    this.#prepared.set(shared, { ready: false, used: this.#uses });
    entry.injects = kind === 'use';
    this.#put(shared.parse);
  }

  /** Closes what was used longest ago, as a turn of its own: nothing of a client's stands or falls with it. */
  evict(): void {
    if (this.#prepared.size <= this.#preparedMax || this.#preparedMax === 0) return;
    const byUse = [...this.#prepared].filter(([, { ready }]) => ready).sort(([, a], [, b]) => a.used - b.used);
    const surplus = byUse.slice(0, this.#prepared.size - Math.floor(this.#preparedMax * 0.9));
    if (surplus.length === 0) return;
    this.#drop(surplus.map(([statement]) => statement));
  }

  #put(bytes: Buffer): void {
    this.#out.push(bytes);
    if (this.#writeScheduled) return;
    this.#writeScheduled = true;
    // One write for all that comes in the same turn of the event loop.
    setImmediate(() => this.#write());
  }

  #write(): void {
    this.#writeScheduled = false;
    if (this.#closed || this.#out.length === 0) return;
    const whole = this.#out.length === 1 ? (this.#out[0] as Buffer) : Buffer.concat(this.#out);
    this.#out = [];
    this.#host.totals.bytesSent += whole.length;
    if (!this.#link.socket.write(whole)) this.#isFull = true;
  }

  #touch(user: LinkUser): void {
    const { length } = this.#touched;
    if (length === 0 || this.#touched[length - 1] !== user) this.#touched.push(user);
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
    this.close();
    user?.fault(fault);
  }
}

/** Longer errors are looked at by whom they are for. */
const ERROR_BYTES_MAX = 65_536;

/** What a server says of a prepared statement that the client did not name: another plan, no statement, or one already. */
function speaksOfNames(fields: ReadonlyMap<string, string>): boolean {
  const code = fields.get('C');
  return code === '26000' || code === '42P05' || (code === '0A000' && fields.get('R') === 'RevalidateCachedQuery');
}

function note(timings: readonly Timing[], ms: number): void {
  for (const timing of timings) took(timing, ms / timings.length);
}
