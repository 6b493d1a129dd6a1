import { invariant } from '../base/index.js';
import type { ForwardableStatement } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import {
  BIND_HEAD_BYTES_MAX,
  type FrameReceiver,
  type FrameVerdict,
  frontend,
  HOLD,
  PASS,
  PASS_AND_HALT,
  SKIP,
  SKIP_AND_HALT,
  type Treatment,
  WAIT,
} from '../pgwire/index.js';
import { takeBind } from './client-messages/bind.js';
import { takeClose } from './client-messages/close.js';
import { takeDescribe } from './client-messages/describe.js';
import { doubts, mayDoubt, mustSettle } from './client-messages/doubts.js';
import { takeExecute } from './client-messages/execute.js';
import type { HeldMessage, Waits } from './client-messages/message.js';
import { takeStatement } from './client-messages/statement.js';
import { tooLongFor } from './client-messages/too-long.js';
import type { Conversation } from './conversation.js';
import { request } from './outstanding.js';
import { prepareAnew } from './prepare-anew.js';
import { FatalRefusal, noData } from './refusal-errors.js';
import { refuseMessage, refuseQuery } from './refuse.js';
import type { PreparedStatement } from './statement-book.js';

/** A longer Bind passes as it comes: what it waits for comes before it is read, but not that its statement is prepared anew. */
const BIND_HELD_BYTES_MAX = 65_536;

/** How long one client's messages keep the process before others go on. */
const TURN_MS = 20;

/** What the client's direction asks of the relay. */
export interface ClientPlanHost {
  /** The gate's catalog is stale, and the direction has halted: `resume` goes on after the refresh. */
  refresh(): void;
  /** Something that was sent is owed an answer, by which what is planned may be changed. */
  readonly awaitsAnswers: boolean;
  /** Others have their turn, and the direction has halted: `resume` goes on after that. */
  goOnLater(): void;
  /** One more long plan may begin. */
  readonly hasRoom: boolean;
  /** There is no room for one more long plan, and the direction has halted: `resume` goes on when there may be. */
  waitForRoom(): void;
  /** What has been sent must be answered first, and the direction has halted: `resume` goes on after that. */
  settle(): void;
  /** A statement is prepared anew, and the direction has halted: `prepared` tells how that went. */
  holdForPrepared(): void;
  /** Called while the server's answers are read; `resume` goes on after that. */
  prepared(failure: GatewayError | null): void;
  /** The client's messages have kept the process long enough, and the direction has halted: others go on before it does. */
  endTurn(): void;
  /** The client may send nothing for now: its Sync stands behind an answer that is being cancelled. */
  holdClient(): void;
}

/**
 * What becomes of a guarded session's messages from the client. Query and Parse are held and asked about; what the gate
 * does not forward is replaced by a poison (see poison.ts). Bind, Describe, Execute and Close are followed in the books. What
 * each of them does is in `client-messages/`.
 *
 * Invariant: no statement's text reaches the server but `ForwardableStatement.bytes` and the poison.
 */
export class ClientPlan implements FrameReceiver, Waits {
  readonly #conversation: Conversation;
  readonly #host: ClientPlanHost;
  #waiting: HeldMessage | null = null;

  constructor(conversation: Conversation, host: ClientPlanHost) {
    this.#conversation = conversation;
    this.#host = host;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#conversation.toServer.pass(bytes, start, end);
  }

