import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../base/index.js';
import { createExchangeGate, type ExchangeGate, type ExchangeGateOptions } from '../enforce/index.js';
import {
  Authenticator,
  createHttpListener,
  type ExchangeSurroundings,
  type HttpListener,
  type HttpListenerTls,
  type Upstream,
} from '../http/index.js';
import type { Logger, Metrics } from '../observe/index.js';
import type { HttpListenSettings, LoadedSettings, Settings } from '../settings/index.js';
import { type ConsentPlace, TableConsentLookup } from './consent-lookup.js';
import { consentSourcesFrom, type LoadedCatalogs } from './consent-sources.js';
import { gateObserver, postgresStores } from './gate-options.js';
import { httpCredentialsFrom } from './http-credentials.js';
import { httpObserver } from './http-observer.js';
import { httpStores, openUpstreams, storeAddress } from './http-upstreams.js';
import { policyFrom } from './policy.js';
import { type ReadFile, upstreamTargetFrom } from './upstream-target.js';

type Loaded = Pick<LoadedSettings, 'settings' | 'readFile'>;

export interface HttpSurroundings {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly catalogs: LoadedCatalogs;
}

/** What serves HTTP under one configuration. */
interface HttpInForce {
  readonly authenticator: Authenticator;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly consent: TableConsentLookup;
  readonly limits: ExchangeSurroundings['limits'];
}

/** The HTTP side of a gateway: listener, gate and connections to the services. The caller opens it once, and closes it. */
export class HttpWorks {
  readonly #surroundings: HttpSurroundings;
  readonly #listen: HttpListenSettings;
  readonly #gate: ExchangeGate;
  readonly #listener: HttpListener;
  /** Both are replaced as a whole by `reload`. */
  #inForce: HttpInForce;
  #serving: ExchangeSurroundings;

  constructor(loaded: Loaded, listen: HttpListenSettings, surroundings: HttpSurroundings) {
    const { settings, readFile } = loaded;
    this.#surroundings = surroundings;
    this.#listen = listen;
    this.#inForce = this.#make(loaded);
    this.#gate = createExchangeGate(this.#gateOptions(settings, this.#inForce.consent));
    this.#serving = { ...this.#inForce, gate: this.#gate };
    this.#listener = createHttpListener({
      host: listen.host,
      port: listen.port,
      tls: listenerTls(settings, readFile),
      connectionsMax: listen.connectionsMax,
      requestTimeoutMs: listen.requestTimeoutMs,
      idleTimeoutMs: listen.idleTimeoutMs,
      surroundings: () => this.#serving,
      observer: httpObserver(surroundings.metrics, surroundings.logger),
    });
  }

  /** @throws Error of node:net when the address can't be had. */
  async open(): Promise<{ readonly host: string; readonly port: number }> {
    const address = await this.#listener.listen();
    this.#surroundings.logger.log('http_open', address);
    return address;
  }

  /** Takes a client that another process has accepted. */
  take(socket: Socket): void {
    this.#listener.take(socket);
  }

  /**
   * Does all that can fail. From `commit` on, exchanges that begin are served under these settings; those under way end as they
   * began.
   */
  prepare(loaded: Loaded): { commit(): void; discard(): void } {
    const { settings, readFile } = loaded;
    const tls = listenerTls(settings, readFile);
    if (tls !== null) createSecureContext({ cert: tls.cert, key: tls.key });
    const next = this.#make(loaded);
    return {
      commit: () => {
        const former = this.#inForce;
        this.#gate.reload(this.#gateOptions(settings, next.consent));
        this.#inForce = next;
        this.#serving = { ...next, gate: this.#gate };
        if (tls !== null) this.#listener.reloadTls(tls);
        void closeInForce(former);
      },
      discard: () => void closeInForce(next),
    };
  }

  async close(graceful: boolean): Promise<void> {
    await this.#listener.close(graceful ? this.#listen.shutdownTimeoutMs : 0);
    for (const upstream of this.#inForce.upstreams.values()) await upstream.destroy();
    await this.#inForce.consent.close();
  }

  #make({ settings, readFile }: Loaded): HttpInForce {
    const { clock, catalogs } = this.#surroundings;
    return {
      authenticator: new Authenticator(httpCredentialsFrom(settings), { now: () => clock.now() }),
      upstreams: openUpstreams(settings, readFile, clock),
      consent: new TableConsentLookup({
        places: consentPlaces(settings, catalogs, readFile),
        ageMaxMs: settings.consent?.ageMaxMs ?? 0,
      }),
      limits: {
        bodyBytesMax: settings.listen.http?.bodyBytesMax ?? this.#listen.bodyBytesMax,
        idleTimeoutMs: settings.listen.http?.idleTimeoutMs ?? this.#listen.idleTimeoutMs,
      },
    };
  }

  #gateOptions(settings: Settings, consent: TableConsentLookup): ExchangeGateOptions {
    const { clock, metrics } = this.#surroundings;
    return exchangeGateOptions(settings, { clock, consent, observer: gateObserver(metrics) });
  }
}

/** What the gate of HTTP stores is made of under this configuration. */
export function exchangeGateOptions(
  settings: Settings,
  parts: Pick<ExchangeGateOptions, 'clock' | 'consent' | 'observer'>,
): ExchangeGateOptions {
  return {
    ...parts,
    policy: policyFrom(settings),
    stores: httpStores(settings).map((store) => {
      const { origin, basePath } = storeAddress(store);
      const mount = store.mount.slice(1).split('/');
      return { name: store.name, address: origin + basePath, mount, passHeaders: store.passHeaders };
    }),
    pseudonymSecret: settings.keys.pseudonym[0]?.secret ?? null,
  };
}

/** The table that speaks for each HTTP store: one that says so, else the only one. */
export function consentPlaces(
  settings: Settings,
  catalogs: LoadedCatalogs,
  readFile: ReadFile,
): ReadonlyMap<string, ConsentPlace> {
  const places = new Map<string, ConsentPlace>();
  const sources = consentSourcesFrom(settings, catalogs);
  const tables = (settings.consent?.sources ?? []).filter((source) => source.kind === 'table');
  for (const { name } of httpStores(settings)) {
    const said = tables.filter(({ serves }) => serves?.includes(name) === true);
    const [table, other] = said.length > 0 ? said : settings.consent?.sources.length === 1 ? tables : [];
    const store = postgresStores(settings).find((candidate) => candidate.name === table?.store);
    const source = table === undefined ? undefined : sources.get(table.store);
    const database = store?.databases[0];
    if (other !== undefined || store === undefined || source === undefined || database === undefined) continue;
    places.set(name, { source, target: upstreamTargetFrom(store, readFile), database });
  }
  return places;
}

async function closeInForce({ upstreams, consent }: HttpInForce): Promise<void> {
  // Exchanges under way keep their connections until they end.
  await Promise.allSettled([...upstreams.values()].map((upstream) => upstream.close()));
  await consent.close();
}

function listenerTls({ listen }: Settings, readFile: ReadFile): HttpListenerTls | null {
  const tls = listen.http?.tls ?? null;
  if (tls === null || tls.mode === 'disable' || tls.cert === null || tls.key === null) return null;
  return {
    cert: readFile(tls.cert),
    key: readFile(tls.key),
    ...(tls.clientCa === null ? {} : { clientCa: readFile(tls.clientCa) }),
  };
}
