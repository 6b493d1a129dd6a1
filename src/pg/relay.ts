import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { GateSession } from '../enforce/index.js';
import { GatewayError, toGatewayError } from '../errors/index.js';
import { describeFault } from '../observe/index.js';
import { errorResponseOf, Framer, frontendLengthLimits, type TransactionStatus } from '../pgwire/index.js';
import { ClientPlan } from './client-plan.js';
import type { ClientTimeouts } from './client-timeouts.js';
import { ClientWaits } from './client-waits.js';
import { Conversation } from './conversation.js';
import { Direction } from './direction.js';
import type { SessionLimits } from './limits.js';
import type { LongPlans } from './long-plans.js';
import type { SessionObserver } from './observer.js';
import { Outlet } from './outlet.js';
import type { PoolPort } from './pool/pool-port.js';
import { FatalRefusal } from './refusal-errors.js';
import { ServerPlan, type ServerPlanHost } from './server-plan.js';
import type { ServerSide, ServerSideHost, TransactionEnd } from './server-side.js';
import { SessionClock } from './session-clock.js';
import { shuttingDown } from './session-end.js';
import { TransparentClientPlan } from './transparent-client-plan.js';

export interface RelayParts {
  readonly client: Socket;
  readonly server: ServerSide;
  /** The server's side of a pool; null in session mode. */
  readonly pool: PoolPort | null;
  readonly gate: GateSession;
  readonly store: string;
  readonly limits: SessionLimits;
  /** Those of all sessions. */
  readonly longPlans: LongPlans;
  /** What is in force now. */
  readonly timeouts: () => ClientTimeouts;
  readonly observer: SessionObserver;
  /** Called once, when both connections are gone or going. `error` is null when a side just left. */
  readonly onEnd: (error: GatewayError | null) => void;
}

/**
 * Messages of a client's that may be unanswered before it is read on: each costs more than it has bytes. A server answers before it
 * has read half as many, also without a Sync: what it says goes out whenever 8 kB are full (PqSendBufferSize of pqcomm.c).
 */
const UNANSWERED_MAX = 16_384;

/** How long a client may take to read the last thing it is told. */
const FAREWELL_MS = 5_000;

/**
 * One session after its login: a client, a server's side, one conversation.
 *
 *     client ─► Direction ─► Framer ─► ClientPlan ─► ServerSide
 *     client ◄─ Outlet ◄─ ServerPlan ◄─────────────── ServerSide
 *
 * Everything between a chunk in and a chunk out is synchronous; what has to wait (see ClientWaits, and a cancel) halts its direction,
 * and goes on later. A fault in it ends this session and no other.
 */
export class Relay implements ServerPlanHost, ServerSideHost {
  readonly #parts: RelayParts;
  readonly #conversation: Conversation;
  readonly #waits: ClientWaits;
  readonly #serverPlan: ServerPlan;
  readonly #fromClient: Direction;
  readonly #server: ServerSide;
  #ended = false;
  #draining = false;
  readonly #clock: SessionClock;