  begin(type: number, bodyBytes: number): Treatment {
    const conversation = this.#conversation;
    const { discarding, pool, terminating } = conversation;
    if (terminating && pool !== null) return SKIP;
    if (type === frontend.sync) return this.#sync();
    if (type === frontend.terminate) {
      conversation.terminating = true;
      // A connection of a pool's stays for others.
      return pool === null ? PASS : SKIP;
    }
    if (discarding) return SKIP;
    switch (type) {
      case frontend.query:
      case frontend.parse:
        return tooLongFor(conversation, type, bodyBytes) === null ? HOLD : 0;
      case frontend.bind:
        return bodyBytes <= BIND_HELD_BYTES_MAX ? HOLD : this.#longBind();
      case frontend.describe:
      case frontend.execute:
      case frontend.close:
        return HOLD;
      case frontend.functionCall:
        return 0;
      case frontend.copyDone:
      case frontend.copyFail:
        if (this.#saysNothing) return SKIP;
        pool?.standsAlone();
        conversation.copyDataOpen = false;
        conversation.outstanding.pushCopyEnd();
        return PASS;
      default:
        // CopyData, Flush: nothing answers them.
        if (this.#saysNothing) return SKIP;
        pool?.standsAlone();
        if (type === frontend.copyData) conversation.copyDataOpen = true;
        return PASS;
    }
  }

  /**
   * One that has to wait does so before it is read: it can be a gigabyte.
   *
   * @throws FatalRefusal as `#take`.
   */
  #longBind(): Treatment {
    const conversation = this.#conversation;
    if (!mustSettle(conversation) && !mayDoubt(conversation)) return BIND_HEAD_BYTES_MAX;
    if (conversation.outstanding.awaitsData) throw new FatalRefusal(noData());
    this.#host.settle();
    return WAIT;
  }

  /** Data of no COPY, and a Flush when all is answered, a server takes without a word: they are not worth a connection. */
  get #saysNothing(): boolean {
    const { pool, outstanding } = this.#conversation;
    return pool !== null && outstanding.isEmpty;
  }

  peek(type: number, bytes: Buffer, start: number, end: number, bodyBytes: number): FrameVerdict {
    const conversation = this.#conversation;
    const { transparent } = conversation.gate;
    // Something before it has failed since it began.
    if (conversation.discarding && type !== frontend.sync) return SKIP;
    switch (type) {
      case frontend.bind:
        conversation.askedIn = conversation.batch;
        return takeBind(conversation, this, { bytes, start, end }, null);
      case frontend.sync:
        conversation.haltsAfterSync = false;
        this.#host.holdClient();
        return PASS_AND_HALT;
      case frontend.functionCall:
        if (transparent) return this.#unread('function_call');
        return refuseQuery(
          conversation,
          new GatewayError('not_supported', 'function calls by protocol are not supported'),
        );
      case frontend.query:
        return transparent ? this.#unread('query') : refuseQuery(conversation, this.#tooLong(type, bodyBytes));
      default:
        return refuseMessage(conversation, this.#tooLong(type, bodyBytes));
    }
  }

  #tooLong(type: number, bodyBytes: number): GatewayError {
    const error = tooLongFor(this.#conversation, type, bodyBytes);
    invariant(error !== null, 'a message that may be held is not refused unread');
    return error;
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
    // As in `peek`: the server hears nothing up to the Sync.
    if (this.#conversation.discarding) return SKIP;
    const verdict = this.#take({
      type,
      bytes,
      start,
      end,
      refreshed: false,
      renewals: 0,
      outdated: null,
      decidedMs: 0,
    });
    return this.#conversation.turnMs < TURN_MS ? verdict : this.#endTurn(verdict);
  }

