// @ts-check
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startDamask } from './servers/damask.js';
import { configuration } from './ways.js';

/** @typedef {{ join: string, way: string, rows: number, milliseconds: number }} Join */

/**
 * Joins two relations of `rows` rows on a key that is pseudonymised, through Damask, and on the plain key, directly: the
 * whole, and by one key.
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
  const damask = await startDamask(JSON.stringify(withPseudonyms(server)), {
    env: { BENCH_KEY: randomBytes(32).toString('base64') },
  });
  const masked = new pg.Client({ host: damask.host, port: damask.port, user: 'bench', database: 'bench' });
  try {
    await masked.connect();
    const whole = 'SELECT count(*), sum(p.score) FROM people p JOIN visits v ON v.person = p.id';
    const one = (/** @type {string} */ key) => `${whole} WHERE p.id = ${key}`;
    const pseudonym = String((await masked.query('SELECT id FROM people LIMIT 1')).rows[0].id);
    const asked = [
      { join: 'whole', way: 'direct', client: plain, statement: whole },
      { join: 'whole', way: 'damask', client: masked, statement: whole },
      { join: 'by one key', way: 'direct', client: plain, statement: one('777') },
      { join: 'by one key', way: 'damask', client: masked, statement: one(pseudonym) },
    ];
    /** @type {Join[]} */
    const joins = [];
    // The first time warms up each way.
    for (let repetition = 0; repetition <= repetitions; repetition += 1) {
      for (const { join, way, client, statement } of asked) {
        const start = performance.now();
        const answer = await client.query(statement);
        const milliseconds = performance.now() - start;
        const joined = Number(answer.rows[0].count);
        if (joined !== (join === 'whole' ? rows : 1)) throw new Error(`${join} ${way}: ${joined} rows`);
        if (repetition > 0) joins.push({ join, way, rows, milliseconds });
        say(`${repetition}/${repetitions} join ${join} ${way}: ${milliseconds.toFixed(1)} ms`);
      }
    }
    return joins;
  } finally {
    await Promise.allSettled([masked.end(), plain.end()]);
    await damask.stop();
  }
}

/** @param {{ host: string, port: number }} server */
function withPseudonyms(server) {
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
    rules: [{ name: 'bench', purpose: 'bench', fields: { system: 'pass', 'user.unique_id': { mask: 'hash_id' } } }],
  };
}
