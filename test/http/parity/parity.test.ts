import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../../src/compose.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { Random } from '../../oracle/random.js';
import { requestBytes } from '../http-gateway.js';
import { exchangeRaw } from '../raw-client.js';
import { json, ScriptedService } from '../service.js';
import { inventConsents, inventPeople, printPerson } from './people.js';
import { inventPolicy, purposes } from './policy.js';

const ROUNDS = Number(process.env.PARITY_ROUNDS ?? 25);

let database: TestDatabase;
let role: string;
let service: ScriptedService;
let directory: string;
let file: string;
let gateway: Gateway;
let addresses: GatewayAddresses;

beforeAll(async () => {
  database = await createDatabase();
  role = `parity_${randomBytes(4).toString('hex')}`;
  await database.query(`
    CREATE TABLE people (id bigint, name text, email text, ssn text, born date, city text, score int, active bool, created timestamptz, unlisted text DEFAULT 'UNDECLARED');
    CREATE TABLE consents (person bigint, purpose text, state text, expires timestamptz, recorded timestamptz);
    CREATE ROLE ${role} LOGIN PASSWORD 'pw';
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};
  `);
  service = await ScriptedService.open();
  directory = await mkdtemp(join(tmpdir(), 'damask-parity-'));
  file = join(directory, 'damask.yaml');
});
afterAll(async () => {
  await gateway?.close();
  await service?.close();
  await rm(directory, { recursive: true, force: true });
  await database?.query(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
  await database?.drop();
});

/** One person as it is seen: column to text. Left out is as good as NULL; `absent` tells which are not there at all. */
type Seen = Readonly<Record<string, string | null>>;

async function throughSql(principal: string, purpose: string): Promise<readonly Seen[] | 'refused'> {
  const { host, port } = addresses.postgres;
  const asText: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };
  const client = new pg.Client({
    host,
    port,
    user: `${principal}/${purpose}`,
    password: 'pw',
    database: database.name,
    types: asText,
  });
  try {
    await client.connect();
    await client.query("SET TimeZone = 'UTC'");
    return (await client.query<Record<string, string | null>>('SELECT * FROM people')).rows;
  } catch (fault) {
    if (fault instanceof pg.DatabaseError && /^(42501|54000|28000)$/.test(fault.code ?? '')) return 'refused';
    throw fault;
  } finally {
    await client.end();
  }
}

async function throughHttp(principal: string, purpose: string): Promise<readonly Seen[] | 'refused'> {
  const request = requestBytes(principal, { path: '/crm/people', headers: [`Damask-Purpose: ${purpose}`] });
  const answer = await exchangeRaw(addresses.http?.port ?? 0, request);
  if (answer.status === 403) return 'refused';
  expect(answer.status, answer.body.toString()).toBe(200);
  const text = answer.body.toString();
  expect(text).not.toContain('UNDECLARED');
  // Numbers as texts: they may be larger than a double holds.
  const exact = text.replace(/(?<=": )(-?\d+)(?=[,}])/g, '"number:$1"');
  const { people } = JSON.parse(exact) as { people: Record<string, unknown>[] };
  return people.map(({ address, ...members }) => {
    const flat = { ...members, ...(address as object) };
    return Object.fromEntries(Object.entries(flat).map(([name, value]) => [name, asSql(value)]));
  });
}

function asSql(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value).replace(/^number:/, '');
  return text.replace(/^(-?\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/, '$1 $2+00');
}

/** In an order of its own, without what is NULL. */
function comparable(seen: readonly Seen[] | 'refused'): readonly string[] | 'refused' {
  if (seen === 'refused') return seen;
  return seen
    .map((person) =>
      JSON.stringify(
        Object.entries(person)
          .filter(([, value]) => value !== null)
          .sort(),
      ),
    )
    .sort();
}

test('the same records in PostgreSQL and behind HTTP: both disclose the same fields, values and records', async () => {
  const places = {
    databaseUrl: `postgres://${role}:pw@${database.host}:${database.port}/${database.name}`,
    serviceUrl: `http://127.0.0.1:${service.port}`,
  };
  const outcomes = { refused: 0, empty: 0, records: 0, values: 0, masked: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = 20_261_126 + round;
    const random = new Random(seed);
    const people = inventPeople(random);
    await database.query('TRUNCATE people, consents');
    await database.query('INSERT INTO people SELECT * FROM json_populate_recordset(NULL::people, $1)', [
      `[${people.map((person) => JSON.stringify({ ...person, unlisted: 'UNDECLARED' })).join()}]`,
    ]);
    await database.query('INSERT INTO consents SELECT * FROM json_populate_recordset(NULL::consents, $1)', [
      JSON.stringify(inventConsents(random, purposes)),
    ]);
    service.script = () => json(`{"people": [${people.map(printPerson).join(', ')}], "secret": "UNDECLARED"}`);
    await writeFile(file, inventPolicy(random, places));
    if (gateway === undefined) {
      gateway = createGateway({ read: () => readConfiguration(file, {}) });
      addresses = await gateway.open();
    } else await gateway.reload();
    for (const principal of ['app', 'visitor']) {
      for (const purpose of purposes) {
        const [sql, http] = [await throughSql(principal, purpose), await throughHttp(principal, purpose)];
        expect(comparable(http), `seed ${seed}, ${principal} for ${purpose}`).toEqual(comparable(sql));
        if (sql === 'refused') outcomes.refused += 1;
        else if (sql.length === 0) outcomes.empty += 1;
        else {
          outcomes.records += sql.length;
          const originals = new Set(people.flatMap((person) => Object.values(person).map(String)));
          for (const value of sql.flatMap((person) => Object.values(person))) {
            if (value === null) continue;
            outcomes.values += 1;
            if (!originals.has(value)) outcomes.masked += 1;
          }
        }
      }
    }
  }
  // The policies were no idle ones.
  expect(outcomes.records).toBeGreaterThan(ROUNDS * 5);
  expect(outcomes.values).toBeGreaterThan(ROUNDS * 10);
  expect(outcomes.masked).toBeGreaterThan(ROUNDS);
}, 300_000);
