import {
  backend,
  decodeErrorFields,
  decodeParameterStatus,
  type FrameReceiver,
  type FrameVerdict,
  HOLD,
  PASS,
  PASS_AND_HALT,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
} from '../../pgwire/index.js';
import type { Batch } from './batch.js';
import { Holder } from './holder.js';
import { OwnAnswers } from './own-answers.js';
import { isSharedName } from './shared-statement.js';
import type { LinkUser, Turn } from './turn.js';
import { TurnQueue } from './turn-queue.js';

/** The connection whose answers they are. */
export interface AnswerRouterHost<L> {
  /** A turn is over; the queue stands at the next one. */
  turnEnded(turn: Turn<L>, nowMs: number, tookMs: number): void;
  /** The turn's batch is to be sent once more: nothing of it was answered. */
  retryTurn(turn: Turn<L>, user: LinkUser<L>, batch: Batch): void;
  /** As `retryTurn`, for what the holder sent last. */
  retryHolder(user: LinkUser<L>): void;
  /** The server ends the connection. */
  goesDown(): void;
  /** A setting has changed though nothing was to change any. */
  settingChanged(): void;
  /** The client at the head reads slower than the server writes. */
  headIsFull(): void;
}

/**
 * Gives what a server says to whose turn it is; when there are no turns, to the one who holds the connection.
 *
 * Invariant: the receiver changes only behind a ReadyForQuery, and never in the middle of a chunk's range: what was passed
 * before is handed on first.
 */
export class AnswerRouter<L> implements FrameReceiver {
  readonly #host: AnswerRouterHost<L>;
  readonly holder = new Holder<L>();
  readonly turns = new TurnQueue<L>();
  #statuses: ReadonlyMap<string, string>;
  /** Users who got something of the chunk at hand. */
  #touched: LinkUser<L>[] = [];
  readonly #idle = new OwnAnswers();

  /** `statuses` are what the server has told of its parameters. */
  constructor(host: AnswerRouterHost<L>, statuses: ReadonlyMap<string, string>) {
    this.#host = host;
    this.#statuses = statuses;
  }

  /** What the server has told of its parameters. The same object while it is the same. */
  get statuses(): ReadonlyMap<string, string> {
    return this.#statuses;
  }

  /** Whom what comes now is for; null: the gateway itself, or nobody. */
  get user(): LinkUser<L> | null {
    const { head } = this.turns;
    return head === undefined ? this.holder.user : head.user;
  }

  begin(type: number, bodyBytes: number): Treatment {
    if (type === backend.readyForQuery || type === backend.parameterStatus) return HOLD;
    const turn = this.turns.head;
    if (turn === undefined) {
      const { user } = this.holder;
      if (user === null) return type === backend.errorResponse ? HOLD : this.#idle.begin(type);
      if (type === backend.errorResponse && bodyBytes < ERROR_BYTES_MAX) return HOLD;
      this.holder.answered();
      this.#touch(user);
      return user.plan.begin(type, bodyBytes);
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
    if (type === backend.parameterStatus) return this.#parameterStatus(bytes, start, end);
    if (type === backend.errorResponse) return this.#error(bytes, start, end);
    return this.#receiver().frame(type, bytes, start, end);
  }

  #parameterStatus(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { name, value } = decodeParameterStatus(bytes, start, end);
    const { user } = this;
    if (user !== null) this.#touch(user);
    if (this.#statuses.get(name) !== value) this.#statuses = new Map(this.#statuses).set(name, value);
    user?.isTold(this.#statuses);
    if (this.turns.head?.batch) this.#host.settingChanged();
    return this.#offer(backend.parameterStatus, bytes, start, end);
  }

  #error(bytes: Buffer, start: number, end: number): FrameVerdict {
    const fields = decodeErrorFields(bytes, start, end);
    const turn = this.turns.head;
    const severity = fields.get('V');
    if ((turn !== undefined || this.holder.user === null) && (severity === 'FATAL' || severity === 'PANIC')) {
      // A server that goes down says so in the middle of whatever. What has not been answered is asked elsewhere.
      this.#host.goesDown();
      return SKIP_AND_HALT;
    }
    if (speaksOfShared(fields) && this.#retries(fields.get('C') ?? '')) return SKIP;
    if (turn !== undefined) turn.begun = true;
    else this.holder.answered();
    return this.#offer(backend.errorResponse, bytes, start, end);
  }

  /** Nothing of the answer has come but this error: then what it speaks of can be made good. */
  #retries(sqlstate: string): boolean {
    const turn = this.turns.head;
    if (turn !== undefined) {
      if (turn.user === null || turn.batch === null || turn.begun || turn.readies !== 1) return false;
      if (!turn.user.mayRetry(sqlstate)) return false;
      this.#host.retryTurn(turn, turn.user, turn.batch);
      return true;
    }
    const { user, isUnanswered } = this.holder;
    if (user === null || !isUnanswered || !user.mayRetry(sqlstate)) return false;
    this.#host.retryHolder(user);
    return true;
  }

  /** Gives a message that was held here to whom it is for, as the framer would have. */
  #offer(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    const { user } = this;
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
    const turn = this.turns.head;
    const user = turn === undefined ? this.holder.user : turn.user;
    const receiver = this.#receiver();
    if (turn === undefined) this.holder.ready();
    if (user !== null) this.#touch(user);
    const treatment = receiver.begin(backend.readyForQuery, 1);
    const verdict = treatment === HOLD ? receiver.frame(backend.readyForQuery, bytes, start, end) : treatment;
    const halts = verdict === PASS_AND_HALT || verdict === SKIP_AND_HALT;
    if (verdict === PASS || verdict === PASS_AND_HALT || verdict >= 0) {
      receiver.pass(bytes, start + Math.max(verdict, 0), end);
    }
    if (turn !== undefined) {
      turn.readies -= 1;
      turn.begun = true;
      if (turn.readies === 0) this.#endTurn(turn);
    }
    return halts ? SKIP_AND_HALT : SKIP;
  }

  #endTurn(turn: Turn<L>): void {
    const nowMs = performance.now();
    this.#host.turnEnded(turn, nowMs, this.turns.shift(nowMs));
  }

  #receiver(): FrameReceiver {
    return this.turns.head?.receiver ?? this.holder.user?.plan ?? this.#idle;
  }

  #touch(user: LinkUser<L>): void {
    const { length } = this.#touched;
    if (length > 0 && this.#touched[length - 1] === user) return;
    this.#touched.push(user);
    // Nothing of what it gets now has been passed.
    user.meets(this.#statuses);
  }

  /** Writes to each user what the chunk became. False when the one at hand has enough for now. */
  chunkEnded(): boolean {
    const touched = this.#touched;
    if (touched.length === 0) return true;
    this.#touched = [];
    let goesOn = true;
    for (const user of touched) {
      if (user.chunkEnded() || user !== this.user) continue;
      goesOn = false;
      if (this.turns.head !== undefined) this.#host.headIsFull();
    }
    return goesOn;
  }

  /** What has come can't be understood: it is the fault of whom it is for. `close` ends the connection. */
  fault(fault: unknown, close: () => void): void {
    const { user } = this;
    const { head } = this.turns;
    if (head !== undefined) head.user = null;
    if (this.holder.user === user) this.holder.end();
    const touched = this.#touched;
    this.#touched = [];
    close();
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
