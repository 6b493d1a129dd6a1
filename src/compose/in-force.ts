import type { ListenerTlsOptions, PrincipalCredential, StoreRoute } from '../pg/index.js';
import type { LoadedSettings, Settings } from '../settings/index.js';
import { postgresStores } from './gate-options.js';
import { clientTimeoutsFrom, poolOptionsFrom } from './pool-options.js';
import { credentialsFrom } from './principals.js';
import type { CatalogPlace } from './store-catalogs.js';
import { type ReadFile, targetIdentity, upstreamTargetFrom } from './upstream-target.js';

/** What a reload replaces as a whole. */
export interface InForce {
  readonly settings: Settings;
  readonly credentials: ReadonlyMap<string, PrincipalCredential>;
  readonly routes: ReadonlyMap<string, StoreRoute>;
  /** What clients are shown; null without TLS. */
  readonly tls: ListenerTlsOptions | null;
}

export function inForceFrom({ settings, readFile }: Pick<LoadedSettings, 'settings' | 'readFile'>): InForce {
  const routes = new Map<string, StoreRoute>();
  for (const store of postgresStores(settings)) {
    const target = upstreamTargetFrom(store, readFile);
    const pool = poolOptionsFrom(store);
    const timeouts = clientTimeoutsFrom(store);
    const clientsMax = { ofPrincipal: store.pool.principalClientsMax, ofDatabase: store.pool.databaseClientsMax };
    const addsHost = store.pool.applicationNameAddHost;
    const route = { store: store.name, target, pool, timeouts, clientsMax, addsHost };
    for (const database of store.databases) routes.set(database, route);
  }
  return { settings, credentials: credentialsFrom(settings), routes, tls: tlsOptionsFrom(settings, readFile) };
}

/** Databases whose server, or the gateway's role there, is another one: connections to the former are not to be used again. */
export function movedDatabases(former: InForce, next: InForce): string[] {
  return [...former.routes].flatMap(([database, { target }]) => {
    const now = next.routes.get(database);
    return now === undefined || targetIdentity(now.target) === targetIdentity(target) ? [] : [database];
  });
}

/**
 * The databases in which something is to be guarded. A store with nothing classified that lets everything through needs no
 * catalog: its databases may come and go, and no connection of the gateway's own stands in the way of dropping one.
 */
export function catalogPlaces({ settings, routes }: InForce): CatalogPlace[] {
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

function tlsOptionsFrom({ listen }: Settings, readFile: ReadFile): ListenerTlsOptions | null {
  const tls = listen.postgres?.tls ?? null;
  if (tls === null || tls.mode === 'disable' || tls.cert === null || tls.key === null) return null;
  return {
    cert: readFile(tls.cert),
    key: readFile(tls.key),
    ...(tls.clientCa === null ? {} : { clientCa: readFile(tls.clientCa) }),
  };
}
