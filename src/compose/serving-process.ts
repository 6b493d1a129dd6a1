import type { Socket } from 'node:net';
import type { ConsoleOperations } from '../admin/index.js';
import type { Clock, Secret } from '../base/index.js';
import { createGate, type ReloadableGate } from '../enforce/index.js';
import type { Logger, Metrics } from '../observe/index.js';
import {
  type ClientPlaces,
  createPgListener,
  ListenerTls,
  type PgListener,
  ScramVerifiers,
  type SessionLimits,
} from '../pg/index.js';
import type { LoadedSettings, Settings } from '../settings/index.js';
import { loadParser } from '../sql/index.js';
import type { ArrivedClient } from '../workers/index.js';
import { type DatabaseOrder, DatabaseSwitches, type SwitchState } from './console/database-switch.js';
import { type ProcessLook, placeOf, processLook } from './console/process-look.js';
import { virtualConsole } from './console/virtual-console.js';
import { gateObserver, gateOptionsFrom, postgresStores } from './gate-options.js';
import { HttpWorks } from './http-works.js';
import { catalogPlaces, type InForce, inForceFrom, movedDatabases } from './in-force.js';
import { poolCounts } from './pool-counts.js';
import { prepareVerifiers } from './principals.js';
import type { Serving, ServingAddresses, ServingState } from './serving.js';
import { sessionObserver } from './session-observer.js';
import { StoreCatalogs } from './store-catalogs.js';
import { warmUp } from './warm-up/warm-up.js';

export interface ServingProcessOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What the salts of logins are made of: the same in every process behind one port. */
  readonly saltSecret: Secret<Buffer>;
  /** What the console works with. */
  readonly operations: ConsoleOperations;
  readonly version: string;
  /** Before it serves: see warm-up.ts. */
  readonly warmsUp: boolean;
  /** 0 for a process that serves alone, else the worker's number: ids are told apart by it. */
  readonly process: number;
  /** A CancelRequest whose key is none of this process's. */
  readonly cancelElsewhere?: (processId: number, secretKey: Buffer) => Promise<void>;
  /** Who counts the clients of a principal and of a database over all processes; absent: this process does. */
  readonly places?: ClientPlaces;
}

/** A configuration that is ready to be put in force. One of the two must be called, once. */
export interface Prepared {
  /** Puts it in force, all of it at once: the next statement of every session is decided by it. */
  commit(): void;
  /** Everything stays as it was. */
  discard(): void;
}

/** Serves clients in this process. Made of a first configuration; each later one is prepared, then committed. */
export class ServingProcess implements Serving {
  readonly #options: ServingProcessOptions;
  readonly #catalogs: StoreCatalogs;
  readonly #verifiers: ScramVerifiers;
  readonly #gate: ReloadableGate;
  readonly #tls: ListenerTls | null;
  readonly #listener: PgListener;
  readonly #http: HttpWorks | null;
  /** Replaced by `commit` alone. */
  #inForce: InForce;
  readonly #switches = new DatabaseSwitches();
  #isOpen = false;

