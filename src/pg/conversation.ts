import type { GateSession } from '../enforce/index.js';
import type { GatewayError } from '../errors/index.js';
import type { TransactionStatus } from '../pgwire/index.js';
import type { SessionLimits } from './limits.js';
import { NamesInDoubt } from './names-in-doubt.js';
import type { SessionObserver } from './observer.js';
import type { Outlet, ServerSink } from './outlet.js';
import { Outstanding, type OutstandingRequest } from './outstanding.js';
import type { PoolPort } from './pool/pool-port.js';
import { type Portal, PortalBook } from './portal-book.js';
import { type PreparedStatement, StatementBook } from './statement-book.js';

/** What both directions of one session share. Owned by the relay; changed by the two plans only, one chunk at a time. */
export class Conversation {
  readonly gate: GateSession;
  /** Something is protected: what can't be understood ends the session. */
  readonly guarded: boolean;
  readonly store: string;
  readonly limits: SessionLimits;
  readonly observer: SessionObserver;
  readonly toServer: ServerSink;
  readonly toClient: Outlet;
  /** Null in session mode. */
  readonly pool: PoolPort | null;
  readonly outstanding = new Outstanding();
  readonly statements = new StatementBook();
  readonly portals = new PortalBook();
  /** After an error among extended requests: the server ignores everything up to the Sync that is yet to come. */
  discarding = false;
  /** Counts Syncs and Queries: what is sent between two of them succeeds together or is ignored together. */
  batch = 1;
  /** In a pool, and where something is protected: what runs must be what was judged. */
  readonly statementsInDoubt = new NamesInDoubt();
  /** Where something is protected. */
  readonly portalsInDoubt = new NamesInDoubt();
  /** The batch of the last message of the extended protocol but Sync. */
  askedIn = 0;
  /** The batch of the last Execute. */
  executedIn = 0;
  /** The batch of the last statement that changes how later ones are read, while it may be unanswered; else 0. */
  changingBatch = 0;
  /** Counts statements that change how texts become values. */
  readings = 0;
  status: TransactionStatus = 'I';
  /** The answer that is coming in has more rows than may leave: nothing of it is shown any more. */
  muted = false;
  /** The client's next Sync is the last thing it may send for now. */
  haltsAfterSync = false;
  /** The client has sent data of a COPY, and has neither ended nor failed it. */
  copyDataOpen = false;
  /** The client has said Terminate. */
  terminating = false;
  /** When the session was last idle and a request came, in ms of `performance.now`. */
  busySince = 0;
  /** When its transaction began: with a request that came when it was idle and had none. */
  transactionSince = 0;
  /** How much of the time since then the gate took, in ms. */
  decidingMs = 0;
  /** How long its messages took since others had their turn, in ms. */
  turnMs = 0;

  constructor(parts: {
    readonly gate: GateSession;
    readonly store: string;
    readonly limits: SessionLimits;
    readonly observer: SessionObserver;
    readonly toServer: ServerSink;
    readonly pool: PoolPort | null;
    readonly toClient: Outlet;
  }) {
    this.gate = parts.gate;
    this.guarded = !parts.gate.transparent;
    this.store = parts.store;
    this.limits = parts.limits;
    this.observer = parts.observer;
    this.toServer = parts.toServer;
    this.toClient = parts.toClient;
    this.pool = parts.pool;
  }

  /** A request has come, and is not yet outstanding. */
  asks(): void {
    if (!this.outstanding.isEmpty) return;
    this.busySince = performance.now();
    this.decidingMs = 0;
    if (this.status === 'I') this.transactionSince = this.busySince;
  }

  /** Puts into the books what they held before a request that the server ignored. */
  readonly undo = (dropped: OutstandingRequest): void => {
    if (dropped.shared !== null) this.pool?.dropped(dropped);
    dropped.takeBack?.();
    const { kind, name } = dropped;
    if (kind === 'parse' || kind === 'close_statement' || kind === 'query') this.restore(name, dropped.statementBefore);
    if (kind === 'bind' || kind === 'close_portal' || kind === 'query') this.restorePortal(name, dropped.portalBefore);
  };

  /** What a request that has failed was to make of a name does not hold; what later ones make of it does. */
  restore(name: string, before: PreparedStatement | null): void {
    const later = this.outstanding.renaming(name);
    if (later === null) this.statements.set(name, before);
    else later.statementBefore = before;
  }

  /** As `restore`, for a name of a portal. */
  restorePortal(name: string, before: Portal | null): void {
    const later = this.outstanding.rebinding(name);
    if (later === null) this.portals.set(name, before);
    else later.portalBefore = before;
  }

  /** A Query drops the unnamed statement and the unnamed portal. Returns what they were, should the server never see it. */
  dropUnnamed(): Pick<OutstandingRequest, 'statementBefore' | 'portalBefore'> {
    return { statementBefore: this.rename('', null), portalBefore: this.rebind('', null) };
  }

  /** Gives a name of a statement a meaning (null: none). Returns what it meant before. */
  rename(name: string, prepared: PreparedStatement | null): PreparedStatement | null {
    if (this.pool !== null || this.guarded) this.statementsInDoubt.add(name, this.batch);
    return this.statements.set(name, prepared);
  }

  /** As `rename`, for a name of a portal. */
  rebind(name: string, portal: Portal | null): Portal | null {
    if (this.guarded) this.portalsInDoubt.add(name, this.batch);
    return this.portals.set(name, portal);
  }

  /** What the name means is known when an earlier batch is answered. */
  isInDoubt(kind: 'statement' | 'portal', name: string): boolean {
    const names = kind === 'statement' ? this.statementsInDoubt : this.portalsInDoubt;
    return names.has(name, this.batch) && this.outstanding.awaitsReady;
  }

  /** Counts a refusal. */
  refused(error: GatewayError): void {
    this.observer.refused(error.code);
    this.observer.statement(this.store, this.gate.purpose, 'refused');
  }
}
