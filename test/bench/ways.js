// @ts-check
import { openGate } from './guard.js';
import { startDamask } from './servers/damask.js';
import { startPgBouncer } from './servers/pgbouncer.js';

/**
 * One way for a client to reach the same PostgreSQL.
 * @typedef {object} Way
 * @property {string} name
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {number | null} pid the proxy's process
 * @property {number | null} adminPort
 * @property {() => Promise<void>} stop
 * @property {(text: string) => string} [rewrite] what is asked in place of a statement
 */

/**
 * `direct-guard` and `direct-consent` send the store, without a gateway, what the gateway would send it: what a guard costs
 * the store itself.
 */
export const wayNames = [
  'direct',
  'pgbouncer',
  'damask',
  'direct-guard',
  'damask-guard',
  'direct-consent',
  'damask-consent',
  'pgbouncer-transaction',
  'damask-transaction',
  'damask-guard-transaction',
  'damask-consent-transaction',
];

/** Those that the store's own cost of the guard is read from: `direct-hand` is the same statement as a person would write it. */
export const storeWayNames = ['direct', 'direct-hand', 'direct-guard', 'direct-hand-consent', 'direct-consent'];

/**
 * Statements of `direct-hand`, written by hand.
 * @param {string} text
 * @param {boolean} consent
 */
function byHand(text, consent) {
  const given = ` AND EXISTS (SELECT FROM consent WHERE consent.aid = pgbench_accounts.aid AND purpose = 'bench' AND state = 'given')`;
  return `${text} AND bid > 0${consent ? given : ''}`;
}

/** Server connections that clients share in the ways called `-transaction`. */
const sharedConnections = 8;

/**
 * @param {string} name one of `wayNames`
 * @param {{ host: string, port: number }} server
 * @returns {Promise<Way>}
 */
export async function openWay(name, server) {
  if (name === 'direct') {
    return {
      name,
      host: server.host,
      port: server.port,
      user: 'postgres',
      pid: null,
      adminPort: null,
      stop: async () => {},
    };
  }
  if (name.startsWith('direct-hand')) {
    const rewrite = (/** @type {string} */ text) => byHand(text, name.endsWith('-consent'));
    const { host, port } = server;
    return { name, host, port, user: 'postgres', pid: null, adminPort: null, rewrite, stop: async () => {} };
  }
  if (name.startsWith('direct-')) {
    const gate = await openGate(configuration(name, server));
    const rewrite = (/** @type {string} */ text) => gate.guarded(text, 'simple');
    const { host, port } = server;
    return { name, host, port, user: 'postgres', pid: null, adminPort: null, rewrite, stop: async () => gate.close() };
  }
  if (name === 'pgbouncer' || name === 'pgbouncer-transaction') {
    const pool =
      name === 'pgbouncer'
        ? /** @type {const} */ ({ poolMode: 'session' })
        : /** @type {const} */ ({ poolMode: 'transaction', poolSize: sharedConnections });
    return { name, user: 'postgres', adminPort: null, ...(await startPgBouncer({ server, ...pool })) };
  }
  const damask = await startDamask(JSON.stringify(configuration(name, server)));
  return { name, user: 'bench', ...damask };
}

/**
 * @param {string} name
 * @param {{ host: string, port: number }} server
 */
export function configuration(name, { host, port }) {
  const isShared = name.endsWith('-transaction');
  const guards = name.replace(/-transaction$/, '');
  const guarded = {
    ...(guards.endsWith('-consent')
      ? {
          consent: {
            source: {
              store: 'bench',
              relation: 'public.consent',
              subject: 'aid',
              purpose: 'purpose',
              granted: "state = 'given'",
            },
          },
        }
      : {}),
    data: [
      {
        store: 'bench',
        relation: 'public.pgbench_accounts',
        subject: { kind: 'account', column: 'aid' },
        columns: {
          aid: 'user.unique_id',
          bid: 'system.operations',
          abalance: 'user.financial',
          filler: 'user.content',
        },
      },
    ],
    rules: [
      {
        name: 'bench',
        purpose: 'bench',
        fields: {
          system: 'pass',
          'user.unique_id': 'pass',
          'user.financial': 'pass',
          'user.content': { mask: { partial: { first: 2, last: 0, fill: '*' } } },
        },
        rows: { 'bench:public.pgbench_accounts': 'bid > 0' },
        write: ['user.financial'],
      },
    ],
  };
  return {
    version: 1,
    listen: {
      // As PgBouncer's, whose log says nothing of clients here.
      postgres: { host: '127.0.0.1', port: '@postgres@', log_connections: false, log_disconnections: false },
      admin: { host: '127.0.0.1', port: '@admin@' },
    },
    stores: {
      bench: {
        kind: 'postgres',
        url: `postgres://postgres@${host}:${port}/bench`,
        databases: ['bench'],
        unlisted: 'allow',
        pool: {
          pool_mode: isShared ? 'transaction' : 'session',
          default_pool_size: isShared ? sharedConnections : 64,
          max_client_conn: 6000,
        },
      },
    },
    purposes: { bench: { title: 'Benchmark', basis: guards.endsWith('-consent') ? 'consent' : 'contract' } },
    recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
    principals: { bench: { recipient: 'house', purposes: ['bench'], auth: { trust: 'loopback' } } },
    ...(guards === 'damask' ? {} : guarded),
  };
}
