import { readFileSync } from 'node:fs';
import { type AdminListener, openAdmin, type Readiness } from '../admin/index.js';
import { type Clock, systemClock } from '../base/index.js';
import { createGate, type ReloadableGate } from '../enforce/index.js';
import { createLogger, createMetrics, describeFault, type Logger, type Metrics } from '../observe/index.js';
import {
  createPgListener,
  ListenerTls,
  type ListenerTlsOptions,
  type PgListener,
  type PrincipalCredential,
  ScramVerifiers,
  type StoreRoute,
} from '../pg/index.js';
import type { ListenTlsSettings, LoadedSettings, PostgresListenSettings, Settings } from '../settings/index.js';
import { loadParser } from '../sql/index.js';
import { gateObserver, gateOptionsFrom, postgresStores } from './gate-options.js';
import { credentialsFrom, prepareVerifiers, saltSecretFrom } from './principals.js';
import { sessionObserver } from './session-observer.js';
import { type CatalogPlace, StoreCatalogs } from './store-catalogs.js';
import { upstreamTargetFrom } from './upstream-target.js';

export interface GatewayOptions {
  /** Reads the configuration: at `open`, and anew at each `reload`. Rejects with SettingsError. */
  readonly read: () => Promise<LoadedSettings>;
  readonly clock?: Clock;
  /** In place of the one that the configuration asks for. */
  readonly logger?: Logger;
}

/** Where an open gateway can be reached. */
export interface GatewayAddresses {
  readonly postgres: { readonly host: string; readonly port: number };
  readonly admin: { readonly host: string; readonly port: number } | null;
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
   * change under way (addresses, limits) stays, and its keys come back.
   *
   * @throws SettingsError, and then everything stays as it was.
   */
  reload(): Promise<readonly string[]>;
  /** Takes no more clients. Graceful: each may end its transaction, for `shutdown_timeout` at most. May be called again to hurry. */
  close(options?: { readonly graceful?: boolean }): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  return new RunningGateway(options);
}

/** What a reload replaces. */
interface InForce {
  readonly settings: Settings;
  readonly credentials: ReadonlyMap<string, PrincipalCredential>;
  readonly routes: ReadonlyMap<string, StoreRoute>;
}

