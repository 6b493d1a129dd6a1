import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { freeTexts } from './free-texts.js';
import { hostileUnits } from './hostile-free-text.js';
import { keys, mask, typed } from './masked.js';

const scan = mask('scan');
const text = typed('text');

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function throughSql(values: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ shown: string }>(
    `SELECT ${scan.sql('given.t', text, keys)} AS shown FROM unnest($1::text[]) WITH ORDINALITY AS given(t, n) ORDER BY n`,
    [values],
  );
  return rows.map(({ shown }) => shown);
}

test('SQL and the function find the same, to the byte', async () => {
  const values = fc.sample(freeTexts, { seed: 340, numRuns: 20_000 });
  const shown = await throughSql(values);
  const differing = values.flatMap((value, index) => {
    const twin = scan.apply(value, text, keys);
    return twin === shown[index] ? [] : [{ value, sql: shown[index], twin }];
  });
  expect(differing).toEqual([]);
  // They were no idle texts.
  expect(shown.filter((one, index) => one !== values[index]).length).toBeGreaterThan(3_000);
  expect(shown.filter((one, index) => one === values[index]).length).toBeGreaterThan(1_000);
}, 120_000);

test('what is found does not hang on a collation, one without a single order of bytes included', async () => {
  await client.query(
    `CREATE COLLATION IF NOT EXISTS loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`,
  );
  await client.query('CREATE TABLE noted (a text COLLATE loose, b text COLLATE "POSIX", c varchar(20))');
  await client.query("INSERT INTO noted VALUES ('Jane@Example.com', 'jane@example.com', 'jane@example.com')");
  const columns = ['a', 'b'].map((name) => scan.sql(`noted.${name}`, text, keys));
  const { rows } = await client.query({ text: `SELECT ${columns.join()} FROM noted`, rowMode: 'array' });
  expect(rows).toEqual([['[email]', '[email]']]);
});

test('texts of a megabyte that are made to take long do not, in PostgreSQL either', async () => {
  await client.query("SET statement_timeout = '60s'");
  for (const unit of hostileUnits) {
    const value = unit.repeat(Math.floor(1_000_000 / Buffer.byteLength(unit)));
    const from = performance.now();
    expect(await throughSql([value]), unit).toEqual([scan.apply(value, text, keys)]);
    // A second or two; what is quadratic takes minutes.
    expect(performance.now() - from, unit).toBeLessThan(30_000);
  }
}, 300_000);
