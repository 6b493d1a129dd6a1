import type { ForwardableStatement, Verdict } from '../enforce/index.js';
import { GatewayError, toGatewayError } from '../errors/index.js';
import {
  BIND_HEAD_BYTES_MAX,
  decodeBindHead,
  decodeExecute,
  decodeNamedTarget,
  decodeParameterTypes,
  decodeParse,
  decodeQuery,
  encodeDescribe,
  encodeParse,
  encodeQuery,
  type FrameReceiver,
  type FrameVerdict,
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
import { FatalRefusal, tooLong, unknownPortal, unknownStatement } from './refusal-errors.js';
import { refuseMessage, refuseParse, refuseQuery } from './refuse.js';
import type { PreparedStatement } from './statement-book.js';

/** A message that waits, for a refresh or for answers. */
interface Waiting {
  readonly type: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What the client's direction asks of the relay. */
export interface ClientPlanHost {
  /** The gate's catalog is stale, and the direction has halted: `resume` goes on after the refresh. */
  refresh(): void;
  /** What has been sent must be answered first, and the direction has halted: `resume` goes on after that. */
  settle(): void;
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
    const { discarding, limits } = this.#conversation;
    if (type === frontend.sync) return this.#sync();
    if (type === frontend.terminate) {
      this.#conversation.terminating = true;
      return PASS;
    }
    if (discarding) return SKIP;
    switch (type) {
      case frontend.query:
      case frontend.parse:
        return bodyBytes > limits.heldFrameBytesMax ? 0 : HOLD;
      case frontend.bind:
        return this.#mustSettle() ? HOLD : BIND_HEAD_BYTES_MAX;
      case frontend.describe:
      case frontend.execute:
      case frontend.close:
        return HOLD;
      case frontend.functionCall:
        return 0;
      case frontend.copyDone:
      case frontend.copyFail:
        this.#conversation.outstanding.pushCopyEnd();
        return PASS;
      default:
        // CopyData, Flush: nothing answers them.
        return PASS;
    }
  }

  peek(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    switch (type) {
      case frontend.bind:
        return this.#bind(bytes, start, end);
      case frontend.sync:
        this.#conversation.haltsAfterSync = false;
        this.#host.holdClient();
        return PASS_AND_HALT;
      case frontend.functionCall:
        return refuseQuery(
          this.#conversation,
          new GatewayError('not_supported', 'function calls by protocol are not supported'),
        );
      case frontend.query:
        return refuseQuery(this.#conversation, tooLong());
      default:
        return refuseMessage(this.#conversation, tooLong());
    }
  }

  frame(type: number, bytes: Buffer, start: number, end: number): FrameVerdict {
    return this.#held({ type, bytes, start, end }, false);
  }

  #held(message: Waiting, refreshed: boolean): FrameVerdict {
    const { type, bytes, start, end } = message;
    try {
      switch (type) {
        case frontend.query:
        case frontend.parse:
          return this.#mustSettle() ? this.#settleFirst(message) : this.#statement(message, refreshed);
        case frontend.bind:
          return this.#mustSettle() ? this.#settleFirst(message) : this.#bind(bytes, start, end);
        case frontend.describe:
          return this.#describe(bytes, start, end);
        case frontend.execute:
          return this.#mustSettle() ? this.#settleFirst(message) : this.#execute(message);
        default:
          return this.#close(bytes, start, end);
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
    let verdict: FrameVerdict;
    if (failure !== null) {
      verdict =
        waiting.type === frontend.query
          ? refuseQuery(this.#conversation, failure)
          : refuseMessage(this.#conversation, failure);
    } else {
      verdict = this.#held(waiting, refreshed);
    }
    if (verdict === PASS) this.pass(waiting.bytes, waiting.start, waiting.end);
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

  /** A statement that changes how others are read is not sent while others are under way. */
  #changes(statement: ForwardableStatement): boolean {
    return statement.changesSession === true && this.#conversation.outstanding.awaitsReady;
  }

  #settleFirst(message: Waiting): FrameVerdict {
    this.#waiting = message;
    this.#host.settle();
    return SKIP_AND_HALT;
  }

  #sync(): Treatment {
    const conversation = this.#conversation;
    this.#busy();
    conversation.outstanding.pushSync();
    conversation.discarding = false;
    conversation.batch += 1;
    return conversation.haltsAfterSync ? 0 : PASS;
  }

  #statement(message: Waiting, refreshed: boolean): FrameVerdict {
    const { type, bytes, start, end } = message;
    this.#busy();
    const isQuery = type === frontend.query;
    const decoded = isQuery ? decodeQuery(bytes, start, end) : decodeParse(bytes, start, end);
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
      if (isQuery && this.#changes(verdict.statement)) return this.#settleFirst(message);
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
    const statementBefore = conversation.statements.set('', null);
    conversation.outstanding.push(request('query', { statement, statementBefore }));
    if (statement.changesSession) conversation.changingBatch = conversation.batch;
    conversation.batch += 1;
    this.#sent(statement);
    if (statement.bytes.equals(query.textBytes)) return PASS;
    conversation.toServer.put(encodeQuery(statement.bytes.toString('utf8')));
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
    const prepared: PreparedStatement = { statement, described: false, describedInBatch: 0 };
    const statementBefore = statements.set(parse.name, prepared);
    outstanding.push(request('parse', { statement, prepared, name: parse.name, statementBefore }));
    if (statement.bytes.equals(parse.textBytes)) return PASS;
    conversation.toServer.put(encodeParse(parse, statement.bytes));
    return SKIP;
  }

  #bind(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { gate, statements, portals, outstanding } = this.#conversation;
    const head = decodeBindHead(bytes, start + 5, end);
    if (head === null)
      return refuseMessage(this.#conversation, new GatewayError('limit_exceeded', 'a name in a bind is too long'));
    const prepared = statements.get(head.statement);
    if (prepared === undefined) return refuseMessage(this.#conversation, unknownStatement(head.statement));
    const error = gate.recheck(prepared.statement);
    if (error !== null) {
      if (error.meaning.fatal) throw new FatalRefusal(error);
      return refuseMessage(this.#conversation, error);
    }
    const portal = { prepared, rowsSent: 0 };
    const portalBefore = portals.set(head.portal, portal);
    outstanding.push(
      request('bind', { statement: prepared.statement, prepared, portal, name: head.portal, portalBefore }),
    );
    return PASS;
  }

  #describe(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { statements, portals, outstanding, batch } = this.#conversation;
    const target = decodeNamedTarget(bytes, start, end);
    const prepared = target.kind === 'statement' ? statements.get(target.name) : portals.get(target.name)?.prepared;
    if (prepared === undefined) {
      // One that SQL made (PREPARE, DECLARE), or none: names and types alone come back, past the tripwire.
      outstanding.push(request('describe'));
      return PASS;
    }
    prepared.describedInBatch = batch;
    outstanding.push(request('describe', { statement: prepared.statement, prepared }));
    return PASS;
  }

  #execute(message: Waiting): FrameVerdict {
    const { gate, portals, outstanding, batch, toServer } = this.#conversation;
    const { portal: name } = decodeExecute(message.bytes, message.start, message.end);
    const portal = portals.get(name);
    if (portal === undefined) return refuseMessage(this.#conversation, unknownPortal(name));
    const { prepared } = portal;
    const { statement } = prepared;
    // A portal may have stood since before a reload, or the end of an agreement.
    const error = gate.recheck(statement);
    if (error !== null) {
      if (error.meaning.fatal) throw new FatalRefusal(error);
      return refuseMessage(this.#conversation, error);
    }
    if (this.#changes(statement)) return this.#settleFirst(message);
    if (statement.changesSession) this.#conversation.changingBatch = batch;
    if (!prepared.described && prepared.describedInBatch !== batch) {
      // No row leaves before the tripwire has seen where its columns come from.
      prepared.describedInBatch = batch;
      toServer.put(encodeDescribe({ kind: 'portal', name }));
      outstanding.push(request('describe', { injected: true, statement, prepared }));
    }
    outstanding.push(request('execute', { statement, prepared, portal }));
    this.#sent(statement);
    return PASS;
  }

  #close(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { statements, portals, outstanding } = this.#conversation;
    const { kind, name } = decodeNamedTarget(bytes, start, end);
    // Closing what isn't there is no error.
    if (kind === 'statement') {
      outstanding.push(request('close_statement', { name, statementBefore: statements.set(name, null) }));
    } else {
      outstanding.push(request('close_portal', { name, portalBefore: portals.set(name, null) }));
    }
    return PASS;
  }

  /** A statement has been sent for execution. A name that it gives by SQL is the protocol's no more, or it fails. */
  #sent(statement: ForwardableStatement): void {
    const { observer, store, gate, statements, portals } = this.#conversation;
    gate.sent(statement);
    for (const { kind, name } of statement.takesNames ?? []) {
      const bytes = Buffer.from(name, 'utf8').toString('latin1');
      if (kind === 'statement') statements.set(bytes, null);
      else portals.set(bytes, null);
    }
    observer.statement(store, statement.purpose, statement.verdict);
  }

  #busy(): void {
    if (!this.#conversation.outstanding.isEmpty) return;
    this.#conversation.busySince = performance.now();
    this.#conversation.decidingMs = 0;
  }
}
