import { randomBytes } from 'node:crypto';
import { Secret, systemClock } from '../../../src/base/index.js';
import { createGate } from '../../../src/enforce/index.js';
import {
  createPgListener,
  defaultPoolOptions,
  type PgListener,
  type PgListenerOptions,
  type PoolOptions,
  ScramVerifiers,
  type StoreRoute,
  targetFromUrl,
} from '../../../src/pg/index.js';
import { defaultStatementLimits, loadParser } from '../../../src/sql/index.js';
import type { TestDatabase } from '../../fixtures/database.js';
import { RecordingObserver } from '../recording-observer.js';

/** A gateway in transaction mode in front of a database in which nothing is protected. */
export interface PooledGateway {
  readonly host: string;
  readonly port: number;
  readonly listener: PgListener;
  readonly observer: RecordingObserver;
  url(): string;
}

export async function startPooledGateway(
  database: TestDatabase,
  options: Partial<PoolOptions> = {},
  route: Partial<StoreRoute> = {},
  more: Partial<PgListenerOptions> = {},
): Promise<PooledGateway> {
  await loadParser();
  const observer = new RecordingObserver();
  const target = targetFromUrl(database.url);
  const pool = { ...defaultPoolOptions, ...options };
  const gate = createGate({
    policy: {
      dataMap: { relations: [] },
      principals: new Map([['app', { name: 'app', purposes: [], may: new Set() }]]),
    } as never,
    stores: [
      {
        name: 'shop',
        unlisted: 'allow',
        functions: new Set(),
        extensions: new Set(),
        consent: null,
        catalog: () => null,
      },
    ],
    pseudonymSecret: null,
    clock: systemClock,
    limits: defaultStatementLimits,
    plansMax: 100,
    observer: { planCache: () => {}, lookups: () => {}, fields: () => {} },
  });
  const listener = createPgListener({
    host: '127.0.0.1',
    port: 0,
    clientTls: { mode: 'disable', tls: null },
    principals: { find: (name) => (name === 'app' ? { kind: 'trust_loopback' } : null) },
    verifiers: new ScramVerifiers({ saltSecret: new Secret(randomBytes(32)) }),
    storeFor: () => ({ store: 'shop', target, pool, ...route }),
    gate,
    observer,
    ...more,
  });
  const { host, port } = await listener.listen();
  return { host, port, listener, observer, url: () => `postgres://app@${host}:${port}/${database.name}` };
}
