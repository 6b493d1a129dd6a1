import { type AdminListener, openAdmin, type Readiness, type ShutdownMode } from '../admin/index.js';
import { type Clock, systemClock } from '../base/index.js';
import { createLogger, createMetrics, describeFault, type Logger, type Metrics } from '../observe/index.js';
import type { LoadedSettings, Settings } from '../settings/index.js';
import { GatewayOperations } from './console/gateway-operations.js';
import { needRestart } from './need-restart.js';
import { saltSecretFrom } from './principals.js';
import type { Address, Serving, ServingState } from './serving.js';
import { ServingProcess } from './serving-process.js';
import { workerCount } from './workers/worker-count.js';
import { WorkerGroup } from './workers/worker-group.js';

export interface GatewayOptions {
  /** Reads the configuration: at `open`, and anew at each `reload`. Rejects with SettingsError. */
  readonly read: () => Promise<LoadedSettings>;
  readonly clock?: Clock;
  /** In place of the one that the configuration asks for. */
  readonly logger?: Logger;
  /** Of the program, to be shown. */
  readonly version?: string;
  /** Plan samples before anybody is served, which takes about half a second (see warm-up.ts): for a process that goes on for long. */
  readonly warmsUp?: boolean;
}

/** Where an open gateway can be reached. */
export interface GatewayAddresses {
  readonly postgres: Address;
  /** Null: no HTTP clients are served. */
  readonly http: Address | null;
  readonly admin: Address | null;
}

/** A running gateway. The caller opens it once, and closes it. */
export interface Gateway {
  /**
   * Reads the configuration, looks at the stores, and serves. A store that does not answer stops nothing: its clients are
   * told, and `/readyz` says so.
   *
   * @throws SettingsError when the configuration can't be used, Error of node:net when an address can't be had. Nothing
   * is left running then.
   */
  open(): Promise<GatewayAddresses>;
  /**
   * Reads the configuration anew and puts it in force: the next statement of every session is decided by it. What can't
   * change under way (addresses, limits) stays, and its keys come back. Calls take turns.
   *
   * @throws SettingsError, and then everything stays as it was.
   */
  reload(): Promise<readonly string[]>;
  /** Takes no more clients. Graceful: each may end its transaction, for `shutdown_timeout` at most. May be called again to hurry. */
  close(options?: { readonly graceful?: boolean }): Promise<void>;
  /** Resolves when it has stopped, whoever asked it to: it can be stopped from its console. */
  readonly closed: Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  return new RunningGateway(options);
}

