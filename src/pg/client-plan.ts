import { invariant } from '../base/index.js';
import type { ForwardableStatement, PreparedForm, Verdict } from '../enforce/index.js';
import { GatewayError, toGatewayError } from '../errors/index.js';
import {
  BIND_HEAD_BYTES_MAX,
  decodeBindHead,
  decodeExecute,
  decodeNamedTarget,
  decodeParameterTypes,
  decodeParse,
  decodeQuery,
  decodeUtf8,
  encodeBindHead,
  encodeDescribe,
  encodeParameterTypes,
  encodeParse,
  encodeQuery,
  encodeTextBind,
  type FrameReceiver,
  type FrameVerdict,
  frameBytes,
  frontend,
  HOLD,
  PASS,
  PASS_AND_HALT,
  type Parse,
  type Query,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
} from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { request } from './outstanding.js';
import type { SharedStatement } from './pool/shared-statement.js';
import { prepareAnew } from './prepare-anew.js';
import { FatalRefusal, takenName, tooLong, unknownPortal, unknownStatement } from './refusal-errors.js';
import { refuseMessage, refuseParse, refuseQuery } from './refuse.js';
import { deallocate, heldName, nameFor, nameForQuery } from './sql-names.js';
import { bookName, type PreparedStatement } from './statement-book.js';

const noTypes = Buffer.alloc(2);
const syncFrame = frameBytes(frontend.sync);
/** Of the unnamed portal; all of its rows. */
const executeSync = Buffer.concat([frameBytes(frontend.execute, Buffer.alloc(5)), syncFrame]);
const describeExecuteSync = Buffer.concat([encodeDescribe({ kind: 'portal', name: '' }), executeSync]);

/** A message that waits, for a refresh or for answers. */
interface Waiting {
  readonly type: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** How often it has waited for its statement to be prepared anew. */
  readonly renewals: number;
}

/** Once for a policy that has changed, and once more for one that changed meanwhile. */
const RENEWALS_MAX = 2;

/** A longer Bind passes as it comes, and does not wait for its statement to be prepared anew. */
const BIND_HELD_BYTES_MAX = 65_536;

/** What the client's direction asks of the relay. */
export interface ClientPlanHost {
  /** The gate's catalog is stale, and the direction has halted: `resume` goes on after the refresh. */
  refresh(): void;
  /** What has been sent must be answered first, and the direction has halted: `resume` goes on after that. */
  settle(): void;
  /** A statement is prepared anew, and the direction has halted: `prepared` tells how that went. */
  holdForPrepared(): void;
  /** Called while the server's answers are read; `resume` goes on after that. */
  prepared(failure: GatewayError | null): void;
  /** The client may send nothing for now: its Sync stands behind an answer that is being cancelled. */
  holdClient(): void;
}

/**
 * What becomes of a guarded session's messages from the client. Query and Parse are held and asked about; what the gate
 * does not forward is replaced by a poison (see poison.ts). Bind, Describe, Execute and Close are followed in the books.
 *
 * Invariant: no statement's text reaches the server but `ForwardableStatement.bytes` and the poison.
 */
export class ClientPlan implements FrameReceiver {
  readonly #conversation: Conversation;
  readonly #host: ClientPlanHost;
  #waiting: Waiting | null = null;

  constructor(conversation: Conversation, host: ClientPlanHost) {
    this.#conversation = conversation;
    this.#host = host;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#conversation.toServer.pass(bytes, start, end);
  }

  begin(type: number, bodyBytes: number): Treatment {
    const { discarding, limits, pool, terminating } = this.#conversation;
    if (terminating && pool !== null) return SKIP;
    if (type === frontend.sync) return this.#sync();
    if (type === frontend.terminate) {
      this.#conversation.terminating = true;
      // A connection of a pool's stays for others.
      return pool === null ? PASS : SKIP;
    }
    if (discarding) return SKIP;
    switch (type) {
      case frontend.query:
      case frontend.parse:
        return bodyBytes > limits.heldFrameBytesMax ? 0 : HOLD;
      case frontend.bind:
        if (bodyBytes <= BIND_HELD_BYTES_MAX) return HOLD;
        return this.#mustSettle() || this.#mayDoubt ? HOLD : BIND_HEAD_BYTES_MAX;
      case frontend.describe:
      case frontend.execute:
      case frontend.close:
        return HOLD;
      case frontend.functionCall:
        return 0;
      case frontend.copyDone:
      case frontend.copyFail:
        pool?.standsAlone();
        this.#conversation.copyDataOpen = false;
        this.#conversation.outstanding.pushCopyEnd();
        return PASS;
      default:
        // CopyData, Flush: nothing answers them.
        pool?.standsAlone();
        if (type === frontend.copyData) this.#conversation.copyDataOpen = true;
        return PASS;
    }
  }

