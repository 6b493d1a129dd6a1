import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultPoolOptions, type PoolOptions, targetFromUrl } from '../../../src/pg/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { type Act, type Own, oneOf, type Roll } from './crossfire/act.js';
import { asksSequence, passing } from './crossfire/acts.js';
import { batches, bySql } from './crossfire/batch-acts.js';
import { type Count, crossfire, made, seconds, seed } from './crossfire/crossfire.js';
import { CrossfireClient, pause } from './crossfire/crossfire-client.js';
import { discardsAll, heavy, leaves, light, notifies } from './crossfire/own-acts.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

/*
 * Many clients say all sorts of things at once over a few connections, whole and in pieces, while they are cancelled, leave, lose
 * their servers, and the pool is paused, reloaded and renewed. On everything that a client may be told is its mark: nobody is told
 * anything of another's. `CROSSFIRE_SECONDS=300 CROSSFIRE_SEED=7 npx vitest run test/pg/pool/crossfire.test.ts` goes on for longer.
 */

let database: TestDatabase;
let gateway: PooledGateway;
let options: PoolOptions;

const store = `
  CREATE TABLE numbers AS SELECT n FROM generate_series(1, 10) n;
  CREATE TABLE rows (id int PRIMARY KEY, mark text);
  CREATE TABLE twice (id int, mark text);
  CREATE TABLE copied (id int, mark text);
  CREATE SEQUENCE counter;
  CREATE FUNCTION says(text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE '%', $1; RETURN $1; END$$`;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(store);
  options = { ...defaultPoolOptions, poolSize: 5, pipelineDelayMaxMs: 5, loginRetryMs: 50 };
  const target = targetFromUrl(database.url);
  gateway = await startPooledGateway(database, {}, {}, { storeFor: () => ({ store: 'shop', target, pool: options }) });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

function nextActs(own: Own, roll: Roll, mayKeep: boolean, ids: number): Act[] {
  const acts: Act[] = [];
  for (let left = 1 + roll(4); left > 0; left--) {
    const kind = roll(10);
    // What is expected of one that changes something hangs on its having come true.
    if (kind === 0) acts.push(notifies(own, 1 + roll(ids)));
    else if (kind === 1 && mayKeep)
      acts.push(...made(own.said === 0 ? asksSequence : oneOf([...heavy, ...bySql], roll), own, roll));
    else if (kind < 4) acts.push(...made(oneOf(light, roll), own, roll));
    else acts.push(...made(oneOf([...passing, ...batches], roll), own, roll));
    if (acts.at(-1)?.done) break;
  }
  if (!mayKeep && acts.some(({ keeps }) => keeps)) acts.push(...made(discardsAll, own, roll));
  return acts;
}

async function mishap(roll: Roll, count: Count): Promise<void> {
  await pause(20 + roll(150));
  const { listener } = gateway;
  switch (roll(7)) {
    case 0:
      listener.pause(null);
      await pause(roll(40));
      listener.resume(null);
      break;
    case 1:
      listener.reconnect(null);
      break;
    case 2:
      options = { ...options, poolSize: 4 + roll(3), pipelineLinks: roll(3), preparedMax: oneOf([0, 3, 200], roll) };
      break;
    case 3:
      options = {
        ...options,
        roundRobin: roll(2) === 0,
        pipelineDelayMaxMs: oneOf([0, 1, 20], roll),
        idleTimeoutMs: oneOf([1, 600_000], roll),
      };
      break;
    case 4: {
      const servers = listener.pools().flatMap(({ servers }) => servers);
      if (servers.length === 0) break;
      count.kills += 1;
      await database.query(`SELECT pg_terminate_backend(${oneOf(servers, roll).processId})`);
      break;
    }
    case 5: {
      const there = listener.clients();
      if (there.length === 0) break;
      count.kills += 1;
      listener.kill(oneOf(there, roll).id);
      break;
    }
    default:
      await pause(roll(100));
  }
}

test('among many that say all sorts of things at once, nobody is told anything of another’s', {
  timeout: seconds * 1_000 + 120_000,
}, async () => {
  const { count, failed } = await crossfire({
    logIn: (own, roll) => CrossfireClient.logIn(gateway, database.name, own, roll),
    next: nextActs,
    leaves,
    mishap,
  });
  gateway.listener.resume(null);
  expect({ seed, failed }).toEqual({ seed, failed: [] });
  expect(count.acts).toBeGreaterThan(100);
  // One that is ended takes with it who holds it, or who is being answered.
  expect(count.lost.length, count.lost.join('\n')).toBeLessThanOrEqual(count.kills);
  const { rows } = await database.query('SELECT mark FROM twice GROUP BY mark HAVING count(*) <> 2');
  expect(rows).toEqual([]);
  await expect
    .poll(() => gateway.listener.pools().every(({ clients }) => clients === 0), { timeout: 30_000 })
    .toBe(true);
  expect(gateway.observer.events.filter(({ event }) => event === 'session_fault')).toEqual([]);
});
