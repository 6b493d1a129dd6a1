import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Gate } from '../enforce/index.js';
import { describeFault } from '../observe/index.js';
import type { PrincipalDirectory, ScramVerifiers } from './auth/index.js';
import { CancelRegistry } from './cancel-registry.js';
import { type ClientPlaces, ownPlaces } from './client-places.js';
import { acceptDirectly } from './direct-accepts.js';
import { type KeepAlive, systemKeepAlive, tune } from './keep-alive.js';
import { defaultSessionLimits, type SessionLimits } from './limits.js';
import { LongPlans } from './long-plans.js';
import type { SessionObserver } from './observer.js';
import { Pools } from './pool/pools.js';
import type { ClientView, PoolView } from './pool/view.js';
import { Session } from './session.js';
import type { SessionPorts } from './session-ports.js';
import type { ClientTls } from './startup.js';
import type { StoreRoute } from './store-route.js';
import type { VirtualDatabase } from './virtual-database.js';

export interface PgListenerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clientTls: ClientTls;
  readonly principals: PrincipalDirectory;
  readonly verifiers: ScramVerifiers;
  /** Which store has a database, as it is in force now; null: none. */
  readonly storeFor: (database: string) => StoreRoute | null;
  /** No new clients are let in to the database. Absent: they are. */
  readonly isDisabled?: (database: string) => boolean;
  readonly gate: Gate;
  /** Read for each client that comes, as the two below are. */
  readonly limits?: () => Partial<SessionLimits>;
  readonly keepAlive?: () => KeepAlive;
  /** Connections that may wait to be accepted (`listen_backlog`). */
  readonly backlog?: number;
  readonly observer: SessionObserver;
  /** The house's own database of this name; null: it has none. */
  readonly virtualFor?: (database: string) => VirtualDatabase | null;
  /** Who counts the clients of a principal and of a database; absent: this listener does, those that it has. */
  readonly places?: ClientPlaces;
  /** A CancelRequest whose key is none of this listener's: it may be one of another process behind the port. */
  readonly cancelElsewhere?: (processId: number, secretKey: Buffer) => Promise<void>;
}

export interface PgListener {
  /** Starts to accept. Rejects when the address can't be had. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /**
   * Accepts no more, and ends the sessions: graceful ones when their transaction is over, all that are left after
   * `timeoutMs`. Resolves when all are gone.
   */
  close(options?: { readonly graceful?: boolean; readonly timeoutMs?: number }): Promise<void>;
  /** Takes no more clients; those that are there stay. `close` may follow. */
  stopAccepting(): void;
  /** Takes a client that another process has accepted. `admitted` is false when there are too many clients already. */
  take(socket: Socket, admitted: boolean): void;
  /** Cancels what the session with this key executes. False when the key is none of this listener's. */
  cancel(processId: number, secretKey: Buffer): Promise<boolean>;
  /** Sessions and connections that are logging in. */
  readonly connections: number;
  /** The pools of server connections, to be looked at. */
  pools(): readonly PoolView[];
  /** The clients, to be looked at. */
  clients(): readonly ClientView[];
  /** Ends a client's session now. False when there is none with this id. */
  kill(id: number): boolean;
  /** Gives out no more server connections of a database (null: of any) until `resume`. Transactions under way go on. */
  pause(database: string | null): void;
  resume(database: string | null): void;
  /** Every server connection is replaced when it is next free. */
  reconnect(database: string | null): void;
}

const CHECK_INTERVAL_MS = 500;

/** Takes PostgreSQL clients. Each has a session of its own; what goes wrong in one is nothing to the others. */
export function createPgListener(options: PgListenerOptions): PgListener {
  return new Listener(options);
}

class Listener implements PgListener {
  readonly #options: PgListenerOptions;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #cancels = new CancelRegistry();
  readonly #pools: Pools;
  /** What all sessions need of the house. */
  readonly #ports: SessionPorts;
  readonly #checks: NodeJS.Timeout;
  #closing = false;
  /** Who waits until no session is left. */
  readonly #onEmpty: (() => void)[] = [];