  peek(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    switch (type) {
      case frontend.bind:
        return this.#bind(bytes, start, end, null);
      case frontend.sync:
        this.#conversation.haltsAfterSync = false;
        this.#host.holdClient();
        return PASS_AND_HALT;
      case frontend.functionCall:
        if (this.#conversation.gate.transparent) return this.#unread('function_call');
        return refuseQuery(
          this.#conversation,
          new GatewayError('not_supported', 'function calls by protocol are not supported'),
        );
      case frontend.query:
        if (this.#conversation.gate.transparent) return this.#unread('query');
        return refuseQuery(this.#conversation, tooLong());
      default:
        return refuseMessage(this.#conversation, tooLong());
    }
  }

  /** Where nothing is protected, what is too long to be looked at passes. */
  #unread(kind: 'query' | 'function_call'): FrameVerdict {
    const conversation = this.#conversation;
    conversation.asks();
    conversation.outstanding.push(request(kind, conversation.dropUnnamed()));
    conversation.batch += 1;
    conversation.pool?.executesUnknown();
    conversation.pool?.endsBatch('query');
    return PASS;
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    return this.#held({ type, bytes, start, end, renewals: 0 }, false);
  }

  #held(message: Waiting, refreshed: boolean): FrameVerdict {
    const { type, bytes, start, end } = message;
    try {
      switch (type) {
        case frontend.query:
        case frontend.parse:
          return this.#mustSettle() ? this.#settleFirst(message) : this.#statement(message, refreshed);
        case frontend.bind:
          return this.#mustSettle() || this.#doubts(message)
            ? this.#settleFirst(message)
            : this.#bind(bytes, start, end, message);
        case frontend.describe:
          return this.#doubts(message) ? this.#settleFirst(message) : this.#describe(bytes, start, end);
        case frontend.execute:
          return this.#mustSettle() || this.#doubts(message) ? this.#settleFirst(message) : this.#execute(message);
        default:
          return this.#doubts(message) ? this.#settleFirst(message) : this.#close(bytes, start, end);
      }
    } catch (fault) {
      // A body that is broken within sound bounds costs the message, as with PostgreSQL, not the connection.
      if (!(fault instanceof GatewayError)) throw fault;
      return type === frontend.query
        ? refuseQuery(this.#conversation, fault)
        : refuseMessage(this.#conversation, fault);
    }
  }

  /** The catalog has been refreshed, or that failed, or all is answered: asks again about the message that waits. */
  resume(failure: GatewayError | null, refreshed: boolean): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    // What came before it has failed meanwhile: the server hears nothing up to the Sync.
    if (this.#conversation.discarding) return;
    let verdict: FrameVerdict;
    if (failure !== null) {
      verdict =
        waiting.type === frontend.query
          ? refuseQuery(this.#conversation, failure)
          : refuseMessage(this.#conversation, failure);
    } else {
      verdict = this.#held(waiting, refreshed);
    }
    if (verdict === PASS || verdict >= 0) this.pass(waiting.bytes, waiting.start + Math.max(verdict, 0), waiting.end);
  }

  /**
   * How a later statement is read depends on one that has not been answered. Within its own batch nothing waits: there all
   * succeeds or is ignored together, and no answer need come before the Sync.
   */
  #mustSettle(): boolean {
    const conversation = this.#conversation;
    if (conversation.changingBatch === 0 || conversation.changingBatch === conversation.batch) return false;
    if (conversation.outstanding.awaitsReady) return true;
    conversation.changingBatch = 0;
    return false;
  }

  /** A message may name what an earlier batch decides of. */
  get #mayDoubt(): boolean {
    const { statementsInDoubt, portalsInDoubt, outstanding } = this.#conversation;
    return !(statementsInDoubt.isEmpty && portalsInDoubt.isEmpty) && outstanding.awaitsReady;
  }

  /**
   * What was judged under a name must be what the server runs under it, and in a pool the server is not asked what it means: what
   * decides that is answered first.
   */
  #doubts({ type, bytes, start, end }: Waiting): boolean {
    const conversation = this.#conversation;
    if (!this.#mayDoubt) return false;
    if (type === frontend.bind) {
      const head = decodeBindHead(bytes, start + 5, end);
      return head !== null && conversation.isInDoubt('statement', head.statement);
    }
    if (type === frontend.execute) return conversation.isInDoubt('portal', decodeExecute(bytes, start, end).portal);
    const { kind, name } = decodeNamedTarget(bytes, start, end);
    return conversation.isInDoubt(kind, name);
  }

  #doubtsNamesOf({ use, takesNames }: ForwardableStatement): boolean {
    if (!this.#mayDoubt) return false;
    const conversation = this.#conversation;
    return (
      use?.names.some((name) => conversation.isInDoubt('statement', bookName(name))) === true ||
      takesNames?.some(({ kind, name }) => conversation.isInDoubt(kind, bookName(name))) === true
    );
  }

  /** A statement that changes how others are read is not sent while others are under way. */
  #changes(statement: ForwardableStatement): boolean {
    return this.#changesLater(statement) && this.#conversation.outstanding.awaitsReady;
  }

  /** What the server holds prepared is known by what it has answered. */
  #changesLater({ changesSession, use }: ForwardableStatement): boolean {
    return changesSession === true || (use !== undefined && use.deallocates.length > 0);
  }

  #settleFirst(message: Waiting): FrameVerdict {
    this.#waiting = message;
    this.#host.settle();
    return SKIP_AND_HALT;
  }

  #sync(): Treatment {
    const conversation = this.#conversation;
    if (conversation.copyDataOpen && this.#isPartOfCopy()) return SKIP;
    conversation.copyDataOpen = false;
    conversation.asks();
    conversation.outstanding.pushSync();
    conversation.discarding = false;
    conversation.batch += 1;
    conversation.pool?.endsBatch('sync');
    return conversation.haltsAfterSync ? 0 : PASS;
  }

  /**
   * A Sync within the data of a COPY is ignored by the server, unless what came before it has failed: then it is answered. Which
   * of the two it was, no answer tells; so the server is never asked. A client that sends it can't tell either.
   *
   * @throws GatewayError `protocol_violation` where it is not known yet whether there is a COPY.
   */
  #isPartOfCopy(): boolean {
    const { outstanding } = this.#conversation;
    if (outstanding.isInCopyIn || outstanding.isEmpty) return outstanding.isInCopyIn;
    throw new GatewayError('protocol_violation', 'a Sync came within data of a COPY that the store has not asked for', {
      hint: 'wait for CopyInResponse before sending data, and end it with CopyDone or CopyFail',
    });
  }

