import type { RewrittenAnswer } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import {
  backend,
  columnsOf,
  decodeCommandTag,
  decodeDataRow,
  decodeErrorFields,
  decodeNotification,
  decodeParameterStatus,
  decodeReadyStatus,
  decodeUtf8,
  encodeDataRow,
  encodeErrorResponse,
  encodeNoticeResponse,
  encodeReadyForQuery,
  encodeRowDescription,
  errorResponseOf,
  type FrameReceiver,
  type FrameVerdict,
  frameBytes,
  HOLD,
  PASS,
  SKIP,
  SKIP_AND_HALT,
  type TransactionStatus,
  type Treatment,
  visitOrigins,
} from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { type OutstandingRequest, type RequestKind, request } from './outstanding.js';
import { isPoisonError, poisonQuery } from './poison.js';
import { RowCounter } from './row-counter.js';
import { scrub } from './scrub.js';
import { bookName } from './statement-book.js';

/** What the server's direction asks of the relay. */
export interface ServerPlanHost {
  /**
   * The answer has more rows than may leave. Where nobody else can be hit, cancels the statement, holds the client, then
   * calls `overrunSettled`. False: nothing is cancelled, and the rest of the rows is dropped as it comes.
   */
  stopOverrun(): boolean;
  /** The client may go on: what was said of the answer with too many rows is complete. */
  overrunEnded(): void;
  /** ReadyForQuery has been passed on. `rolledBack`: since the last one there was an error or a ROLLBACK. */
  ready(status: TransactionStatus, rolledBack: boolean): void;
}

/**
 * What becomes of the server's messages. DataRow and CopyData are counted and pass; everything else that can carry data is
 * held, and asked about. Each answer is set against what is outstanding: one that nobody waits for ends a guarded session.
 */
export class ServerPlan implements FrameReceiver {
  readonly #conversation: Conversation;
  readonly #host: ServerPlanHost;
  readonly #guarded: boolean;
  readonly #rows: RowCounter;
  /** A Query's RowDescription has been let through, and its rows are coming. */
  #queryDescribed = false;
  /** How many statements of the Query that is answered have dropped what was prepared. */
  #deallocated = 0;
  /** Since the last ReadyForQuery there was an error, or a ROLLBACK. */
  #rolledBack = false;
  /** FATAL was passed on: the server closes the connection now, and has said why. */
  #saidFatal = false;
  #cancelling = false;
  #parkedStatus: TransactionStatus | null = null;

  constructor(conversation: Conversation, host: ServerPlanHost) {
    this.#conversation = conversation;
    this.#host = host;
    this.#guarded = !conversation.gate.transparent;
    this.#rows = new RowCounter(conversation.observer);
  }

  get saidFatal(): boolean {
    return this.#saidFatal;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#conversation.toClient.pass(bytes, start, end);
  }