/** What `open` makes, and what stays until `close`. */
interface Works {
  /** Replaced by a reload. */
  settings: Settings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly serving: Serving;
  readonly admin: AdminListener | null;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  readonly closed: Promise<void>;
  readonly #operations: GatewayOperations;
  #hasClosed: () => void = () => {};
  #works: Works | null = null;
  #stopping = false;
  #refusedConfiguration = false;
  /** The reload that is under way: the next one waits for it. */
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.closed = new Promise((resolve) => {
      this.#hasClosed = resolve;
    });
    this.#operations = new GatewayOperations({
      clock: this.#clock,
      version: this.#version,
      serving: () => this.#works?.serving ?? null,
      settings: () => this.#works?.settings ?? null,
      isStopping: () => this.#stopping,
      reload: () => this.reload(),
      shutDown: (mode) => this.#shutDown(mode),
    });
  }

  get #version(): string {
    return this.#options.version ?? 'unknown';
  }

  async open(): Promise<GatewayAddresses> {
    const loaded = await this.#options.read();
    const { settings } = loaded;
    const logger = this.#options.logger ?? createLogger({ level: settings.log.level });
    logger.log('gateway_starting');
    const metrics = createMetrics({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
    const serving = await this.#makeServing(loaded, metrics, logger);
    metrics.configured(this.#clock.now());
    // Operators can ask how the start goes while it goes.
    const admin = await this.#openAdmin(settings, metrics, logger);
    this.#works = { settings, logger, metrics, serving, admin };
    try {
      const addresses = await serving.open();
      warnOfTrust(settings, logger);
      logger.log('listener_open', addresses.postgres);
      logger.log('gateway_ready');
      return { ...addresses, admin: admin === null ? null : { host: admin.host, port: admin.port } };
    } catch (fault) {
      this.#operations.close();
      await admin?.close(0);
      throw fault;
    }
  }

  reload(): Promise<readonly string[]> {
    const turn = this.#reloading.then(() => this.#reload());
    this.#reloading = turn.catch(() => {});
    return turn;
  }

  async #reload(): Promise<readonly string[]> {
    const works = this.#works;
    if (works === null) throw new Error('the gateway is not open');
    const { logger, metrics, serving } = works;
    const former = works.settings;
    try {
      const loaded = await this.#options.read();
      await serving.reload(loaded);
      works.settings = loaded.settings;
      this.#refusedConfiguration = false;
      metrics.reloaded(this.#clock.now());
      logger.log('policy_loaded');
      return needRestart(former, loaded.settings);
    } catch (fault) {
      this.#refusedConfiguration = true;
      metrics.reloadRefused();
      logger.log('policy_refused', describeFault(fault));
      throw fault;
    }
  }

  async close({ graceful = false } = {}): Promise<void> {
    const works = this.#works;
    if (works === null) return;
    const isFirst = !this.#stopping;
    this.#stopping = true;
    if (isFirst) works.logger.log('gateway_stopping');
    await works.serving.close(graceful);
    this.#operations.close();
    await works.admin?.close();
    if (isFirst) works.logger.log('gateway_stopped');
    this.#hasClosed();
  }

  async #shutDown(mode: ShutdownMode): Promise<void> {
    const works = this.#works;
    if (mode === 'clients' && works !== null) {
      this.#stopping = true;
      works.logger.log('gateway_stopping');
      works.serving.stopAccepting();
      const isLeft = async () =>
        (await works.serving.look()).every(({ clients }) => clients.every(({ store }) => store === null));
      while (!(await isLeft())) await new Promise((resolve) => setTimeout(resolve, LEAVING_LOOK_MS));
    }
    await this.close({ graceful: mode !== 'now' });
  }

  async #makeServing(loaded: LoadedSettings, metrics: Metrics, logger: Logger): Promise<Serving> {
    const saltSecret = saltSecretFrom(loaded.settings);
    const workers = workerCount(loaded.settings);
    const common = { logger, metrics, saltSecret, operations: this.#operations, version: this.#version };
    if (workers > 1) return new WorkerGroup(loaded, { ...common, workers });
    const { warmsUp = false } = this.#options;
    const serving = await ServingProcess.make(loaded, { ...common, clock: this.#clock, process: 0, warmsUp });
    metrics.watchWorkers(() => ({ serving: 1, missing: 0 }));
    return serving;
  }

  async #openAdmin(settings: Settings, metrics: Metrics, logger: Logger): Promise<AdminListener | null> {
    const { admin } = settings.listen;
    if (admin === null) return null;
    const listener = await openAdmin({
      host: admin.host,
      port: admin.port,
      token: admin.token,
      metrics: async () => (await this.#works?.serving.metricsText()) ?? metrics.text(),
      readiness: () => this.#readiness(),
      onFault: (fault) => logger.log('session_fault', describeFault(fault)),
    });
    logger.log('admin_open', { host: listener.host, port: listener.port });
    if (admin.token === null) logger.log('admin_without_token');
    return listener;
  }

  #readiness(): Readiness {
    const warnings = this.#refusedConfiguration ? ['configuration_refused'] : [];
    const state = this.#works?.serving.state() ?? closed;
    const { retryInMs, unreadyReasons: reasons } = this.#stopping ? closed : state;
    return reasons.length === 0 ? { ready: true, warnings } : { ready: false, reasons, warnings, retryInMs };
  }
}

/** How often it is looked whether the last client has left. */
const LEAVING_LOOK_MS = 200;

const closed: ServingState = { unreadyReasons: ['listener_closed'], retryInMs: null };

function warnOfTrust(settings: Settings, logger: Logger): void {
  for (const [principal, { auth }] of settings.principals)
    if (auth.trustsLoopback) logger.log('trust_in_use', { principal });
}
