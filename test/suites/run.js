// @ts-check
// Runs the test suites of drivers against a PostgreSQL of its own: directly, and through Damask. Tells where they differ.
//
//   git clone https://github.com/brianc/node-postgres && git clone https://github.com/porsager/postgres
//   npm run test:suites -- --node-postgres node-postgres --postgres-js postgres [--through direct,session,transaction] [--only PATTERN]
//   npm run test:suites -- --pgx FOLDER --lib-pq FOLDER, for what `go mod download -json MODULE@VERSION` has fetched
//
// The checkouts stay as they are: copies are run, with the drivers' own dependencies from the npm registry.

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedServer } from '../../dist/cli/demo/embedded-server.js';
import { startDamask } from '../bench/servers/damask.js';
import { run } from '../bench/servers/process.js';
import { goSuites } from './go-suites.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    'node-postgres': { type: 'string' },
    'postgres-js': { type: 'string' },
    pgx: { type: 'string' },
    'lib-pq': { type: 'string' },
    through: { type: 'string', default: 'direct,session,transaction' },
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
});
const wanted = new RegExp(options.only);

/** @typedef {{ host: string, port: number, user: string, password: string, database: string }} Login */
/** @typedef {Record<string, string>} Outcomes by test: `ok`, or the first line of what went wrong */

/** @type {Record<string, { databases: string[], users: string[], setUp?: string, prepare(checkout: string, copy: string): Promise<void>, run(copy: string, login: Login, only: string): Promise<Outcomes> }>} */
const suites = {
  'node-postgres': {
    databases: ['pg_test'],
    users: [],
    prepare: async (checkout, copy) => {
      await cp(join(checkout, 'packages/pg'), copy, {
        recursive: true,
        filter: (path) => !path.includes('node_modules'),
      });
      const { devDependencies } = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8'));
      const helpers = ['async', 'bluebird', 'co', 'pg-copy-streams'].map((name) => `${name}@${devDependencies[name]}`);
      await install(copy, ['pg-connection-string', 'pg-pool', 'pg-protocol', 'pg-types@2', 'pgpass', ...helpers]);
    },
    run: async (copy, login) => {
      const files = (await readdir(join(copy, 'test/integration'), { recursive: true }))
        .filter((file) => file.endsWith('-tests.js') && wanted.test(file))
        .sort();
      /** @type {Outcomes} */
      const outcomes = {};
      for (const file of files) {
        const program = [join(copy, 'test/integration', file)];
        outcomes[file] = await run(process.execPath, program, {
          cwd: copy,
          env: environment(login),
          timeoutMs: 60_000,
        }).then(
          () => 'ok',
          (error) => complaint(String(error.message)),
        );
      }
      return outcomes;
    },
  },
  'postgres-js': {
    databases: ['postgres_js_test'],
    users: ['postgres_js_test', 'postgres_js_test_md5', 'postgres_js_test_scram'],
    prepare: async (checkout, copy) => {
      await cp(checkout, copy, { recursive: true, filter: (path) => !/\/\.git$/.test(path) });
      // Its own harness stops at the first test that fails, and its own set-up empties the server.
      await cp(join(here, 'postgres-js-harness.js'), join(copy, 'tests/test.js'));
      await cp(join(here, 'postgres-js-setup.js'), join(copy, 'tests/bootstrap.js'));
    },
    run: async (copy, login) => {
      const env = { ...environment(login), TESTS: options.only };
      const { stdout } = await run(process.execPath, ['index.js'], {
        cwd: join(copy, 'tests'),
        env,
        timeoutMs: 600_000,
      });
      const report = stdout.split('\n').find((line) => line.startsWith('{"outcomes":'));
      if (report === undefined) throw new Error(`postgres.js' suite did not run to its end\n${stdout.slice(-2000)}`);
      return JSON.parse(report).outcomes;
    },
  },
  ...goSuites,
};

/**
 * @param {string} folder
 * @param {string[]} packages
 */
async function install(folder, packages) {
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...packages], {
    cwd: folder,
  });
}

/** @param {Login} login */
function environment({ host, port, user, password, database }) {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGTESTNOSSL: 'true',
    SCRAM_TEST_PGUSER: user,
    SCRAM_TEST_PGPASSWORD: password,
  };
}

/** The line that says what went wrong. @param {string} output */
function complaint(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find(
    (each) =>
      /(error|assert|did not complete|expected)/i.test(each) && !each.startsWith('at ') && !each.includes('.js: '),
  );
  return (line ?? lines.find((each) => each !== '') ?? 'failed').slice(0, 200);
}

