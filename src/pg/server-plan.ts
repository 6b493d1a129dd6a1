import { GatewayError } from '../errors/index.js';
import {
  backend,
  decodeCommandTag,
  decodeErrorFields,
  decodeReadyStatus,
  type FrameReceiver,
  type FrameVerdict,
  HOLD,
  PASS,
  SKIP,
  SKIP_AND_HALT,
  type TransactionStatus,
  type Treatment,
} from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import type { OutstandingRequest, RequestKind } from './outstanding.js';
import { failed, sayError } from './server-messages/error.js';
import { expected, outOfOrder } from './server-messages/expect.js';
import { answerFakes } from './server-messages/fakes.js';
import { Overrun } from './server-messages/overrun.js';
import { AnswerRows } from './server-messages/rows.js';
import { SqlRenamed } from './server-messages/sql-renamed.js';
import { sayNotice, sayNotification, sayParameterStatus } from './server-messages/unasked.js';
import type { TransactionEnd } from './server-side.js';

/** What the server's direction asks of the relay. */
export interface ServerPlanHost {
  /**
   * The answer has more rows than may leave. Where nobody else can be hit, cancels the statement, holds the client, then
   * calls `overrunSettled`. False: nothing is cancelled, and the rest of the rows is dropped as it comes.
   */
  stopOverrun(): boolean;
  /** The client may go on: what was said of the answer with too many rows is complete. */
  overrunEnded(): void;
  /** ReadyForQuery has been passed on. */
  ready(status: TransactionStatus, ended: TransactionEnd): void;
}

/**
 * What becomes of the server's messages. DataRow and CopyData are counted and pass; everything else that can carry data is
 * held, and asked about. Each answer is set against what is outstanding: one that nobody waits for ends a guarded session.
 */
export class ServerPlan implements FrameReceiver {
  readonly #conversation: Conversation;
  readonly #host: ServerPlanHost;
  readonly #rows: AnswerRows;
  readonly #renamed: SqlRenamed;
  readonly #overrun: Overrun;
  /** Since the last ReadyForQuery there was an error, or a ROLLBACK. */
  #rolledBack = false;
  /** The tag of a command that ended a transaction, since the last ReadyForQuery. */
  #endedBy: string | null = null;
  /** FATAL was passed on: the server closes the connection now, and has said why. */
  #saidFatal = false;

  constructor(conversation: Conversation, host: ServerPlanHost) {
    this.#conversation = conversation;
    this.#host = host;
    this.#rows = new AnswerRows(conversation);
    this.#renamed = new SqlRenamed(conversation);
    this.#overrun = new Overrun(conversation, (status) => this.#passReady(status));
  }

  get saidFatal(): boolean {
    return this.#saidFatal;
  }

  /** An answer has ended, and the client has yet to be told: see `Overrun.ready`. */
  get isParked(): boolean {
    return this.#overrun.isParked;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#conversation.toClient.pass(bytes, start, end);
  }

