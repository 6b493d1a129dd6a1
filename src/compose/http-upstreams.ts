import type { Clock } from '../base/index.js';
import { type HttpUpstream, Upstream } from '../http/index.js';
import type { HttpStoreSettings, Settings } from '../settings/index.js';
import type { ReadFile } from './upstream-target.js';

export function httpStores(settings: Settings): HttpStoreSettings[] {
  return [...settings.stores.values()].filter((store) => store.kind === 'http');
}

/** Connections to each HTTP store, by its name. Reads the certificates that its settings name. */
export function openUpstreams(settings: Settings, readFile: ReadFile, clock: Clock): ReadonlyMap<string, Upstream> {
  return new Map(httpStores(settings).map((store) => [store.name, new Upstream(upstreamFrom(store, readFile), clock)]));
}

/** Where a store's service is, and what stands before each path there. */
export function storeAddress({ url }: HttpStoreSettings): { readonly origin: string; readonly basePath: string } {
  const { origin, pathname } = new URL(url);
  return { origin, basePath: pathname.replace(/\/$/, '') };
}

export function upstreamFrom(store: HttpStoreSettings, readFile: ReadFile): HttpUpstream {
  const { tls } = store;
  return {
    name: store.name,
    ...storeAddress(store),
    tls:
      tls === null
        ? null
        : {
            ...(tls.ca === null ? {} : { ca: readFile(tls.ca) }),
            ...(tls.cert === null ? {} : { cert: readFile(tls.cert) }),
            ...(tls.key === null ? {} : { key: readFile(tls.key) }),
            verifies: tls.mode === 'verify-ca' || tls.mode === 'verify-full',
            verifiesHost: tls.mode === 'verify-full',
          },
    setHeaders: store.setHeaders,
    assertionKey: store.assertionKey,
    connectionsMax: store.connectionsMax,
    connectTimeoutMs: store.connectTimeoutMs,
    responseTimeoutMs: store.responseTimeoutMs,
    totalTimeoutMs: store.totalTimeoutMs,
    bodyBytesMax: store.bodyBytesMax,
  };
}
