import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { catalogReductions, openCatalogRelations } from '../../src/enforce/system/index.js';
import { openAttackedGateway } from '../attacks/attacked-gateway.js';
import { attacks } from '../attacks/cases/index.js';
import { runAttacks } from '../attacks/run.js';
import { readFixtures } from '../enforce/read-fixtures.js';
import { difference } from '../oracle/compare.js';
import { type Bench, openBench } from '../oracle/oracle.js';
import { plannerSettings } from '../oracle/planner-settings.js';
import { type AskerName, askers } from '../oracle/policy.js';
import { Random } from '../oracle/random.js';

let client: pg.Client;
let version: number;

beforeAll(async () => {
  client = new pg.Client({ ...inject('postgres'), database: 'postgres' });
  await client.connect();
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int / 10000 AS version");
  version = rows[0].version;
});

afterAll(() => client.end());

test('it is the version that was asked for', () => {
  expect(String(version)).toBe(process.env.POSTGRES_VERSION);
});

test.each(['session', 'transaction'] as const)(
  'in %s mode no attack brings back what is protected',
  { timeout: 300_000 },
  async (mode) => {
    const gateway = await openAttackedGateway(mode);
    try {
      const results = await runAttacks(attacks, gateway.through, { keys: gateway.keys });
      const broken = results.filter(({ outcome }) => outcome === 'leaked' || outcome === 'broke');
      expect(broken.map(({ attack, outcome, found }) => `${outcome}: ${attack.name}: ${found}`)).toEqual([]);
      // The others use syntax that the server does not know yet: it says so.
      expect(results.filter(({ outcome }) => outcome === 'held').length).toBeGreaterThan(0.95 * attacks.length);
    } finally {
      await gateway.close();
    }
  },
);

describe.each(Object.keys(askers) as AskerName[])('for %s', (asker) => {
  let bench: Bench;
  let known: ReadonlySet<string>;

  beforeAll(async () => {
    bench = await openBench(asker);
    const { rows } = await client.query('SELECT name FROM pg_settings');
    known = new Set(rows.map(({ name }) => name));
  });

  afterAll(() => bench.close());

  test.each(['select', 'rows', 'joins', 'subqueries', 'grouping', 'writing', 'barrier'])(
    '%s: what a copy of the permitted view answers, the gateway answers',
    { timeout: 300_000 },
    async (name) => {
      const differing: string[] = [];
      let answered = 0;
      for (const { title, sql, after, isOrdered } of readFixtures(name).filter(isFor(asker))) {
        const statements = after === null ? [sql] : [sql, after];
        for (let planning = 0; planning < (name === 'barrier' ? 3 : 1); planning += 1) {
          const settings = plannerSettings(new Random(planning))
            .split('; ')
            .filter((text) => known.has(settingOf(text)));
          for (const channel of bench.stores.values()) await channel.prepare(settings.join('; '));
          const expected = await bench.copy.askAndUndo(statements);
          if (expected.some((answer) => answer.kind !== 'rows')) continue;
          answered += 1;
          for (const channel of bench.stores.values()) {
            const got = await channel.askAndUndo(statements);
            const found = got.map((answer, index) => difference(answer, expected[index]!, isOrdered)).find(Boolean);
            if (found) differing.push(`${title}: ${found}`);
          }
        }
      }
      expect(differing).toEqual([]);
      expect(answered).toBeGreaterThan(2);
    },
  );
});

const isFor = (asker: AskerName) => (fixture: { readonly askers: readonly string[] | null }) =>
  fixture.askers?.includes(asker) !== false;
const settingOf = (assignment: string) => /^SET (\w+)/.exec(assignment)?.[1] ?? '';

test('no open relation of the catalog has a column of values, statements or passwords that is not blank', async () => {
  const { rows } = await client.query(
    `SELECT c.relname AS relation, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relname = ANY ($1) AND a.attnum > 0
       AND (a.atttypid = 'anyarray'::regtype OR a.attname ~ '(query|statement|conninfo|last_value|tuples|pages|useconfig|rolconfig|missingval)')`,
    [[...openCatalogRelations]],
  );
  expect(rows.filter(({ relation, column }) => !(column in (catalogReductions.get(relation)?.blanks ?? {})))).toEqual(
    [],
  );
  expect(rows.length).toBeGreaterThan(4);
});
