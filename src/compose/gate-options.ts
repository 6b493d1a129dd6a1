import type { Clock } from '../base/index.js';
import type { GateObserver, GateOptions, GateStore } from '../enforce/index.js';
import type { Metrics } from '../observe/index.js';
import type { PostgresStoreSettings, Settings } from '../settings/index.js';
import { type CatalogSource, defaultStatementLimits } from '../sql/index.js';
import { consentSourcesFrom, type LoadedCatalogs } from './consent-sources.js';
import { policyFrom } from './policy.js';

/** Plans kept for one asker in one database: an application has some hundreds of statements. */
const plansMax = 2_000;

/** Where the gate finds what a configuration does not hold. */
export interface GateSurroundings {
  readonly clock: Clock;
  readonly observer: GateObserver;
  catalog(store: string, database: string): CatalogSource | null;
  readonly catalogs: LoadedCatalogs;
}

/** What the gate is made of under this configuration. */
export function gateOptionsFrom(settings: Settings, surroundings: GateSurroundings): GateOptions {
  const { clock, observer, catalog, catalogs } = surroundings;
  const consent = consentSourcesFrom(settings, catalogs);
  const gateStore = (store: PostgresStoreSettings): GateStore => ({
    name: store.name,
    unlisted: store.unlisted,
    functions: new Set(store.functions.map(({ schema, name }) => `${schema}.${name}`)),
    extensions: new Set(store.extensions),
    channels: new Set(store.channels),
    settings: new Set(store.settings),
    consent: consent.get(store.name) ?? null,
    catalog: (database) => catalog(store.name, database),
  });
  return {
    policy: policyFrom(settings),
    stores: postgresStores(settings).map(gateStore),
    pseudonymSecret: settings.keys.pseudonym[0]?.secret ?? null,
    clock,
    limits: { ...defaultStatementLimits, tokensMax: settings.limits.statement_tokens },
    plansMax,
    observer,
  };
}

export function postgresStores(settings: Settings): PostgresStoreSettings[] {
  return [...settings.stores.values()].filter((store) => store.kind === 'postgres');
}

/** What the gate tells of its work goes to the metrics. */
export function gateObserver(metrics: Metrics): GateObserver {
  return {
    planCache: (result) => metrics.guardCache(result),
    // A session reports the whole decision, cached or not.
    lookups: (store, purpose, count) => metrics.scope(store, purpose).lookups(count),
    fields: (store, purpose, decision, count) => metrics.scope(store, purpose).fields(decision, count),
  };
}

/** For commands that decide without serving: nobody counts. */
export const silentGateObserver: GateObserver = { planCache: () => {}, lookups: () => {}, fields: () => {} };
