// @ts-check
// Records what clients ask the catalog. Starts a PostgreSQL that logs every statement, runs a client against a database
// that has one of everything (schema.sql), and writes the distinct statements to test/fixtures/introspection/NAME.sql.
//
//   node test/clients/introspection/capture.js NAME [--postgres 15|18] [--psql PATH] [--header TEXT] [--shapes] [-- COMMAND …]
//
// With --shapes, of statements that differ in their constants alone the first is kept, without empty lines.
//
// NAME `psql-*` runs psql's backslash commands and its tab completion (through `script`); otherwise COMMAND is run, with
// PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and DATABASE_URL in its environment.

import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { debianBinaries, embeddedBinaries, startPostgres } from '../../bench/servers/postgres.js';
import { run } from '../../bench/servers/process.js';
import { completions, describes } from './psql-commands.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    postgres: { type: 'string', default: '18' },
    psql: { type: 'string', default: 'psql' },
    header: { type: 'string' },
    shapes: { type: 'boolean', default: false },
  },
});
const [name, ...command] = positionals;
if (name === undefined) throw new Error('which client?');

const binaries = values.postgres === '15' ? debianBinaries() : embeddedBinaries();
if (binaries === null) throw new Error('PostgreSQL 15 is not installed');
const server = await startPostgres({
  binaries,
  settings: {
    logging_collector: 'on',
    log_destination: 'jsonlog',
    log_directory: 'log',
    log_filename: 'log',
    log_file_mode: '0644',
    log_statement: 'all',
    log_parameter_max_length: '200',
    log_min_messages: 'warning',
    wal_level: 'logical',
  },
});
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: 'postgres',
  PGPASSWORD: 'postgres',
  PGDATABASE: 'shop',
  DATABASE_URL: `postgres://postgres:postgres@${server.host}:${server.port}/shop`,
};
try {
  const admin = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database: 'postgres' });
  await admin.connect();
  await admin.query('CREATE DATABASE shop');
  await admin.end();
  const shop = new pg.Client({
    host: server.host,
    port: server.port,
    user: 'postgres',
    database: 'shop',
    application_name: 'set-up',
  });
  await shop.connect();
  await shop.query(await readFile(join(here, 'schema.sql'), 'utf8'));
  await shop.end();

  if (name.startsWith('psql')) {
    for (const text of describes) {
      await run(values.psql, ['-X'], { env: { ...env, PGAPPNAME: text }, input: `${text}\n` }).catch((error) =>
        console.error(error.message.split('\n').slice(0, 2).join(' ')),
      );
    }
    for (const text of completions) await complete(text);
  } else {
    const [program, ...args] = command;
    if (program === undefined) throw new Error('no command given');
    const { stdout, stderr } = await run(program, args, { env });
    console.error(stderr, stdout);
  }

  await delay(300);
  const statements = await logged();
  const version = name.startsWith('psql')
    ? (await run(values.psql, ['--version'])).stdout.trim()
    : (values.header ?? name);
  const head = `-- Statements that ${version} sent to ${server.version}, recorded from the server's log
-- (log_statement = all, duplicates left out) by test/clients/introspection/capture.js against its schema.sql.
`;
  const body = statements.map(({ from, parameters, text }) =>
    [`-- @ ${from}`, ...(parameters ? [`-- ${parameters}`] : []), text.trim().replace(/;*$/, ';')].join('\n'),
  );
  const file = join(here, `../../fixtures/introspection/${name}.sql`);
  await writeFile(file, `${head}\n${body.join('\n\n')}\n`);
  console.error(`${statements.length} statements: ${file}`);
} finally {
  await server.stop();
}

/** @returns {Promise<{ from: string, parameters: string, text: string }[]>} */
async function logged() {
  const directory = join(dirname(server.logFile), 'data/log');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.json'));
  const lines = (await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')))).join('').split('\n');
  /** @type {Map<string, { from: string, parameters: string, text: string }>} */
  const seen = new Map();
  for (const line of lines) {
    if (line === '') continue;
    const { dbname, application_name: from, message, detail = '' } = JSON.parse(line);
    if (dbname !== 'shop' || from === 'set-up') continue;
    const text = /^(?:statement|execute [^:]*): ([\s\S]*)$/.exec(message ?? '')?.[1];
    if (text === undefined || text.trim() === '') continue;
    const shape = values.shapes ? text.replaceAll(/'[^']*'|\d+/g, '?').replaceAll(/\s+/g, ' ') : text;
    if (seen.has(shape)) continue;
    const parameters = /^[Pp]arameters: /.test(detail) ? detail.replaceAll('\n', ' ') : '';
    seen.set(shape, {
      from: (from ?? '').replaceAll('\n', ' '),
      parameters,
      text: values.shapes ? text.replaceAll(/^\s*\n/gm, '') : text,
    });
  }
  return [...seen.values()];
}

/**
 * Types `text` and two tabs into a psql on a pseudo-terminal.
 * @param {string} text
 */
async function complete(text) {
  const child = spawn('script', ['-qec', `${values.psql} -X -q`, '/dev/null'], {
    env: { ...env, TERM: 'dumb', PAGER: 'cat', PGAPPNAME: `${text}<tab>` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let seen = '';
  child.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  for (let i = 0; i < 100 && !seen.includes('=#'); i += 1) await delay(20);
  child.stdin.write(`${text}\t\t`);
  await delay(250);
  child.stdin.write('\u0003');
  await delay(50);
  child.stdin.write('\\q\n');
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await closed;
  clearTimeout(timer);
}