  #statement(message: Waiting, refreshed: boolean): FrameVerdict {
    const { type, bytes, start, end } = message;
    this.#conversation.asks();
    const isQuery = type === frontend.query;
    const decoded = isQuery ? decodeQuery(bytes, start, end) : decodeParse(bytes, start, end);
    // Whether it may be given is not known.
    const { name } = decoded as Parse;
    if (!isQuery && name !== '' && this.#conversation.isInDoubt('statement', name)) return this.#settleFirst(message);
    const verdict = isQuery
      ? this.#admit(decoded.text, 'simple')
      : this.#admit(decoded.text, 'extended', decodeParameterTypes((decoded as Parse).typeBytes));
    if (verdict.kind === 'stale') {
      if (refreshed) throw new GatewayError('internal', 'the catalog is not settled');
      this.#waiting = message;
      this.#host.refresh();
      return SKIP_AND_HALT;
    }
    if (verdict.kind === 'forward') {
      const { statement } = verdict;
      if ((isQuery && this.#changes(statement)) || this.#doubtsNamesOf(statement)) return this.#settleFirst(message);
      const refusal = isQuery
        ? (heldName(this.#conversation, statement) ?? this.#conversation.pool?.refusal(statement))
        : null;
      if (refusal) return refuseQuery(this.#conversation, refusal);
      return isQuery
        ? this.#forwardQuery(decoded, verdict.statement)
        : this.#forwardParse(decoded as Parse, verdict.statement);
    }
    if (verdict.error.meaning.fatal) throw new FatalRefusal(verdict.error);
    return isQuery
      ? refuseQuery(this.#conversation, verdict.error)
      : refuseParse(this.#conversation, decoded as Parse, verdict.error);
  }

  #admit(text: string, protocol: 'simple' | 'extended', parameterTypes?: readonly number[]): Verdict {
    const { gate, observer } = this.#conversation;
    const startMs = performance.now();
    try {
      return gate.admit(text, protocol, parameterTypes);
    } catch (fault) {
      // A gate that throws counts as one that refuses.
      return { kind: 'refuse', error: toGatewayError(fault) };
    } finally {
      const tookMs = performance.now() - startMs;
      this.#conversation.decidingMs += tookMs;
      observer.decided(tookMs / 1000);
    }
  }

  #forwardQuery(query: Query, statement: ForwardableStatement): FrameVerdict {
    const conversation = this.#conversation;
    const { pool } = conversation;
    const form = this.#preparedForm(statement);
    if (form !== null) return this.#forwardPrepared(form);
    const before = conversation.dropUnnamed();
    if (pool !== null) nameForQuery(conversation, statement);
    conversation.outstanding.push(request('query', { statement, ...before }));
    if (this.#changesLater(statement)) conversation.changingBatch = conversation.batch;
    this.#sent(statement);
    conversation.batch += 1;
    pool?.endsBatch('query');
    if (statement.bytes.equals(query.textBytes)) return PASS;
    conversation.toServer.put(encodeQuery(statement.bytes.toString('utf8')));
    return SKIP;
  }

  /** A short statement with nothing before it that is not answered runs as a prepared one that many share. */
  #preparedForm(statement: ForwardableStatement): PreparedForm | null {
    const { pool, outstanding, status } = this.#conversation;
    if (pool === null || status === 'E' || !outstanding.isEmpty) return null;
    if (pool.isPinned || !statement.use?.shareable) return null;
    return statement.prepared ?? null;
  }

  /** The client is given what it would be given for a Query. */
  #forwardPrepared({ statement, parameterTypes, values, returnsRows }: PreparedForm): FrameVerdict {
    const conversation = this.#conversation;
    const { pool, outstanding, toServer } = conversation;
    const shared = pool?.share(statement, '', encodeParameterTypes(parameterTypes)) ?? null;
    invariant(pool !== null && shared !== null, 'a statement has no prepared form');
    conversation.dropUnnamed();
    const prepared: PreparedStatement = {
      name: '',
      statement,
      types: noTypes,
      described: false,
      describedInBatch: conversation.batch,
      columns: null,
      isLost: false,
      shared,
    };
    const portal = { prepared, rowsSent: 0 };
    const bind = request('bind', { injected: true, statement, prepared, portal, shared });
    outstanding.push(bind);
    pool.uses(bind);
    toServer.put(encodeTextBind({ portal: '', statement: shared.name }, values));
    toServer.put(returnsRows ? describeExecuteSync : executeSync);
    if (returnsRows) outstanding.push(request('describe', { statement, prepared }));
    outstanding.push(request('execute', { statement, prepared, portal }));
    this.#sent(statement);
    outstanding.pushSync();
    conversation.batch += 1;
    pool.endsBatch('sync');
    return SKIP;
  }

  #forwardParse(parse: Parse, statement: ForwardableStatement): FrameVerdict {
    const conversation = this.#conversation;
    const { statements, limits, outstanding } = conversation;
    if (parse.name !== '' && statements.size >= limits.statementsMax && statements.get(parse.name) === undefined) {
      return refuseMessage(
        this.#conversation,
        new GatewayError('limit_exceeded', 'too many prepared statements', { sqlstate: '53400' }),
      );
    }
    if (conversation.pool !== null) {
      const refusal = this.#nameRefusal(parse.name);
      if (refusal !== null) return refuseParse(conversation, parse, refusal);
    }
    const shared = conversation.pool?.share(statement, parse.name, parse.typeBytes) ?? null;
    const prepared: PreparedStatement = {
      name: parse.name,
      statement,
      types: parse.typeBytes.length === 2 ? noTypes : Buffer.from(parse.typeBytes),
      described: false,
      describedInBatch: 0,
      columns: null,
      isLost: false,
      shared,
    };
    const statementBefore = conversation.rename(parse.name, prepared);
    const entry = request('parse', { statement, prepared, name: parse.name, statementBefore, shared });
    nameFor(this.#conversation, statement, entry);
    outstanding.push(entry);
    if (shared !== null) {
      conversation.pool?.parses(entry);
      return SKIP;
    }
    if (statement.bytes.equals(parse.textBytes)) return PASS;
    conversation.toServer.put(encodeParse(parse, statement.bytes));
    return SKIP;
  }

  /** What a server says of a name: in a pool it does not get to see it. */
  #nameRefusal(name: string): GatewayError | null {
    const { statements, gate } = this.#conversation;
    if (name === '') return null;
    if (statements.get(name) !== undefined) return takenName(name);
    if (gate.transparent) return null;
    try {
      decodeUtf8(Buffer.from(name, 'latin1'));
      return null;
    } catch (fault) {
      return toGatewayError(fault);
    }
  }

  /** `whole` is null when there is more of it than its head. */
  #bind(bytes: Buffer, start: number, end: number, whole: Waiting | null): FrameVerdict {
    const { gate, statements, outstanding, pool, toServer } = this.#conversation;
    const head = decodeBindHead(bytes, start + 5, Math.min(end, start + 5 + BIND_HEAD_BYTES_MAX));
    if (head === null)
      return refuseMessage(this.#conversation, new GatewayError('limit_exceeded', 'a name in a bind is too long'));
    const prepared = statements.get(head.statement);
    if (prepared === undefined) {
      if (!gate.transparent) return refuseMessage(this.#conversation, unknownStatement(head.statement));
      // Where nothing is protected, SQL's PREPARE may have made it.
      pool?.standsAlone();
      const unread = { prepared: null, rowsSent: 0 };
      const portalBefore = this.#conversation.rebind(head.portal, unread);
      outstanding.push(request('bind', { name: head.portal, portal: unread, portalBefore }));
      return PASS;
    }
    const error = gate.recheck(prepared.statement) ?? (prepared.isLost ? unknownStatement(head.statement) : null);
    if (error !== null) {
      if (error.meaning.fatal) throw new FatalRefusal(error);
      // The unnamed one is prepared for one Bind.
      if (error.code !== 'undefined_statement' || whole === null || prepared.name === '') {
        return refuseMessage(this.#conversation, error);
      }
      return this.#bindAnew(whole, prepared, error);
    }
    const portal = { prepared, rowsSent: 0 };
    const portalBefore = this.#conversation.rebind(head.portal, portal);
    const { statement } = prepared;
    const shared = this.#sharedNow(prepared);
    const entry = request('bind', { statement, prepared, portal, name: head.portal, portalBefore, shared });
    outstanding.push(entry);
    if (shared === null) return PASS;
    pool?.uses(entry);
    if (shared.name === head.statement) return PASS;
    const namesEnd = start + 5 + head.portal.length + head.statement.length + 2;
    const bodyBytes = bytes.readUInt32BE(start + 1) - 4;
    toServer.put(encodeBindHead({ portal: head.portal, statement: shared.name }, head, bodyBytes));
    return namesEnd - start;
  }

  /** The statement was planned under another policy: it is planned and prepared anew, and the Bind looked at again. */
  #bindAnew(message: Waiting, prepared: PreparedStatement, error: GatewayError): FrameVerdict {
    if (message.renewals >= RENEWALS_MAX) return refuseMessage(this.#conversation, error);
    const verdict = this.#conversation.gate.again(prepared.statement);
    this.#waiting = { ...message, renewals: message.renewals + 1 };
    if (verdict.kind === 'stale') {
      this.#host.refresh();
      return SKIP_AND_HALT;
    }
    if (verdict.kind === 'refuse') {
      this.#waiting = null;
      if (verdict.error.meaning.fatal) throw new FatalRefusal(verdict.error);
      return refuseMessage(this.#conversation, verdict.error);
    }
    this.#host.holdForPrepared();
    prepareAnew(this.#conversation, prepared, verdict.statement, (failure) => this.#host.prepared(failure));
    return SKIP_AND_HALT;
  }

  #describe(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { statements, portals, outstanding, batch, pool, toServer } = this.#conversation;
    const target = decodeNamedTarget(bytes, start, end);
    const prepared = target.kind === 'statement' ? statements.get(target.name) : portals.get(target.name)?.prepared;
    if (!prepared) {
      // Without a pin nothing of SQL's making stands in the connection, and what the protocol made is in the books.
      if (pool !== null && !pool.isPinned && target.kind === 'statement') {
        return refuseMessage(this.#conversation, unknownStatement(target.name));
      }
      pool?.standsAlone();
      // One that SQL made (PREPARE, DECLARE), or none: names and types alone come back, past the tripwire.
      outstanding.push(request('describe'));
      return PASS;
    }
    prepared.describedInBatch = batch;
    const { statement } = prepared;
    if (target.kind === 'portal') {
      // What it was bound to.
      outstanding.push(request('describe', { statement, prepared, shared: prepared.shared }));
      return PASS;
    }
    const shared = this.#sharedNow(prepared);
    if (shared === null) {
      outstanding.push(request('describe', { statement, prepared }));
      return PASS;
    }
    const entry = request('describe', { statement, prepared, shared });
    outstanding.push(entry);
    pool?.uses(entry);
    if (shared.name === target.name) return PASS;
    toServer.put(encodeDescribe({ kind: 'statement', name: shared.name }));
    return SKIP;
  }

  #execute(message: Waiting): FrameVerdict {
    const { gate, portals, outstanding, batch, toServer } = this.#conversation;
    const { portal: name } = decodeExecute(message.bytes, message.start, message.end);
    const portal = portals.get(name);
    if (portal === undefined) {
      // What a Query that failed leaves as the unnamed one, a server (18.4) dies of.
      const mayBeSqls = gate.transparent && name !== '';
      return mayBeSqls ? this.#executeUnread() : refuseMessage(this.#conversation, unknownPortal(name));
    }
    const { prepared } = portal;
    if (prepared === null) return this.#executeUnread();
    const { statement } = prepared;
    // A portal may have stood since before a reload, or the end of an agreement.
    const error = gate.recheck(statement);
    if (error !== null) {
      if (error.meaning.fatal) throw new FatalRefusal(error);
      return refuseMessage(this.#conversation, error);
    }
    if (this.#changes(statement) || this.#doubtsNamesOf(statement)) return this.#settleFirst(message);
    const refusal = heldName(this.#conversation, statement) ?? this.#conversation.pool?.refusal(statement);
    if (refusal) return refuseMessage(this.#conversation, refusal);
    if (this.#changesLater(statement)) this.#conversation.changingBatch = batch;
    if (!prepared.described && prepared.describedInBatch !== batch && !gate.transparent) {
      // No row leaves before the tripwire has seen where its columns come from.
      prepared.describedInBatch = batch;
      toServer.put(encodeDescribe({ kind: 'portal', name }));
      outstanding.push(request('describe', { injected: true, statement, prepared, shared: prepared.shared }));
    }
    const entry = request('execute', { statement, prepared, portal });
    nameFor(this.#conversation, statement, entry);
    deallocate(this.#conversation, statement, entry);
    outstanding.push(entry);
    this.#sent(statement);
    return PASS;
  }

  /** Of a portal that SQL's DECLARE has made, or a Bind of what SQL's PREPARE has. */
  #executeUnread(): FrameVerdict {
    const { outstanding, pool, observer, store, gate } = this.#conversation;
    pool?.executesUnknown();
    outstanding.push(request('execute'));
    observer.statement(store, gate.purpose, 'passed');
    return PASS;
  }

  #close(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { outstanding, pool } = this.#conversation;
    const { kind, name } = decodeNamedTarget(bytes, start, end);
    // Closing what isn't there is no error.
    if (kind === 'statement') {
      const statementBefore = this.#conversation.rename(name, null);
      const entry = request('close_statement', { name, statementBefore });
      outstanding.push(entry);
      // What others may use stays.
      const isOthersToo = statementBefore === null ? !pool?.isPinned : statementBefore.shared !== null;
      if (pool !== null && isOthersToo) {
        pool.closes(entry);
        return SKIP;
      }
    } else {
      outstanding.push(request('close_portal', { name, portalBefore: this.#conversation.rebind(name, null) }));
    }
    return PASS;
  }

  /** A statement has been sent for execution. A name that it gives by SQL is the protocol's no more, or it fails. */
  #sent(statement: ForwardableStatement): void {
    const { observer, store, gate, pool } = this.#conversation;
    gate.sent(statement);
    pool?.executes(statement);
    for (const { kind, name } of statement.takesNames ?? []) {
      const bytes = bookName(name);
      if (kind === 'statement') this.#conversation.rename(bytes, null);
      else this.#conversation.rebind(bytes, null);
    }
    observer.statement(store, statement.purpose, statement.verdict);
  }

  #sharedNow(prepared: PreparedStatement): SharedStatement | null {
    const { pool } = this.#conversation;
    if (prepared.shared === null || pool === null) return null;
    prepared.shared = pool.current(prepared.statement, prepared.shared);
    return prepared.shared;
  }
}