  /** A chunk may hold a thousand statements that nobody has planned before, and nobody else is served before it is used up. */
  #endTurn(verdict: FrameVerdict): FrameVerdict {
    if (verdict !== PASS && verdict !== SKIP) return verdict;
    this.#conversation.turnMs = 0;
    this.#host.endTurn();
    return verdict === PASS ? PASS_AND_HALT : SKIP_AND_HALT;
  }

  /** @throws FatalRefusal as PostgreSQL ends the connection when something else comes in the place of a COPY's data. */
  #take(message: HeldMessage): FrameVerdict {
    if (this.#conversation.outstanding.awaitsData) throw new FatalRefusal(noData());
    const startMs = performance.now();
    try {
      return this.#awaitsAnswers(message) ? this.settleFirst(message) : this.#handle(message);
    } catch (fault) {
      // A body that is broken within sound bounds costs the message, as with PostgreSQL, not the connection.
      if (!(fault instanceof GatewayError)) throw fault;
      return this.#refuse(message, fault);
    } finally {
      // All of it: what is made of literals, to be sent by a plan that is there, can cost more than the gate's word.
      this.#conversation.turnMs += performance.now() - startMs;
    }
  }

  #awaitsAnswers(message: HeldMessage): boolean {
    const conversation = this.#conversation;
    switch (message.type) {
      case frontend.query:
      case frontend.parse:
        return mustSettle(conversation);
      case frontend.bind:
      case frontend.execute:
        return mustSettle(conversation) || doubts(conversation, message);
      default:
        return doubts(conversation, message);
    }
  }

  #handle(message: HeldMessage): FrameVerdict {
    const { batch } = this.#conversation;
    const verdict = this.#handleOne(message);
    if (message.type !== frontend.query) this.#conversation.askedIn = batch;
    return verdict;
  }

  #handleOne(message: HeldMessage): FrameVerdict {
    const conversation = this.#conversation;
    switch (message.type) {
      case frontend.query:
      case frontend.parse:
        return takeStatement(conversation, this, message);
      case frontend.bind:
        return takeBind(conversation, this, message, message);
      case frontend.describe:
        return takeDescribe(conversation, message);
      case frontend.execute:
        return takeExecute(conversation, this, message);
      default:
        return takeClose(conversation, message);
    }
  }

  #refuse({ type }: HeldMessage, error: GatewayError): FrameVerdict {
    return type === frontend.query ? refuseQuery(this.#conversation, error) : refuseMessage(this.#conversation, error);
  }

  goOnLater(message: HeldMessage): FrameVerdict {
    if (this.#host.awaitsAnswers) {
      // Those may take minutes, and others would wait for the room that it takes.
      this.#conversation.gate.forgetUnfinished();
      return this.settleFirst({ ...message, decidedMs: 0 });
    }
    const wait = this.roomFirst({ ...message, decidedMs: 0 });
    if (wait !== null) {
      this.#conversation.gate.forgetUnfinished();
      return wait;
    }
    this.#waiting = message;
    this.#host.goOnLater();
    return SKIP_AND_HALT;
  }

  roomFirst(message: HeldMessage): FrameVerdict | null {
    if (this.#host.hasRoom) return null;
    this.#waiting = message;
    this.#host.waitForRoom();
    return SKIP_AND_HALT;
  }

  settleFirst(message: HeldMessage): FrameVerdict {
    this.#waiting = message;
    this.#host.settle();
    return SKIP_AND_HALT;
  }

  refreshFirst(message: HeldMessage): FrameVerdict {
    this.#waiting = message;
    this.#host.refresh();
    return SKIP_AND_HALT;
  }

  prepareFirst(message: HeldMessage, prepared: PreparedStatement, statement: ForwardableStatement): FrameVerdict {
    this.#waiting = message;
    this.#host.holdForPrepared();
    prepareAnew(this.#conversation, prepared, statement, (failure) => this.#host.prepared(failure));
    return SKIP_AND_HALT;
  }

  /** The catalog has been refreshed, or that failed, or all is answered: asks again about the message that waits. */
  resume(failure: GatewayError | null, refreshed: boolean): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    // Others have had their turn meanwhile.
    this.#conversation.turnMs = 0;
    // What came before it has failed meanwhile: the server hears nothing up to the Sync.
    if (this.#conversation.discarding) return;
    const verdict = failure === null ? this.#take({ ...waiting, refreshed }) : this.#refuse(waiting, failure);
    if (verdict === PASS || verdict >= 0) this.pass(waiting.bytes, waiting.start + Math.max(verdict, 0), waiting.end);
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
}
