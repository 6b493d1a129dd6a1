// @ts-check
import { spawn } from 'node:child_process';
import { run } from '../bench/servers/process.js';

/** @typedef {import('./run.js').Login} Login */
/** @typedef {import('./run.js').Outcomes} Outcomes */

/** Go's drivers by the option that names a checkout of each. Their modules have their tests with them. */
export const goSuites = {
  pgx: {
    databases: ['pgx_test'],
    users: [],
    setUp: `
      CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE DOMAIN uint64 AS numeric(20, 0);
      CREATE USER " tricky, ' } "" \\\\ test user " SUPERUSER`,
    prepare: copyOf,
    /** @param {string} copy @param {Login} login @param {string} only */
    run: (copy, { host, port, user, password, database }, only) => {
      const address = `host=${host} port=${port} user=${user} password=${password} database=${database}`;
      return goTest(copy, only, { PGX_TEST_DATABASE: address, PGX_TEST_TCP_CONN_STRING: address });
    },
  },
  'lib-pq': {
    databases: ['pqgo'],
    users: [],
    setUp: '',
    prepare: copyOf,
    /** @param {string} copy @param {Login} login @param {string} only */
    run: (copy, { host, port, user, password, database }, only) => {
      const where = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
      return goTest(copy, only, { ...where, PGSSLMODE: 'disable' });
    },
  },
};

/** The module cache is not to be written to. @param {string} checkout @param {string} copy */
async function copyOf(checkout, copy) {
  await run('cp', ['-r', '--no-preserve=mode', checkout, copy]);
}

/**
 * Each test of all packages by its package and name; those that were passed over are left out, and those that hold others: what is
 * within them tells. One that takes the program with it takes what has not run, too.
 * @param {string} folder
 * @param {string} only
 * @param {Record<string, string>} env
 * @returns {Promise<Outcomes>}
 */
function goTest(folder, only, env) {
  const args = ['test', '-json', '-count=1', '-p=1', '-timeout=900s', ...(only ? [`-run=${only}`] : []), './...'];
  const child = spawn('go', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(outcomesOf(said)));
  });
}

/** @param {string} said lines of JSON, as `go doc test2json` has them */
function outcomesOf(said) {
  /** @type {Outcomes} */
  const outcomes = {};
  /** @type {Record<string, string>} */
  const complaints = {};
  for (const line of said.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { Action: action, Package: path, Test: name, Output: output } = JSON.parse(line);
    if (name === undefined) continue;
    const test = `${path} ${name}`;
    if (action === 'pass') outcomes[test] = 'ok';
    else if (action === 'fail') outcomes[test] = complaints[test] ?? 'failed';
    else if (action === 'output' && /error|expected|_test\.go:/i.test(output))
      complaints[test] ??= output.trim().slice(0, 200);
  }
  return outcomes;
}