  begin(type: number, bodyBytes: number): Treatment {
    // What was never sent is answered first, and nothing may be written here.
    if (this.#head()?.fake) return HOLD;
    const treatment = this.#treat(type);
    if (treatment === PASS) return this.#conversation.muted ? SKIP : PASS;
    if (treatment === HOLD && bodyBytes > this.#conversation.limits.heldFrameBytesMax) {
      if (!this.#guarded) {
        if (type === backend.rowDescription) this.#described(null);
        return PASS;
      }
      throw new GatewayError('upstream_unavailable', 'the store sent a message that is too long to be looked at');
    }
    return treatment;
  }

  /** Only for a row too many: see `#row`. */
  peek(): FrameVerdict {
    if (this.#conversation.muted) return SKIP;
    const { toClient, outstanding } = this.#conversation;
    const limit = this.#head()?.statement?.rowsMax ?? 0;
    const error = new GatewayError('limit_exceeded', `the answer has more rows than the policy's limit of ${limit}`, {
      hint: 'ask for fewer rows, or for an aggregate',
    });
    this.#conversation.refused(error);
    toClient.put(errorResponseOf(error, 'ERROR'));
    this.#conversation.muted = true;
    this.#rolledBack = true;
    // In the client's view this request has failed: of an extended one everything up to the Sync is void.
    if (!outstanding.awaitsReady) this.#conversation.discarding = true;
    this.#cancelling = this.#host.stopOverrun();
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
        return this.#rewriteRow(bytes, start, end);
      case backend.rowDescription:
        return this.#describedRows(bytes, start, end);
      case backend.commandComplete:
        this.#commandComplete(decodeCommandTag(bytes, start, end));
        return muted ? SKIP : PASS;
      case backend.noticeResponse:
        return muted ? SKIP : this.#notice(bytes, start, end);
      case backend.notificationResponse:
        return this.#notification(bytes, start, end);
      default:
        return this.#parameterStatus(bytes, start, end);
    }
  }

  /** Answers what was never sent to the server, as far as its turn has come. True when there was something. */
  settleFakes(): boolean {
    const { outstanding, toClient, muted } = this.#conversation;
    let settled = false;
    for (let head = outstanding.head(); head?.fake; head = outstanding.head()) {
      outstanding.shift();
      if (!muted) toClient.put(head.kind === 'parse' ? parseComplete : closeComplete);
      settled = true;
    }
    return settled;
  }

  /** The cancel request of `stopOverrun` has been brought, or can't be. The caller goes on with the server's direction. */
  overrunSettled(): void {
    this.#cancelling = false;
    const status = this.#parkedStatus;
    this.#parkedStatus = null;
    if (status !== null) this.#endOverrun(status);
  }

  #treat(type: number): Treatment {
    switch (type) {
      case backend.dataRow:
        return this.#rewritten === null ? this.#row(type) : HOLD;
      case backend.copyData:
        return this.#row(type);
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
        return this.#described('') ? PASS : SKIP;
      case backend.parameterDescription:
        return this.#expect('describe')?.injected ? SKIP : PASS;
      case backend.emptyQueryResponse:
      case backend.portalSuspended:
        this.#commandComplete('');
        return PASS;
      case backend.copyInResponse:
        this.#conversation.outstanding.copyInStarted();
        return PASS;
      case backend.copyOutResponse:
      case backend.copyDone:
        return PASS;
      case backend.readyForQuery:
      case backend.errorResponse:
        return HOLD;
    }
    if (this.#guarded) return this.#treatGuarded(type);
    if (type === backend.commandComplete && this.#conversation.pool !== null) return HOLD;
    if (type === backend.rowDescription) {
      if (this.#asksColumns()) return HOLD;
      this.#described(null);
    } else if (type === backend.commandComplete) this.#commandComplete('');
    return PASS;
  }

  #treatGuarded(type: number): Treatment {
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

  #isOwnClose(): boolean {
    const head = this.#head();
    if (!head?.closes) return false;
    head.closes = false;
    return true;
  }

  #parsed(): Treatment {
    const { pool, outstanding } = this.#conversation;
    const head = this.#head();
    if (head?.injects) {
      head.injects = false;
      pool?.prepared(head);
      return SKIP;
    }
    const parsed = this.#expect('parse');
    if (parsed === null) return PASS;
    if (parsed.shared !== null) pool?.prepared(parsed);
    outstanding.shift();
    return parsed.injected ? SKIP : PASS;
  }

  /** A row, or a line of COPY. Past the limit the header alone is looked at: `peek` says the rest. */
  #row(type: number): Treatment {
    if (this.#conversation.muted) return SKIP;
    const rows = this.#rows;
    if (!rows.started) {
      const head = this.#head();
      if (this.#guarded) this.#checkRowsExpected(head, type);
      rows.start(head?.statement?.rowsMax ?? null, head?.portal ?? null);
    }
    return rows.count() ? PASS : 0;
  }

  #checkRowsExpected(head: OutstandingRequest | null, type: number): void {
    const isExecute = head?.kind === 'execute';
    if (head === null || head.refusal !== null || (!isExecute && head.kind !== 'query')) throw outOfOrder();
    if (type === backend.copyData) return;
    // Rows whose columns' origins the tripwire hasn't seen don't leave.
    if (!(isExecute ? head.prepared?.described : this.#queryDescribed)) throw outOfOrder();
  }

  #describedRows(bytes: Buffer, start: number, end: number): FrameVerdict {
    const rewritten = this.#rewritten;
    if (!this.#rowDescription(bytes, start, end) || this.#conversation.muted) return SKIP;
    if (rewritten === null) return PASS;
    // A result format that the client asked for, of text in either: the last field of the one column.
    const format = bytes.readInt16BE(end - 2) === 1 ? 1 : 0;
    this.#conversation.toClient.put(encodeRowDescription([{ ...rewritten.column, typeLength: -1, format }]));
    return SKIP;
  }

  /** A row of an answer of which nothing is shown as it is. */
  #rewriteRow(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { muted, toClient } = this.#conversation;
    this.#checkRowsExpected(this.#head(), backend.dataRow);
    if (muted) return SKIP;
    const [value] = decodeDataRow(bytes, start, end);
    for (const row of this.#rewritten?.rows(decodeUtf8(value ?? Buffer.alloc(0))) ?? []) {
      toClient.put(encodeDataRow([Buffer.from(row, 'utf8')]));
    }
    return SKIP;
  }

  /** Of the statement that is answered now. */
  get #rewritten(): RewrittenAnswer | null {
    return this.#head()?.statement?.rewritten ?? null;
  }

  /** Returns false when the client did not ask for it. */
  #rowDescription(bytes: Buffer, start: number, end: number): boolean {
    if (this.#guarded) this.#checkOrigins(bytes, start, end);
    return this.#described(this.#asksColumns() ? columnsOf(bytes, start, end) : null);
  }

  /** The tripwire. */
  #checkOrigins(bytes: Buffer, start: number, end: number): void {
    const { gate, observer } = this.#conversation;
    const statement = this.#head()?.statement ?? null;
    let alarm: GatewayError | null = null;
    visitOrigins(bytes, start, end, (tableOid, attributeNumber) => {
      if (tableOid === 0) return false;
      alarm = gate.tripwire(tableOid, attributeNumber, statement);
      return alarm !== null;
    });
    if (alarm === null) return;
    observer.tripwire();
    throw alarm;
  }