/**
 * A gateway before a store in which nothing is classified: what differs is the wire's doing.
 * @param {Login} server
 * @param {string} mode
 * @param {{ databases: string[], users: string[] }} suite
 */
async function throughDamask(server, mode, { databases, users }) {
  const principal = (/** @type {string} */ user) => ({
    recipient: 'house',
    purposes: ['tests'],
    auth: { password: `\${PASSWORD_OF_${user.toUpperCase()}}` },
  });
  const people = ['postgres', ...users];
  return startDamask(
    JSON.stringify({
      version: 1,
      listen: { postgres: { host: '127.0.0.1', port: '@postgres@' }, admin: { host: '127.0.0.1', port: '@admin@' } },
      stores: {
        suite: {
          kind: 'postgres',
          url: '${SUITE_URL}',
          databases: [...databases, 'postgres', 'template1'],
          unlisted: 'allow',
          pool: { pool_mode: mode, default_pool_size: 40, max_client_conn: 200 },
        },
      },
      purposes: { tests: { title: "A driver's own tests", basis: 'contract' } },
      recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
      principals: Object.fromEntries(people.map((user) => [user, principal(user)])),
    }),
    {
      env: {
        ...Object.fromEntries(people.map((user) => [`PASSWORD_OF_${user.toUpperCase()}`, passwordOf(user)])),
        SUITE_URL: `postgres://${server.user}:${server.password}@${server.host}:${server.port}/postgres`,
      },
    },
  );
}

const settings = ['max_connections=200', 'max_prepared_transactions=100', 'wal_level=logical'];

/** Of a user that a suite logs in as; the suites have them in their text. @param {string} user */
const passwordOf = (user) => (/_(md5|scram)$/.test(user) ? user : 'postgres');

/** A fresh server, with the databases and users that a suite expects. @param {{ databases: string[], users: string[], setUp?: string }} suite */
async function startServer({ databases, users, setUp }) {
  const password = 'postgres';
  const server = await startEmbeddedServer({ password, settings });
  const client = new pg.Client({ ...server, database: 'postgres' });
  await client.connect();
  for (const user of users) await client.query(`CREATE USER ${user} PASSWORD '${passwordOf(user)}'`);
  for (const database of databases) await client.query(`CREATE DATABASE ${database} OWNER ${users[0] ?? 'postgres'}`);
  await client.end();
  if (setUp) {
    const first = new pg.Client({ ...server, database: databases[0] });
    await first.connect();
    await first.query(setUp);
    await first.end();
  }
  return { ...server, database: databases[0] ?? 'postgres' };
}

/** @type {Record<string, Record<string, Outcomes>>} */
const results = {};
const work = await mkdtemp(join(tmpdir(), 'damask-suites-'));
try {
  for (const [name, suite] of Object.entries(suites)) {
    const checkout = options[/** @type {'node-postgres' | 'postgres-js' | 'pgx' | 'lib-pq'} */ (name)];
    if (checkout === undefined) continue;
    const copy = join(work, name);
    await suite.prepare(checkout, copy);
    results[name] = {};
    for (const through of options.through.split(',')) {
      const server = await startServer(suite);
      const damask = through === 'direct' ? undefined : await throughDamask(server, through, suite);
      try {
        const outcomes = await suite.run(
          copy,
          { ...server, ...(damask && { host: damask.host, port: damask.port }) },
          options.only,
        );
        results[name][through] = outcomes;
        const all = Object.values(outcomes);
        console.error(`${name}, ${through}: ${all.filter((outcome) => outcome === 'ok').length} of ${all.length}`);
      } finally {
        await damask?.stop();
        await server.stop();
      }
    }
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(results, null, 2)}\n`);

console.log('| suite | way | passed | of |\n| --- | --- | --- | --- |');
let differences = 0;
for (const [name, ways] of Object.entries(results)) {
  for (const [way, outcomes] of Object.entries(ways)) {
    const all = Object.values(outcomes);
    console.log(`| ${name} | ${way} | ${all.filter((outcome) => outcome === 'ok').length} | ${all.length} |`);
  }
  const { direct = {} } = ways;
  for (const [way, outcomes] of Object.entries(ways)) {
    for (const [test, outcome] of Object.entries(outcomes)) {
      if (way === 'direct' || !(test in direct) || (outcome === 'ok') === (direct[test] === 'ok')) continue;
      differences += 1;
      console.log(`\n${name}, ${way}: ${relative('', test)}\n  direct: ${direct[test]}\n  ${way}: ${outcome}`);
    }
  }
}
console.log(`\n${differences} differences`);