  constructor(options: PgListenerOptions) {
    this.#options = options;
    const { observer, storeFor } = options;
    this.#pools = new Pools({
      storeFor,
      observer: {
        waited: (seconds) => observer.poolWaited(seconds),
        pinned: (reason) => observer.pinned(reason),
        failed: (fault) => observer.log('upstream_lost', describeFault(fault)),
      },
    });
    const { principals, verifiers, gate, clientTls, isDisabled, virtualFor } = options;
    this.#ports = {
      principals,
      verifiers,
      storeFor,
      isDisabled: isDisabled ?? (() => false),
      gate,
      observer,
      clientTls,
      cancels: this.#cancels,
      virtualFor: virtualFor ?? (() => null),
      pools: this.#pools,
      places: options.places ?? ownPlaces(),
      longPlans: new LongPlans(),
      cancel: (processId, secretKey) => this.#cancelAnywhere(processId, secretKey),
    };
    this.#checks = setInterval(() => this.#checkTimeouts(), CHECK_INTERVAL_MS).unref();
    this.#server = net.createServer((socket) => {
      tune(socket, this.#keepAlive);
      this.#accept(socket);
    });
  }

  get #keepAlive(): KeepAlive {
    return this.#options.keepAlive?.() ?? systemKeepAlive;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  pools(): readonly PoolView[] {
    return this.#pools.view();
  }

  clients(): readonly ClientView[] {
    const nowMs = performance.now();
    return [...this.#sessions].map((session) => session.view(nowMs));
  }

  kill(id: number): boolean {
    const session = [...this.#sessions].find((one) => one.id === id);
    session?.close(false);
    return session !== undefined;
  }

  pause(database: string | null): void {
    this.#pools.pause(database);
  }

  resume(database: string | null): void {
    this.#pools.resume(database);
  }

  reconnect(database: string | null): void {
    for (const pool of this.#pools.of(database)) pool.reconnect();
  }

  listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port, backlog = defaultBacklog } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog }, () => {
        this.#server.off('error', reject);
        // Accepting can fail for a while (no file descriptors left): the next client may fare better.
        this.#server.on('error', () => {});
        acceptDirectly(this.#server, { backlog, keepAlive: () => this.#keepAlive }, (socket) => this.#accept(socket));
        const address = this.#server.address() as AddressInfo;
        resolve({ host: address.address, port: address.port });
      });
    });
  }

  stopAccepting(): void {
    this.#server.close();
  }

  take(socket: Socket, admitted: boolean): void {
    tune(socket, this.#keepAlive);
    this.#accept(socket, admitted);
  }

  cancel(processId: number, secretKey: Buffer): Promise<boolean> {
    return this.#cancels.cancel(processId, secretKey);
  }

  async close({
    graceful = false,
    timeoutMs = 60_000,
  }: {
    graceful?: boolean;
    timeoutMs?: number;
  } = {}): Promise<void> {
    this.#closing = true;
    // Without sessions, whoever accepts them.
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        if (this.#sessions.size === 0) resolve();
        else this.#onEmpty.push(resolve);
      });
    });
    for (const session of this.#sessions) session.close(graceful);
    const patience = setTimeout(() => {
      for (const session of this.#sessions) session.close(false);
    }, timeoutMs);
    await closed;
    clearTimeout(patience);
    this.#pools.close();
    clearInterval(this.#checks);
  }

  #accept(socket: Socket, admitted?: boolean): void {
    const { observer } = this.#options;
    const limits = { ...defaultSessionLimits, ...this.#options.limits?.() };
    // One more than may stay, so that the one too many is told; and room for requests to cancel.
    if (this.#sessions.size >= 2 * limits.connectionsMax + CANCELS_MAX) {
      socket.destroy();
      return;
    }
    observer.connectionOpened();
    const admits = (): boolean => admitted ?? this.#sessions.size <= limits.connectionsMax;
    const onEnd = (): void => {
      this.#sessions.delete(session);
      observer.connectionClosed();
      if (this.#sessions.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    };
    const session = new Session({ socket, ports: this.#ports, limits, admits, onEnd });
    this.#sessions.add(session);
    void session.run();
    // It was on its way here when the port closed.
    if (this.#closing) session.close(true);
  }

  async #cancelAnywhere(processId: number, secretKey: Buffer): Promise<void> {
    if (await this.#cancels.cancel(processId, secretKey)) return;
    await this.#options.cancelElsewhere?.(processId, secretKey);
  }

  #checkTimeouts(): void {
    const nowMs = performance.now();
    for (const session of this.#sessions) session.checkTimeouts(nowMs);
    this.#pools.check(nowMs);
  }
}

const defaultBacklog = 511;

/** Connections that may be there beside twice the clients: each request to cancel is one. */
const CANCELS_MAX = 100;