  /** What is described is to be remembered. */
  #asksColumns(): boolean {
    const head = this.#head();
    if (head?.kind !== 'describe') return false;
    const { onDescribed, prepared, shared } = head;
    if (onDescribed !== null) return true;
    if (prepared === null || prepared.name === '') return false;
    return prepared.columns === null || (shared !== null && this.#conversation.pool?.asksColumns(shared) === true);
  }

  /**
   * RowDescription or NoData came; `columns` null: nobody wants to know them. Returns false when the client did not ask
   * for it.
   */
  #described(columns: string | null): boolean {
    const head = this.#head();
    if (head?.kind === 'query' && head.refusal === null) {
      this.#queryDescribed = true;
      return true;
    }
    const described = this.#expect('describe');
    if (described === null) return true;
    const { prepared, shared, onDescribed } = described;
    if (prepared !== null) {
      prepared.described = true;
      prepared.columns ??= columns;
    }
    if (shared !== null && columns !== null) this.#conversation.pool?.described(shared, columns);
    this.#conversation.outstanding.shift();
    onDescribed?.(columns ?? '');
    return !described.injected;
  }

  /** A command of a Query, or an Execute, is over (or suspended). */
  #commandComplete(tag: string): void {
    const { outstanding } = this.#conversation;
    this.#rows.stop();
    this.#queryDescribed = false;
    const head = this.#head();
    if (head?.kind === 'query') head.isAnswered = true;
    if (head?.kind === 'query' && head.refusal === null) {
      outstanding.copyInEnded();
    } else if (this.#expect('execute') !== null) {
      outstanding.shift();
      outstanding.copyInEnded();
    }
    if (tag === 'ROLLBACK') this.#rolledBack = true;
    else if (tag === 'PREPARE' || tag.startsWith('DEALLOCATE') || tag === 'DISCARD ALL') this.#renamed(tag, head);
  }

  /** What names of prepared statements mean is another thing now. */
  #renamed(tag: string, head: OutstandingRequest | null): void {
    const { statements, pool } = this.#conversation;
    if (pool === null || tag === 'PREPARE') statements.doubt();
    // Of an Execute it was noted where that stood among the others.
    if (tag === 'PREPARE' || head?.kind === 'execute') return;
    const name = tag === 'DEALLOCATE' ? (head?.statement?.use?.deallocates[this.#deallocated] ?? null) : null;
    this.#deallocated += 1;
    if (name !== null) statements.set(bookName(name), null);
    else if (pool !== null || tag !== 'DEALLOCATE') {
      pool?.deallocated();
      statements.clear();
    }
  }

  #error(bytes: Buffer, start: number, end: number): FrameVerdict {
    const conversation = this.#conversation;
    const fields = decodeErrorFields(bytes, start, end);
    const severity = fields.get('V') ?? fields.get('S');
    const fatal = severity === 'FATAL' || severity === 'PANIC';
    const head = this.#head();
    this.#rows.stop();
    this.#queryDescribed = false;
    this.#rolledBack = true;
    if (fatal) this.#saidFatal = true;
    else if (head !== null) this.#fail(head);
    if (conversation.muted && !fatal) return SKIP;
    if (head?.injected && (head.kind === 'query' || head.kind === 'parse') && !fatal) return SKIP;
    if (head?.refusal && !fatal && saysRefusal(head, fields.get('C'))) {
      conversation.toClient.put(errorResponseOf(head.refusal, 'ERROR'));
      return SKIP;
    }
    const said = asClientNames(fields, head);
    if (!this.#guarded && said === fields) return PASS;
    const shown = this.#guarded ? scrub(this.#conversation, said, head?.statement ?? null, 'error') : said;
    if (shown === fields) return PASS;
    conversation.toClient.put(encodeErrorResponse(shown));
    return SKIP;
  }

  #fail(head: OutstandingRequest): void {
    const conversation = this.#conversation;
    const reachesSync = conversation.outstanding.fail(conversation.undo);
    if (!reachesSync) conversation.discarding = true;
    // The server has dropped the unnamed statement before it failed to make the new one; a named one stays as it was.
    if (head.shared !== null && (head.kind === 'parse' || head.injects)) conversation.pool?.dropped(head);
    if (head.kind === 'parse') conversation.restore(head.name, head.name === '' ? null : head.statementBefore);
    else if (head.kind === 'bind') conversation.restorePortal(head.name, head.portalBefore);
    head.takeBack?.();
  }

  #notice(bytes: Buffer, start: number, end: number): FrameVerdict {
    const fields = decodeErrorFields(bytes, start, end);
    const shown = scrub(this.#conversation, fields, this.#head()?.statement ?? null, 'notice');
    if (shown === fields) return PASS;
    this.#conversation.toClient.put(encodeNoticeResponse(shown));
    return SKIP;
  }

  #notification(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { gate, observer } = this.#conversation;
    if (gate.passesNotification(decodeNotification(bytes, start, end).channel)) return PASS;
    observer.scrubbed('notification');
    return SKIP;
  }

  #parameterStatus(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { name, value } = decodeParameterStatus(bytes, start, end);
    // The gate has read the statements as UTF-8: the server must read them the same way.
    if (name === 'client_encoding' && value !== 'UTF8') {
      throw new GatewayError('refused', '`client_encoding` must stay `UTF8`');
    }
    return PASS;
  }

  #ready(status: TransactionStatus): FrameVerdict {
    const { outstanding, pool } = this.#conversation;
    this.#rows.stop();
    this.#queryDescribed = false;
    this.#deallocated = 0;
    const isInjected = this.#head()?.kind === 'sync' && this.#head()?.injected === true;
    if (!outstanding.ready() && (this.#guarded || pool !== null)) throw outOfOrder();
    if (isInjected) {
      this.#conversation.status = status;
      this.#host.ready(status, false);
      return SKIP;
    }
    if (!this.#conversation.muted) {
      this.#passReady(status);
      return PASS;
    }
    if (this.#cancelling) {
      this.#parkedStatus = status;
      return SKIP_AND_HALT;
    }
    this.#endOverrun(status);
    return SKIP;
  }

  /** The answer with too many rows has ended on the server; to the client it is a failed one. */
  #endOverrun(status: TransactionStatus): void {
    const conversation = this.#conversation;
    conversation.muted = false;
    if (status === 'T' && conversation.outstanding.isEmpty) {
      // The cancel came too late to abort the transaction, as an error would have.
      conversation.outstanding.push(request('query', { injected: true, ...conversation.dropUnnamed() }));
      conversation.pool?.endsBatch('query');
      conversation.toServer.put(poisonQuery);
      return;
    }
    this.#passReady(status);
    conversation.toClient.put(encodeReadyForQuery(status));
  }

  #passReady(status: TransactionStatus): void {
    const conversation = this.#conversation;
    const { outstanding, gate, observer } = conversation;
    conversation.status = status;
    const rolledBack = this.#rolledBack;
    if (this.#guarded) gate.transactionState(status, status === 'I' && rolledBack);
    this.#rolledBack = false;
    if (outstanding.isEmpty) {
      if (status === 'I') conversation.portals.clear();
      conversation.statementsInDoubt.clear();
      conversation.portalsInDoubt.clear();
      const tookMs = performance.now() - conversation.busySince;
      observer.answered(tookMs / 1000, (tookMs - conversation.decidingMs) / 1000);
    }
    this.#host.overrunEnded();
    this.#host.ready(status, rolledBack);
  }

  #answered(kind: RequestKind): void {
    if (this.#expect(kind) !== null) this.#conversation.outstanding.shift();
  }

  /** The head, which must be of this kind and no poison. Null only where nothing is protected. */
  #expect(kind: RequestKind): OutstandingRequest | null {
    const head = this.#head();
    if (head?.kind === kind && head.refusal === null) return head;
    if (this.#guarded) throw outOfOrder();
    return null;
  }

  #head(): OutstandingRequest | null {
    return this.#conversation.outstanding.head();
  }
}

