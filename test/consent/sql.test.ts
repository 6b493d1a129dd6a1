import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConsentRecord,
  type ConsentSource,
  consentCondition,
  consentHolds,
  noObjectionCondition,
  objectionCondition,
  objectionHolds,
} from '../../src/consent/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';

const hourMs = 3_600_000;

const source: ConsentSource = {
  store: 'shop',
  relation: { schema: 'Odd "schema"', name: 'Consents' },
  subjectColumn: 'customer',
  purposeColumn: 'purpose',
  granted: (alias) => `${alias}.state OPERATOR(pg_catalog.=) 'given'`,
  untilColumn: 'until_timestamptz',
  objected: (alias) => `${alias}.objected`,
  recordedAtColumn: null,
};

const table = '"Odd ""schema"""."Consents"';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE SCHEMA "Odd ""schema""";
    CREATE TABLE ${table} (
      customer int, purpose text, state text, objected boolean, recorded_at int,
      until_timestamptz timestamptz, until_timestamp timestamp, until_date date
    );
    CREATE INDEX ON ${table} (customer, purpose);
    CREATE TABLE customers (id int PRIMARY KEY, name text);
  `);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Which customers meet the condition on `c.id`. */
async function customersWhere(condition: string): Promise<readonly number[]> {
  const { rows } = await client.query(`SELECT c.id FROM customers c WHERE ${condition} ORDER BY id`);
  return rows.map(({ id }) => id);
}

const question = { subjectSql: 'c.id', purpose: 'marketing' };

describe('the SQL and the function agree', () => {
  const byCustomer = fc.sample(
    fc.array(
      fc.record({
        purpose: fc.constantFrom('marketing', 'marketing', 'analytics'),
        state: fc.constantFrom('given', 'given', 'withdrawn', null),
        objected: fc.constantFrom(true, false, null),
        untilHours: fc.constantFrom(null, -1000, -30, 30, 1000),
        recordedAt: fc.constantFrom(null, 1, 2, 3),
      }),
      { maxLength: 4 },
    ),
    { numRuns: 1500, seed: 23 },
  );

  beforeAll(async () => {
    const records = byCustomer.flatMap((own, customer) => own.map((record) => ({ customer, ...record })));
    await client.query(
      `INSERT INTO ${table}
       SELECT customer, purpose, state, objected, "recordedAt", at, at AT TIME ZONE 'UTC', (at AT TIME ZONE 'UTC')::date
       FROM jsonb_to_recordset($1)
         AS r(customer int, purpose text, state text, objected boolean, "recordedAt" int, "untilHours" int),
         LATERAL (SELECT now() + "untilHours" * interval '1 hour') AS t(at)`,
      [JSON.stringify(records)],
    );
    await client.query('INSERT INTO customers SELECT id FROM generate_series(0, $1) AS id', [byCustomer.length - 1]);
    await client.query('ANALYZE');
  });

  const cases: (Partial<ConsentSource> & { readonly timeZone?: string })[] = [
    {},
    { untilColumn: null },
    { untilColumn: 'until_timestamp', timeZone: 'Pacific/Kiritimati' },
    { untilColumn: 'until_timestamp', timeZone: 'Etc/GMT+12' },
    { untilColumn: 'until_date', timeZone: 'Etc/GMT+12' },
    { objected: null },
    { recordedAtColumn: 'recorded_at' },
    { recordedAtColumn: 'recorded_at', objected: null, untilColumn: null },
  ];

  test.each(cases)('%j', async ({ timeZone = 'UTC', ...more }) => {
    await client.query("SELECT set_config('TimeZone', $1, false)", [timeZone]);
    const own = { ...source, ...more };
    const now = Date.now();
    const asked = { purpose: 'marketing', now, hasHistory: own.recordedAtColumn !== null };
    const answers = byCustomer.map((records) =>
      records.map(
        (record): ConsentRecord => ({
          ...record,
          granted: record.state === null ? null : record.state === 'given',
          objected: own.objected === null ? record.state !== 'given' : record.objected,
          until: own.untilColumn === null || record.untilHours === null ? null : now + record.untilHours * hourMs,
        }),
      ),
    );
    const expected = (holds: typeof consentHolds) =>
      answers.flatMap((records, id) => (holds(records, asked) ? [id] : []));
    const consented = await customersWhere(consentCondition(own, question));
    expect(consented).toEqual(expected(consentHolds));
    expect(await customersWhere(objectionCondition(own, question))).toEqual(expected(objectionHolds));
    expect(await customersWhere(noObjectionCondition(own, question))).toEqual(
      expected((records, asking) => !objectionHolds(records, asking)),
    );
    // The sample is worth comparing only when it holds both answers.
    expect(consented.length).toBeGreaterThan(50);
    expect(consented.length).toBeLessThan(1400);
  });
});

test('a consent ends within a transaction that began before', async () => {
  await client.query(`INSERT INTO customers VALUES (100001)`);
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO ${table} VALUES (100001, 'marketing', 'given', false, 1, clock_timestamp() + interval '300 ms')`,
  );
  const condition = `c.id = 100001 AND ${consentCondition(source, question)}`;
  expect(await customersWhere(condition)).toEqual([100001]);
  await client.query('SELECT pg_sleep(0.35)');
  expect(await customersWhere(condition)).toEqual([]);
  await client.query('COMMIT');
});

