import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where programs are built: outside the repository, so that a second run builds nothing. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'damask/interop');

interface Program {
  readonly name: string;
  /** Commands that build it in its folder, then the one that runs it. */
  readonly build: readonly (readonly string[])[];
  readonly run: readonly string[];
}

const programs: readonly Program[] = [
  { name: 'go', build: [['go', 'build', '-o', 'program', '.']], run: ['./program'] },
  { name: 'rust', build: [['cargo', 'build', '--quiet']], run: ['target/debug/interop'] },
  {
    name: 'java',
    build: [['mvn', '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib']],
    run: ['java', '-cp', 'lib/*', 'Interop.java'],
  },
  {
    name: 'python',
    build: [
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt'],
    ],
    run: ['venv/bin/python', 'interop.py'],
  },
  // Debian's ruby-pg, php-pgsql, libdbd-pg-perl, odbc-postgresql and python3-pyodbc: there is nothing to build.
  { name: 'ruby', build: [], run: ['ruby', 'interop.rb'] },
  { name: 'php', build: [], run: ['php', 'interop.php'] },
  { name: 'perl', build: [], run: ['perl', 'interop.pl'] },
  { name: 'odbc', build: [], run: ['/usr/bin/python3', 'interop.py'] },
];

/** What each program finds out by itself and prints as a line of JSON for each driver that it tries. */
interface Found {
  readonly driver: string;
  /** As `storefront`: the last digits, and nothing before. */
  readonly ssn: string;
  /** As `analyst/analytics`. */
  readonly analystNames: number;
  /** The same prepared statement three times. */
  readonly prepared: readonly number[];
  /** Rows of customers, read a few at a time. */
  readonly portalRows: number;
  /** After an update was rolled back. */
  readonly phoneUndone: boolean;
  /** SQLSTATEs: an unknown column, a refused write, then a statement in the failed transaction. */
  readonly errors: readonly string[];
  /** Lines that COPY gave. */
  readonly copied: number;
  /** SQLSTATE of a cancelled statement, and what the connection answers after it. */
  readonly cancelled: string;
  readonly afterCancel: number;
  /** SQLSTATE of a wrong password. */
  readonly wrongPassword: string;
}

let shop: ShopGateway;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe.each(programs)('$name', ({ name, build, run }) => {
  test('drivers see the permitted view, and work as they do directly', async () => {
    const folder = join(cache, name);
    await mkdir(folder, { recursive: true });
    await cp(join(here, name), folder, { recursive: true });
    for (const [command = '', ...args] of build) await promisify(execFile)(command, args, { cwd: folder });

    const login = shop.through('storefront');
    const [command = '', ...args] = run;
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: folder,
      timeout: 120_000,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PGHOST: login.host,
        PGPORT: String(login.port),
        PGDATABASE: login.database,
        STOREFRONT_PASSWORD: login.password,
        ANALYST_PASSWORD: shop.through('analyst/analytics').password,
      },
    });
    const found: Found[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [one] = await shop.ask('SELECT ssn FROM customers WHERE id = 1');
    expect(found.length).toBeGreaterThan(0);
    for (const { driver, ...rest } of found) {
      expect(rest, driver).toEqual({
        ssn: expect.stringMatching(new RegExp(`^[^0-9]+${String(one!.ssn).slice(-4)}$`)),
        analystNames: 0,
        prepared: shop.retained.slice(0, 3),
        portalRows: shop.retained.length,
        phoneUndone: true,
        errors: ['42703', '42501', '25P02'],
        copied: shop.retained.length,
        cancelled: '57014',
        afterCancel: 1,
        wrongPassword: '28P01',
      });
    }
  });
});