/** What `open` makes, and what stays until `close`. */
interface Works {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly catalogs: StoreCatalogs;
  readonly gate: ReloadableGate;
  readonly verifiers: ScramVerifiers;
  readonly tls: ListenerTls | null;
  readonly listener: PgListener;
  readonly admin: AdminListener | null;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  #inForce: InForce | null = null;
  #works: Works | null = null;
  #serving = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async open(): Promise<GatewayAddresses> {
    const { settings } = await this.#options.read();
    const { postgres } = settings.listen;
    if (postgres === null) throw new Error('the configuration has no `listen.postgres`');
    await loadParser();
    const logger = this.#options.logger ?? createLogger({ level: settings.log.level });
    logger.log('gateway_starting');
    const metrics = createMetrics({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
    const verifiers = new ScramVerifiers({ saltSecret: saltSecretFrom(settings) });
    const catalogs = new StoreCatalogs(this.#clock, logger);
    const tls = listenerTlsFrom(postgres.tls);
    const inForce = inForceFrom(settings);
    this.#inForce = inForce;
    const gate = createGate(this.#gateOptions(settings, catalogs, metrics));
    const listener = this.#listener(postgres, { gate, verifiers, tls, metrics, logger });
    // Operators can ask how the start goes while it goes.
    const admin = await this.#openAdmin(settings, metrics, logger);
    this.#works = { logger, metrics, catalogs, gate, verifiers, tls, listener, admin };
    try {
      await prepareVerifiers(verifiers, inForce.credentials);
      await catalogs.replace(catalogPlaces(settings, inForce.routes));
      const address = await listener.listen();
      this.#serving = true;
      warnOfTrust(inForce.credentials, logger);
      logger.log('listener_open', address);
      logger.log('gateway_ready');
      return { postgres: address, admin: admin === null ? null : { host: admin.host, port: admin.port } };
    } catch (fault) {
      catalogs.close();
      await admin?.close(0);
      throw fault;
    }
  }

  async reload(): Promise<readonly string[]> {
    const works = this.#works;
    const former = this.#inForce;
    if (works === null || former === null) throw new Error('the gateway is not open');
    const { logger, metrics, catalogs, gate, verifiers, tls } = works;
    try {
      const { settings } = await this.#options.read();
      const next = inForceFrom(settings);
      const tlsOptions = tlsOptionsFrom(settings.listen.postgres?.tls ?? null);
      await prepareVerifiers(verifiers, next.credentials);
      const closeFormerCatalogs = await catalogs.replace(catalogPlaces(settings, next.routes));
      // From here on nothing waits, and nothing but the certificate can fail: all of it is in force at once.
      if (tlsOptions !== null) tls?.reload(tlsOptions);
      metrics.rename({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
      gate.reload(this.#gateOptions(settings, catalogs, metrics));
      this.#inForce = next;
      closeFormerCatalogs();
      logger.log('policy_loaded');
      return needRestart(former.settings, settings);
    } catch (fault) {
      logger.log('policy_refused', describeFault(fault));
      throw fault;
    }
  }

  async close({ graceful = false } = {}): Promise<void> {
    const works = this.#works;
    if (works === null) return;
    const isFirst = this.#serving;
    this.#serving = false;
    const timeoutMs = this.#inForce?.settings.listen.postgres?.shutdownTimeoutMs ?? 0;
    if (isFirst) works.logger.log('gateway_stopping');
    await works.listener.close({ graceful, timeoutMs: graceful ? timeoutMs : 0 });
    works.catalogs.close();
    await works.admin?.close();
    if (isFirst) works.logger.log('gateway_stopped');
  }

  #gateOptions(settings: Settings, catalogs: StoreCatalogs, metrics: Metrics) {
    return gateOptionsFrom(settings, {
      clock: this.#clock,
      observer: gateObserver(metrics),
      catalog: (store, database) => catalogs.find(store, database),
      catalogs: (store) => catalogs.loaded(store),
    });
  }

  #listener(
    listen: PostgresListenSettings,
    works: Pick<Works, 'gate' | 'verifiers' | 'tls' | 'metrics' | 'logger'>,
  ): PgListener {
    const pools = this.#inForce === null ? [] : postgresStores(this.#inForce.settings).map(({ pool }) => pool);
    const least = (read: (pool: (typeof pools)[number]) => number) => leastTimeout(pools.map(read));
    return createPgListener({
      host: listen.host,
      port: listen.port,
      clientTls: { mode: works.tls === null ? 'disable' : (listen.tls?.mode ?? 'disable'), tls: works.tls },
      principals: { find: (name) => this.#inForce?.credentials.get(name) ?? null },
      verifiers: works.verifiers,
      storeFor: (database) => this.#inForce?.routes.get(database) ?? null,
      gate: works.gate,
      limits: {
        loginTimeoutMs: listen.clientLoginTimeoutMs,
        heldFrameBytesMax: listen.messageBytesMax,
        connectionsMax: pools.reduce((sum, pool) => sum + pool.clientConnectionsMax, 0),
        queryTimeoutMs: least((pool) => pool.queryTimeoutMs),
        idleTimeoutMs: least((pool) => pool.clientIdleTimeoutMs),
        idleTransactionTimeoutMs: least((pool) => pool.idleTransactionTimeoutMs),
      },
      observer: sessionObserver(works.metrics, works.logger),
    });
  }

  async #openAdmin(settings: Settings, metrics: Metrics, logger: Logger): Promise<AdminListener | null> {
    const { admin } = settings.listen;
    if (admin === null) return null;
    const listener = await openAdmin({
      host: admin.host,
      port: admin.port,
      token: admin.token,
      metrics: () => metrics.text().then(({ contentType, body }) => ({ contentType, body })),
      readiness: () => this.#readiness(),
      onFault: (fault) => logger.log('session_fault', describeFault(fault)),
    });
    logger.log('admin_open', { host: listener.host, port: listener.port });
    if (admin.token === null) logger.log('admin_without_token');
    return listener;
  }

  #readiness(): Readiness {
    const reasons: string[] = [];
    if (!this.#serving) reasons.push('listener_closed');
    if (this.#inForce === null) reasons.push('policy_missing');
    if (this.#works === null || this.#works.catalogs.unavailable().length > 0) reasons.push('upstream_unreachable');
    return reasons.length === 0 ? { ready: true } : { ready: false, reasons };
  }
}

function inForceFrom(settings: Settings): InForce {
  const routes = new Map<string, StoreRoute>();
  for (const store of postgresStores(settings)) {
    const target = upstreamTargetFrom(store);
    for (const database of store.databases) routes.set(database, { store: store.name, target });
  }
  return { settings, credentials: credentialsFrom(settings), routes };
}

/**
 * The databases in which something is to be guarded. A store with nothing classified that lets everything through needs no
 * catalog: its databases may come and go, and no connection of the gateway's own stands in the way of dropping one.
 */
function catalogPlaces(settings: Settings, routes: InForce['routes']): CatalogPlace[] {
  const guarded = postgresStores(settings).filter(
    ({ name, unlisted }) => unlisted === 'refuse' || settings.data.some(({ store }) => store === name),
  );
  return guarded.flatMap(({ databases }) =>
    databases.flatMap((database) => {
      const route = routes.get(database);
      return route === undefined ? [] : [{ store: route.store, database, target: route.target }];
    }),
  );
}

function tlsOptionsFrom(tls: ListenTlsSettings | null): ListenerTlsOptions | null {
  if (tls === null || tls.mode === 'disable' || tls.cert === null || tls.key === null) return null;
  return {
    cert: readFileSync(tls.cert),
    key: readFileSync(tls.key),
    ...(tls.clientCa === null ? {} : { clientCa: readFileSync(tls.clientCa) }),
  };
}

function listenerTlsFrom(tls: ListenTlsSettings | null): ListenerTls | null {
  const options = tlsOptionsFrom(tls);
  return options === null ? null : new ListenerTls(options);
}

/** The shortest of the timeouts; 0 means none. */
function leastTimeout(timeoutsMs: readonly number[]): number {
  const set = timeoutsMs.filter((ms) => ms > 0);
  return set.length === 0 ? 0 : Math.min(...set);
}

function warnOfTrust(credentials: ReadonlyMap<string, PrincipalCredential>, logger: Logger): void {
  for (const [principal, { kind }] of credentials)
    if (kind === 'trust_loopback') logger.log('trust_in_use', { principal });
}

/** Settings that differ but take effect only at the next start. */
function needRestart(former: Settings, next: Settings): string[] {
  const fixed: readonly [key: string, read: (settings: Settings) => unknown][] = [
    ['listen.postgres', ({ listen }) => ({ ...listen.postgres, tls: listen.postgres?.tls?.mode ?? 'disable' })],
    ['listen.admin', ({ listen }) => ({ ...listen.admin, token: listen.admin?.token?.reveal() })],
    ['log.level', ({ log }) => log.level],
    ['stores.*.pool', (settings) => postgresStores(settings).map(({ pool }) => pool)],
  ];
  return fixed.filter(([, read]) => JSON.stringify(read(former)) !== JSON.stringify(read(next))).map(([key]) => key);
}
