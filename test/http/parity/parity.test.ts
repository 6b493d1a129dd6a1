import pg from 'pg';
import { expect, test } from 'vitest';
import { Random } from '../../oracle/random.js';
import { requestBytes } from '../http-gateway.js';
import { exchangeRaw } from '../raw-client.js';
import { json } from '../service.js';
import { parityStage } from './parity-stage.js';
import { inventPeople, printPerson } from './people.js';
import { purposes } from './policy.js';

const ROUNDS = Number(process.env.PARITY_ROUNDS ?? 25);

const stage = parityStage();

/** One person as it is seen: column to text. Left out is as good as NULL; `absent` tells which are not there at all. */
type Seen = Readonly<Record<string, string | null>>;

async function throughSql(principal: string, purpose: string): Promise<readonly Seen[] | 'refused'> {
  const { host, port } = stage.addresses.postgres;
  const asText: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };
  const client = new pg.Client({
    host,
    port,
    user: `${principal}/${purpose}`,
    password: 'pw',
    database: stage.database.name,
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
  const answer = await exchangeRaw(stage.addresses.http?.port ?? 0, request);
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
  const outcomes = { refused: 0, empty: 0, records: 0, values: 0, masked: 0, scanned: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = 20_261_126 + round;
    const random = new Random(seed);
    const people = inventPeople(random);
    await stage.database.query('TRUNCATE people');
    await stage.database.query('INSERT INTO people SELECT * FROM json_populate_recordset(NULL::people, $1)', [
      `[${people.map((person) => JSON.stringify({ ...person, unlisted: 'UNDECLARED' })).join()}]`,
    ]);
    stage.service.script = () => json(`{"people": [${people.map(printPerson).join(', ')}], "secret": "UNDECLARED"}`);
    await stage.turn(random);
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
            if (/\[(?:email|phone|document)\]/.test(value)) outcomes.scanned += 1;
          }
        }
      }
    }
  }
  // The policies were no idle ones.
  expect(outcomes.records).toBeGreaterThan(ROUNDS * 5);
  expect(outcomes.values).toBeGreaterThan(ROUNDS * 10);
  expect(outcomes.masked).toBeGreaterThan(ROUNDS);
  expect(outcomes.scanned).toBeGreaterThan(ROUNDS / 2);
}, 300_000);