  private constructor(loaded: LoadedSettings, options: ServingProcessOptions) {
    const inForce = inForceFrom(loaded);
    this.#options = options;
    this.#inForce = inForce;
    this.#verifiers = new ScramVerifiers({ saltSecret: options.saltSecret });
    this.#catalogs = new StoreCatalogs(options.clock, options.logger);
    this.#tls = inForce.tls === null ? null : new ListenerTls(inForce.tls);
    this.#gate = createGate(this.#gateOptions(inForce.settings));
    this.#listener = this.#makeListener(inForce.settings);
    for (const { name } of postgresStores(inForce.settings)) {
      options.metrics.watchPool(name, () => poolCounts(this.#listener.pools(), name));
    }
    const { http } = inForce.settings.listen;
    const catalogs = (store: string) => this.#catalogs.loaded(store);
    this.#http = http === null ? null : new HttpWorks(loaded, http, { ...options, catalogs });
  }

  /** Nothing is opened yet. @throws GatewayError when certificate and key can't be used. */
  static async make(loaded: LoadedSettings, options: ServingProcessOptions): Promise<ServingProcess> {
    await loadParser();
    return new ServingProcess(loaded, options);
  }

  state(): ServingState {
    const reasons = [
      ...(this.#isOpen ? [] : ['listener_closed']),
      ...(this.#catalogs.unavailable().length === 0 ? [] : ['upstream_unreachable']),
    ];
    return { unreadyReasons: reasons, retryInMs: this.#catalogs.retryInMs() };
  }

  async open(): Promise<ServingAddresses> {
    await this.openWithoutPorts();
    try {
      const postgres = await this.#listener.listen();
      return { postgres, http: (await this.#http?.open()) ?? null };
    } catch (fault) {
      await this.close(false);
      throw fault;
    }
  }

  /** As `open`, for a process that is handed its clients. */
  async openWithoutPorts(): Promise<void> {
    if (this.#options.warmsUp) await warmUp();
    await prepareVerifiers(this.#verifiers, this.#inForce.credentials);
    (await this.#catalogs.prepare(catalogPlaces(this.#inForce))).commit();
    this.#isOpen = true;
  }

  /** Takes a client that another process has accepted. */
  take(socket: Socket, { door, admitted }: ArrivedClient): void {
    if (door === 'postgres') this.#listener.take(socket, admitted);
    else if (admitted && this.#http !== null) this.#http.take(socket);
    else socket.destroy();
  }

  async reload(loaded: LoadedSettings): Promise<void> {
    (await this.prepare(loaded)).commit();
  }

  metricsText(): Promise<{ readonly contentType: string; readonly body: string }> {
    return this.#options.metrics.text();
  }

  /** Cancels what the session with this key executes. False when the key is none of this process's. */
  cancel(processId: number, secretKey: Buffer): Promise<boolean> {
    return this.#listener.cancel(processId, secretKey);
  }

  async look(): Promise<readonly ProcessLook[]> {
    const { process: number } = this.#options;
    return [processLook(number, this.#listener.pools(), this.#listener.clients(), process.memoryUsage())];
  }

  async order({ kind, database }: DatabaseOrder, state: SwitchState): Promise<void> {
    this.restore(state);
    if (kind === 'resume') this.#listener.resume(database);
    if (kind === 'pause' || kind === 'kill') this.#listener.pause(database);
    if (kind === 'pause' || kind === 'kill' || kind === 'reconnect') this.#listener.reconnect(database);
    if (kind !== 'kill') return;
    for (const client of this.#listener.clients()) {
      if (client.store !== null && (database === null || client.database === database)) this.#listener.kill(client.id);
    }
  }

  /** What operators did before this process was there. */
  restore(state: SwitchState): void {
    this.#switches.restore(state);
    if (state.isPaused) this.#listener.pause(null);
    for (const database of state.isPaused ? state.resumed : []) this.#listener.resume(database);
    for (const database of state.paused) this.#listener.pause(database);
  }

  async killClient(id: number): Promise<boolean> {
    return this.#listener.kill(placeOf(id).client);
  }

  stopAccepting(): void {
    this.#isOpen = false;
    this.#listener.stopAccepting();
  }

  /** Does all that takes time or can fail. @throws GatewayError when certificate and key can't be used. */
  async prepare(loaded: LoadedSettings): Promise<Prepared> {
    const { metrics } = this.#options;
    const next = inForceFrom(loaded);
    // Certificate, key and policy are tried on objects of their own: `commit` must not fail.
    if (next.tls !== null) new ListenerTls(next.tls);
    this.#gateOptions(next.settings);
    await prepareVerifiers(this.#verifiers, next.credentials);
    const catalogs = await this.#catalogs.prepare(catalogPlaces(next));
    const { settings } = next;
    const http = this.#http?.prepare(loaded) ?? null;
    return {
      commit: () => {
        catalogs.commit();
        http?.commit();
        if (next.tls !== null) this.#tls?.reload(next.tls);
        metrics.rename({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
        this.#gate.reload(this.#gateOptions(settings));
        const moved = movedDatabases(this.#inForce, next);
        this.#inForce = next;
        for (const database of moved) this.#listener.reconnect(database);
        catalogs.closeFormer();
      },
      discard: () => {
        catalogs.discard();
        http?.discard();
      },
    };
  }

  async close(graceful: boolean): Promise<void> {
    this.#isOpen = false;
    const timeoutMs = graceful ? (this.#inForce.settings.listen.postgres?.shutdownTimeoutMs ?? 0) : 0;
    await Promise.all([this.#listener.close({ graceful, timeoutMs }), this.#http?.close(graceful)]);
    this.#catalogs.close();
  }

  #gateOptions(settings: Settings) {
    return gateOptionsFrom(settings, {
      clock: this.#options.clock,
      observer: gateObserver(this.#options.metrics),
      catalog: (store, database) => this.#catalogs.find(store, database),
      catalogs: (store) => this.#catalogs.loaded(store),
    });
  }

  #makeListener(settings: Settings): PgListener {
    const { cancelElsewhere, places, operations, logger, version } = this.#options;
    const { postgres: listen } = settings.listen;
    if (listen === null) throw new Error('the configuration has no `listen.postgres`');
    return createPgListener({
      host: listen.host,
      port: listen.port,
      clientTls: { mode: this.#tls === null ? 'disable' : (listen.tls?.mode ?? 'disable'), tls: this.#tls },
      principals: { find: (name) => this.#inForce.credentials.get(name) ?? null },
      verifiers: this.#verifiers,
      storeFor: (database) => this.#inForce.routes.get(database) ?? null,
      isDisabled: (database) => this.#switches.isDisabled(database),
      virtualFor: virtualConsole({
        listen: () => this.#inForce.settings.listen.postgres,
        operations,
        logger,
        version,
      }),
      gate: this.#gate,
      backlog: listen.backlog,
      limits: () => sessionLimitsFrom(this.#inForce.settings),
      keepAlive: () => {
        const { tcpKeepAlive, tcpKeepIdleMs } = this.#inForce.settings.listen.postgres ?? listen;
        return { enabled: tcpKeepAlive, idleMs: tcpKeepIdleMs };
      },
      observer: sessionObserver(
        this.#options.metrics,
        this.#options.logger,
        () => this.#inForce.settings.listen.postgres,
      ),
      ...(cancelElsewhere === undefined ? {} : { cancelElsewhere }),
      ...(places === undefined ? {} : { places }),
    });
  }
}

/** Clients that may be connected at once: what `max_client_conn` allows for all stores together. */
export function clientConnectionsMax(settings: Settings): number {
  return postgresStores(settings).reduce((sum, { pool }) => sum + pool.clientConnectionsMax, 0);
}

/** Of clients that connect from now on. */
function sessionLimitsFrom(settings: Settings): Partial<SessionLimits> {
  const { postgres: listen } = settings.listen;
  return {
    ...(listen === null
      ? {}
      : { loginTimeoutMs: listen.clientLoginTimeoutMs, heldFrameBytesMax: listen.messageBytesMax }),
    connectionsMax: clientConnectionsMax(settings),
  };
}