/** A statement that many share is called what its client calls it. */
function asClientNames(
  fields: ReadonlyMap<string, string>,
  head: OutstandingRequest | null,
): ReadonlyMap<string, string> {
  const message = fields.get('M') ?? '';
  const name = head?.shared?.name ?? '';
  if (name === '' || !message.includes(name)) return fields;
  const own = Buffer.from(head?.prepared?.name ?? '', 'latin1').toString('utf8');
  return new Map(fields).set('M', message.split(name).join(own));
}

/** The refusal is said unless the server's own state spoke first: an aborted transaction, a cancel, a lost server. */
function saysRefusal({ refusal, kind }: OutstandingRequest, sqlstate: string | undefined): boolean {
  if (isPoisonError(sqlstate)) return true;
  if (sqlstate !== '25P02') return false;
  // PostgreSQL looks at the grammar, and for what a message names, before it looks at the transaction.
  return refusal?.sqlstate === '42601' || (kind === 'describe' && refusal?.code === 'undefined_statement');
}

const parseComplete = frameBytes(backend.parseComplete);
const closeComplete = frameBytes(backend.closeComplete);

function outOfOrder(): GatewayError {
  return new GatewayError('upstream_unavailable', 'the store answered what was not asked', { sqlstate: '08P01' });
}