test('a row without a subject meets neither consent nor its opposite', async () => {
  const nobody = { ...question, subjectSql: 'NULL::int' };
  expect(await customersWhere(consentCondition(source, nobody))).toEqual([]);
  expect(await customersWhere(noObjectionCondition(source, nobody))).toEqual([]);
});

test('an alias of the caller’s own is not captured', async () => {
  await client.query(`INSERT INTO customers VALUES (100002)`);
  const { rows } = await client.query(
    `SELECT id FROM customers AS damask_consent_1 WHERE id = 100002 AND
     ${consentCondition(source, { ...question, subjectSql: 'damask_consent_1.id' })}`,
  );
  expect(rows).toEqual([]);
});

test('a purpose is a literal, whatever it holds and however strings are read', async () => {
  const purpose = `it's \\' OR true --`;
  await client.query(`INSERT INTO customers VALUES (100003)`);
  await client.query(`INSERT INTO ${table} VALUES (100003, $1, 'given')`, [purpose]);
  for (const setting of ['on', 'off']) {
    await client.query("SELECT set_config('standard_conforming_strings', $1, false)", [setting]);
    expect(await customersWhere(consentCondition(source, { ...question, purpose }))).toEqual([100003]);
  }
  await client.query('RESET standard_conforming_strings');
});

test('operators of the client’s own making are not used', async () => {
  await client.query(`
    CREATE SCHEMA evil;
    CREATE FUNCTION evil.yes(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE OPERATOR evil.= (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.yes);
    INSERT INTO customers VALUES (100004);
    SET search_path = evil, public, pg_catalog;
  `);
  expect(await customersWhere(`c.id OPERATOR(pg_catalog.=) 100004 AND ${consentCondition(source, question)}`)).toEqual(
    [],
  );
  await client.query('RESET search_path');
});

describe('the planner sees through it', () => {
  async function plan(condition: string): Promise<string> {
    const { rows } = await client.query(`EXPLAIN (COSTS OFF) SELECT c.name FROM customers c WHERE ${condition}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  const history = { ...source, recordedAtColumn: 'recorded_at' };

  test('over a whole table it is a semi-join, not a subplan for each row', async () => {
    for (const each of [source, history]) {
      const text = await plan(consentCondition(each, question));
      expect(text).toMatch(/Semi Join|HashAggregate|Unique/);
      expect(text).not.toContain('SubPlan');
    }
    const text = await plan(noObjectionCondition(source, question));
    expect(text).toMatch(/Anti Join/);
    expect(text).not.toContain('SubPlan');
  });

  test('for one subject it is an index look-up', async () => {
    await client.query('SET enable_seqscan = off');
    for (const each of [source, history]) {
      const text = await plan(`c.id = 7 AND ${consentCondition(each, question)}`);
      expect(text).toMatch(/Consents_customer_purpose_idx/);
      expect(text).toMatch(/Index Cond: \(\(?customer = 7\)?/);
      expect(text).not.toContain('SubPlan');
    }
    await client.query('RESET enable_seqscan');
  });

  test('where a key allows one record each, nothing is weighed against it', async () => {
    const one = { ...source, hasOneRecordEach: true };
    expect(await plan(consentCondition(one, question))).not.toContain('Anti Join');
    expect(await plan(consentCondition({ ...one, recordedAtColumn: 'recorded_at' }, question))).not.toContain(
      'Anti Join',
    );
    expect(objectionCondition({ ...history, hasOneRecordEach: true }, question)).not.toContain('NOT EXISTS');
  });
});