  begin(type: number, bodyBytes: number): Treatment {
    // What was never sent is answered first, and nothing may be written here.
    if (this.#head()?.fake) return HOLD;
    const { muted, guarded, limits } = this.#conversation;
    const treatment = this.#treat(type);
    if (treatment === PASS) return muted ? SKIP : PASS;
    if (treatment === HOLD && bodyBytes > limits.heldFrameBytesMax) {
      if (!guarded) {
        if (type === backend.rowDescription) this.#rows.described(null);
        return PASS;
      }
      throw new GatewayError('upstream_unavailable', 'the store sent a message that is too long to be looked at');
    }
    return treatment;
  }

  /** Only for a row too many: see `AnswerRows.row`. */
  peek(): FrameVerdict {
    if (this.#conversation.muted) return SKIP;
    this.#rolledBack = true;
    this.#overrun.begin(() => this.#host.stopOverrun());
    return SKIP;
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    const { muted } = this.#conversation;
    if (this.#head()?.fake) {
      this.settleFakes();
      const treatment = this.#treat(type);
      if (treatment === PASS) return muted ? SKIP : PASS;
      if (treatment === SKIP) return SKIP;
      if (treatment !== HOLD) return this.peek();
    }
    switch (type) {
      case backend.readyForQuery:
        return this.#ready(decodeReadyStatus(bytes, start, end));
      case backend.errorResponse:
        return this.#error(bytes, start, end);
      case backend.dataRow:
        return this.#rows.rewrite(bytes, start, end);
      case backend.rowDescription:
        return this.#rows.describe(bytes, start, end);
      case backend.parameterDescription:
        return this.#rows.describeParameters(bytes, start, end);
      case backend.commandComplete:
        this.#commandComplete(decodeCommandTag(bytes, start, end));
        return muted ? SKIP : PASS;
      case backend.noticeResponse:
        return muted ? SKIP : sayNotice(this.#conversation, bytes, start, end);
      case backend.notificationResponse:
        return sayNotification(this.#conversation, bytes, start, end);
      default:
        return sayParameterStatus(bytes, start, end);
    }
  }

  /** Answers what was never sent to the server, as far as its turn has come. True when there was something. */
  settleFakes(): boolean {
    return answerFakes(this.#conversation);
  }

  /** The cancel request of `stopOverrun` has been brought, or can't be. The caller goes on with the server's direction. */
  overrunSettled(): void {
    this.#overrun.settled();
  }

  #treat(type: number): Treatment {
    switch (type) {
      case backend.dataRow:
        return this.#rows.rewritten === null ? this.#rows.row(type) : HOLD;
      case backend.copyData:
        return this.#rows.row(type);
      case backend.parseComplete:
        return this.#parsed();
      case backend.bindComplete: {
        const isInjected = this.#head()?.injected === true;
        this.#answered('bind');
        return isInjected ? SKIP : PASS;
      }
      case backend.closeComplete:
        if (this.#isOwnClose()) return SKIP;
        this.#answered(this.#head()?.kind === 'close_portal' ? 'close_portal' : 'close_statement');
        return PASS;
      case backend.noData:
        return this.#rows.described('') ? PASS : SKIP;
      case backend.parameterDescription:
        if (this.#rows.asks('parameters')) return HOLD;
        return expected(this.#conversation, 'describe')?.injected ? SKIP : PASS;
      case backend.emptyQueryResponse:
      case backend.portalSuspended:
        this.#commandComplete('');
        return PASS;
      case backend.copyInResponse:
        this.#conversation.outstanding.copyInStarted();
        if (this.#conversation.muted) this.#overrun.refuseCopy();
        return PASS;
      case backend.copyOutResponse:
      case backend.copyDone:
        return PASS;
      case backend.readyForQuery:
      case backend.errorResponse:
        return HOLD;
    }
    return this.#conversation.guarded ? treatGuarded(type) : this.#treatTransparent(type);
  }

  #treatTransparent(type: number): Treatment {
    if (type === backend.commandComplete) {
      if (this.#conversation.pool !== null) return HOLD;
      this.#commandComplete('');
    } else if (type === backend.rowDescription) {
      if (this.#rows.asks('columns')) return HOLD;
      this.#rows.described(null);
    }
    return PASS;
  }

  #isOwnClose(): boolean {
    const head = this.#head();
    if (!head?.closes) return false;
    head.closes -= 1;
    return true;
  }

  #parsed(): Treatment {
    const { pool, outstanding } = this.#conversation;
    const head = this.#head();
    if (head?.injects) {
      head.injects -= 1;
      pool?.prepared(head);
      return SKIP;
    }
    const parsed = expected(this.#conversation, 'parse');
    if (parsed === null) return PASS;
    if (parsed.shared !== null) pool?.prepared(parsed);
    outstanding.shift();
    return parsed.injected ? SKIP : PASS;
  }

  #answered(kind: RequestKind): void {
    if (expected(this.#conversation, kind) !== null) this.#conversation.outstanding.shift();
  }

  /** A command of a Query, or an Execute, is over (or suspended). */
  #commandComplete(tag: string): void {
    const { outstanding } = this.#conversation;
    this.#rows.stop();
    const head = this.#head();
    if (head?.kind === 'query') head.isAnswered = true;
    if (head?.kind === 'query' && head.refusal === null) {
      outstanding.copyInEnded();
    } else if (expected(this.#conversation, 'execute') !== null) {
      outstanding.shift();
      outstanding.copyInEnded();
    }
    if (endTags.has(tag)) this.#endedBy = tag;
    if (tag === 'ROLLBACK') this.#rolledBack = true;
    else this.#renamed.follow(tag, head);
  }

  #error(bytes: Buffer, start: number, end: number): FrameVerdict {
    const fields = decodeErrorFields(bytes, start, end);
    const severity = fields.get('V') ?? fields.get('S');
    const isFatal = severity === 'FATAL' || severity === 'PANIC';
    const head = this.#head();
    this.#rows.stop();
    this.#rolledBack = true;
    if (isFatal) this.#saidFatal = true;
    else if (head !== null) failed(this.#conversation, head);
    return sayError(this.#conversation, fields, head, isFatal);
  }

  #ready(status: TransactionStatus): FrameVerdict {
    const conversation = this.#conversation;
    const { outstanding, pool, guarded } = conversation;
    this.#rows.stop();
    this.#renamed.ready();
    const head = this.#head();
    const isInjected = head?.kind === 'sync' && head.injected;
    const { readyKind } = outstanding;
    if (!outstanding.ready() && (guarded || pool !== null)) throw outOfOrder();
    if (isInjected) {
      conversation.status = status;
      this.#host.ready(status, 'kept');
      return SKIP;
    }
    if (conversation.muted && !this.#overrun.endsWith(readyKind)) {
      this.#takeReady(status);
      return SKIP;
    }
    if (conversation.muted) return this.#overrun.ready(status) ? SKIP : SKIP_AND_HALT;
    this.#passReady(status);
    return PASS;
  }

  #passReady(status: TransactionStatus): void {
    this.#takeReady(status);
    this.#host.overrunEnded();
  }

  #takeReady(status: TransactionStatus): void {
    const conversation = this.#conversation;
    const { outstanding, gate, observer, guarded } = conversation;
    conversation.status = status;
    const rolledBack = this.#rolledBack;
    const ended = this.#endOf(status);
    if (guarded) gate.transactionState(status, status === 'I' && rolledBack);
    this.#rolledBack = false;
    this.#endedBy = null;
    if (outstanding.isEmpty) {
      // What a client sends of a COPY that has failed, nobody hears.
      conversation.copyDataOpen = false;
      if (status === 'I') conversation.portals.clear();
      conversation.statementsInDoubt.clear();
      conversation.portalsInDoubt.clear();
      const tookMs = performance.now() - conversation.busySince;
      observer.answered(tookMs / 1000, (tookMs - conversation.decidingMs) / 1000);
    }
    this.#host.ready(status, ended);
  }

  #endOf(status: TransactionStatus): TransactionEnd {
    const endedBy = this.#endedBy;
    // ROLLBACK TO has the same tag as ROLLBACK.
    if (endedBy !== null && (status !== 'I' || (this.#rolledBack && endedBy !== 'ROLLBACK'))) return 'within';
    return this.#rolledBack ? 'rolled_back' : 'kept';
  }

  #head(): OutstandingRequest | null {
    return this.#conversation.outstanding.head();
  }
}

/** PREPARE TRANSACTION keeps what was set, as COMMIT does. */
const endTags: ReadonlySet<string> = new Set(['COMMIT', 'ROLLBACK', 'PREPARE TRANSACTION']);

/** Of a message that is no answer to one request. */
function treatGuarded(type: number): Treatment {
  switch (type) {
    case backend.rowDescription:
    case backend.commandComplete:
    case backend.noticeResponse:
    case backend.notificationResponse:
    case backend.parameterStatus:
      return HOLD;
    default:
      // CopyBothResponse, FunctionCallResponse, a second login: nothing that a guarded session can have asked for.
      throw outOfOrder();
  }
}
