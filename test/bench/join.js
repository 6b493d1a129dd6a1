// @ts-check
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startDamask } from './servers/damask.js';
import { configuration } from './ways.js';

/** @typedef {{ join: string, way: string, rows: number, milliseconds: number }} Join */

/**
 * Joins two relations of `rows` rows on a key that is pseudonymised, through Damask, and on the plain key, directly and through
 * Damask: the whole, and by one key.
 * @param {{ host: string, port: number }} server
 * @param {{ rows: number, repetitions: number, say: (text: string) => void }} options
 * @returns {Promise<Join[]>}
 */
export async function joinOnPseudonym(server, { rows, repetitions, say }) {
  const plain = new pg.Client({ ...server, user: 'postgres', database: 'bench' });
  await plain.connect();
  await plain.query(`
    CREATE TABLE people (id int PRIMARY KEY, score int);
    CREATE TABLE visits (person int, place int);
    INSERT INTO people SELECT n, n % 100 FROM generate_series(1, ${rows}) n;
    INSERT INTO visits SELECT n, n % 50 FROM generate_series(1, ${rows}) n;
    CREATE INDEX ON visits (person);
  `);
  await plain.query('VACUUM ANALYZE people, visits');
  const env = { BENCH_KEY: randomBytes(32).toString('base64') };
  const gateways = {
    'damask-plain': await startDamask(JSON.stringify(configured(server, 'pass')), { env }),
    damask: await startDamask(JSON.stringify(configured(server, { mask: 'hash_id' })), { env }),
  };
  const clients = Object.fromEntries(
    Object.entries(gateways).map(([way, { host, port }]) => [
      way,
      new pg.Client({ host, port, user: 'bench', database: 'bench' }),
    ]),
  );
  const asked = [
    { way: 'direct', client: plain },
    ...Object.entries(clients).map(([way, client]) => ({ way, client })),
  ];
  try {
    for (const client of Object.values(clients)) await client.connect();
    const whole = 'SELECT count(*), sum(p.score) FROM people p JOIN visits v ON v.person = p.id';
    /** @type {Record<string, string[]>} */
    const keys = {};
    for (const { way, client } of asked)
      keys[way] = (await client.query(`SELECT id FROM people LIMIT ${keysAsked}`)).rows.map(({ id }) => String(id));
    const joinsOf = (/** @type {string} */ way) => [
      { join: 'whole', found: rows, statements: [whole] },
      { join: 'by one key', found: 1, statements: (keys[way] ?? []).map((key) => `${whole} WHERE p.id = ${key}`) },
    ];
    /** @type {Join[]} */
    const joins = [];
    // The first time warms up each way.
    for (let repetition = 0; repetition <= repetitions; repetition += 1) {
      for (const { way, client } of asked) {
        for (const { join, found, statements } of joinsOf(way)) {
          const start = performance.now();
          for (const statement of statements) {
            const joined = Number((await client.query(statement)).rows[0].count);
            if (joined !== found) throw new Error(`${join} ${way}: ${joined} rows`);
          }
          const milliseconds = (performance.now() - start) / statements.length;
          if (repetition > 0) joins.push({ join, way, rows, milliseconds });
          say(`${repetition}/${repetitions} join ${join} ${way}: ${milliseconds.toFixed(2)} ms`);
        }
      }
    }
    return joins;
  } finally {
    await Promise.allSettled([plain.end(), ...Object.values(clients).map((client) => client.end())]);
    for (const gateway of Object.values(gateways)) await gateway.stop();
  }
}

/** A join by one key takes less than a round trip is sure to: so many are asked for, one after another. */
const keysAsked = 300;

/**
 * @param {{ host: string, port: number }} server
 * @param {unknown} keys how keys are seen
 */
function configured(server, keys) {
  const base = configuration('damask', server);
  const subject = (/** @type {string} */ column) => ({ kind: 'person', column });
  return {
    ...base,
    keys: { pseudonym: [{ id: 'bench', secret: '${BENCH_KEY}' }] },
    data: [
      {
        store: 'bench',
        relation: 'public.people',
        subject: subject('id'),
        columns: { id: 'user.unique_id', score: 'system.operations' },
      },
      {
        store: 'bench',
        relation: 'public.visits',
        subject: subject('person'),
        columns: { person: 'user.unique_id', place: 'system.operations' },
      },
    ],
    rules: [{ name: 'bench', purpose: 'bench', fields: { system: 'pass', 'user.unique_id': keys } }],
  };
}