  constructor(parts: RelayParts) {
    const { client, server, pool, gate, store, limits, observer } = parts;
    this.#parts = parts;
    this.#server = server;
    this.#conversation = new Conversation({
      gate,
      store,
      limits,
      observer,
      toServer: server.sink,
      pool,
      toClient: new Outlet(client),
    });
    this.#clock = new SessionClock(this.#conversation, parts.timeouts);
    const passesAll = gate.transparent && pool === null;
    this.#waits = new ClientWaits(this.#conversation, parts.longPlans, {
      fromClient: () => this.#fromClient,
      isParked: () => this.#serverPlan.isParked,
      resume: (failure, refreshed) => clientPlan.resume(failure, refreshed),
      fault: (fault) => this.fault(fault),
    });
    const clientPlan = new ClientPlan(this.#conversation, this.#waits);
    const receiver = passesAll ? new TransparentClientPlan(this.#conversation) : clientPlan;
    this.#serverPlan = new ServerPlan(this.#conversation, this);
    this.#fromClient = new Direction({
      source: client,
      destination: null,
      framer: new Framer('frontend', frontendLengthLimits, receiver),
      flush: () => this.#flushToServer(),
      onFault: (fault) => this.fault(fault),
      onEnd: () => this.#clientLeft(),
    });
    server.attach(this);
    client.on('drain', () => server.clientDrained());
    client.on('close', () => server.clientDrained());
  }

  get plan(): ServerPlan {
    return this.#serverPlan;
  }

  get isSettled(): boolean {
    return this.#conversation.outstanding.isEmpty;
  }

  get awaitsReady(): boolean {
    return this.#conversation.outstanding.awaitsReady;
  }

  get awaitsOwnReady(): boolean {
    return this.#conversation.outstanding.awaitsOwnReady;
  }

  /** Something has been asked and not been answered. */
  get isExecuting(): boolean {
    return !this.#conversation.outstanding.isEmpty;
  }

  get isBetweenMessages(): boolean {
    return this.#fromClient.isBetweenMessages;
  }

  get hasCompleteBatch(): boolean {
    return this.#conversation.outstanding.endsBatch && this.#fromClient.isBetweenMessages;
  }

  get state(): 'active' | 'idle' | 'waiting' {
    if (this.#server.isWaiting) return 'waiting';
    return this.isExecuting ? 'active' : 'idle';
  }

  get serverProcessId(): number | null {
    return this.#server.processId;
  }

  /** Takes over both sides, which are paused. `clientRest` was read from the client before. */
  start(clientRest: Buffer): void {
    this.#server.start();
    if (!this.#ended) this.#fromClient.start(clientRest);
  }

  /** Cancels what is being executed, for the client's CancelRequest. */
  async cancel(): Promise<void> {
    if (!this.isExecuting || this.#ended) return;
    await this.#server.cancel();
  }

  /** Ends the session: now, or when it has nothing outstanding and no transaction open. */
  close(graceful: boolean): void {
    this.#draining = true;
    if (!graceful || this.#isIdle) this.#end(shuttingDown());
  }

  /** Looks at the clock; `nowMs` is of `performance.now`. */
  checkTimeouts(nowMs: number): void {
    const { isWaiting, isAdrift } = this.#server;
    // A clock read for each chunk would cost more than it tells: this is called often enough.
    const wasHeard = this.#fromClient.heard || this.#server.heard;
    this.#fromClient.heard = false;
    this.#server.heard = false;
    const error = this.#clock.look(nowMs, { isExecuting: this.isExecuting, isWaiting, isAdrift, wasHeard });
    if (error?.code === 'internal') this.fault(error);
    else if (error !== null) this.#end(error);
  }

  stopOverrun(): boolean {
    const conversation = this.#conversation;
    const { outstanding } = conversation;
    // A cancel could hit what the client has asked for next, or others'.
    if (outstanding.reachesPastHead || this.#server.isShared) return false;
    if (outstanding.awaitsEndOfHead) this.#fromClient.hold('overrun');
    else conversation.haltsAfterSync = true;
    this.#server.cancel().then(
      () => this.#overrunSettled(),
      // The rest of the rows is dropped as it comes.
      () => this.#overrunSettled(),
    );
    return true;
  }

  overrunEnded(): void {
    this.#conversation.haltsAfterSync = false;
    if (this.#fromClient.isHeld('overrun')) setImmediate(() => this.#fromClient.release('overrun'));
  }

  ready(status: TransactionStatus, ended: TransactionEnd): void {
    this.#waits.ready();
    this.#server.ready(status, ended);
    if (this.#draining && status === 'I') setImmediate(() => this.#endIfIdle());
  }

  get #isIdle(): boolean {
    return !this.isExecuting && this.#conversation.status === 'I' && this.#fromClient.atBoundary;
  }

  #endIfIdle(): void {
    if (this.#isIdle) this.#end(shuttingDown());
  }

  /** Answers may also have given something to send to the server. */
  flushToClient(): boolean {
    const { outstanding, toServer, toClient } = this.#conversation;
    this.#waits.answered();
    if (this.#fromClient.isHeld('unanswered') && outstanding.size < UNANSWERED_MAX / 2)
      setImmediate(() => this.#fromClient.release('unanswered'));
    toServer.flush();
    return toClient.flush();
  }

  tell(frame: Buffer): void {
    this.#conversation.toClient.put(frame);
  }

  releaseClient(): void {
    this.#fromClient.release('full');
  }

  #flushToServer(): boolean {
    const { terminating, toServer, outstanding } = this.#conversation;
    const goesOn = toServer.flush();
    if (outstanding.size > UNANSWERED_MAX) this.#fromClient.hold('unanswered');
    if (terminating && this.#parts.pool !== null) setImmediate(() => this.#leaveWhenSettled());
    return goesOn;
  }

  /** After a Terminate: what was sent before it is done first. */
  #leaveWhenSettled(): void {
    if (!this.#conversation.outstanding.isOwedReady) this.#clientLeft();
    else this.#waits.onReady(() => setImmediate(() => this.#leaveWhenSettled()));
  }

  #overrunSettled(): void {
    if (this.#ended) return;
    // It may be the pool's again with what is passed on now, and would stand still for whoever has it next.
    const goOn = this.#server.goesOn();
    try {
      this.#serverPlan.overrunSettled();
      this.flushToClient();
    } catch (fault) {
      this.fault(fault);
      return;
    }
    goOn();
  }

  #clientLeft(): void {
    if (this.#ended) return;
    this.#end(null);
  }

  serverLeft(): void {
    if (this.#ended) return;
    if (this.#serverPlan.saidFatal || this.#conversation.terminating) {
      this.#end(null);
      return;
    }
    this.#parts.observer.log('upstream_lost', { store: this.#conversation.store });
    this.#end(new GatewayError('upstream_unavailable', 'the store closed the connection unexpectedly'));
  }

  fault(fault: unknown): void {
    if (this.#ended) return;
    const error = fault instanceof FatalRefusal ? fault.error : toGatewayError(fault);
    const { observer } = this.#parts;
    const { store } = this.#conversation;
    if (error.code === 'internal') observer.log('session_fault', { store, ...describeFault(error.cause ?? fault) });
    else if (error.code === 'protocol_violation') observer.log('protocol_violation', { store, reason: error.code });
    else if (error.code === 'tripwire') observer.log('tripwire', { store });
    observer.refused(error.code);
    this.#end(error);
  }

  /** Says why, unless the client is in the middle of a message, and ends both connections. */
  #end(error: GatewayError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    const { client, onEnd } = this.#parts;
    const { toClient, terminating, status } = this.#conversation;
    this.#waits.end();
    const leavesPart = this.#fromClient.passesPart;
    this.#fromClient.stop();
    // What was let through before the fault still goes; the message that caused it does not.
    if (error !== null && !this.#server.passesPart) toClient.put(errorResponseOf(error, 'FATAL'));
    if (client.writable) toClient.flush();
    // Who has said Terminate reads and says nothing more, and TLS ends as TLS does.
    if (terminating && error === null && client.writableLength === 0 && !(client instanceof TLSSocket))
      client.destroy();
    else this.#bidFarewell();
    this.#server.end({ isExecuting: this.isExecuting, status, terminating, leavesPart });
    onEnd(error);
  }

  /** Leaves the client time to read the last that it is told; what it sends meanwhile is dropped. */
  #bidFarewell(): void {
    const { client } = this.#parts;
    if (client.writable) client.end();
    const farewell = setTimeout(() => client.destroy(), FAREWELL_MS);
    client.once('close', () => clearTimeout(farewell));
    client.resume();
  }
}
