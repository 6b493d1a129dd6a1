import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
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

/** What addresses, numbers and escapes are made of, whole and in halves. */
const parts = fc.oneof(
  fc.constantFrom(
    ...'jane|@|＠|﹫|%40|%2540|&#64;|&#x40|&commat;|\\u0040|=40|"|[|]|(|)|{|}|<|>|,|;|:|::|.|。|．|-|/|+|_|~|\\|&|%|=|!|?'.split(
      '|',
    ),
    ...' |  |\t|\n|\u00a0|\u200b|\u3000|\u00ad|\u2013|%20|&nbsp;|%2B'.split('|'),
    ...'0|00|1|12|123|1234|19|2024|05|17|31|55|99|０|٣|۴|४|𝟛|10.0.0.1|fe80|dead|A|AB|DE89|GB|eyJ|abcdefghijklmnop|é|😀|例'.split(
      '|',
    ),
    ...'%61|%36|\\u0061|&#97;|&#x61;|\ufdd0|\ufffd|\uffff|[email]|[phone]|2024-05-17|17.05.24'.split('|'),
    'amFuZUBleGFtcGxlLmNvbQ==',
    'aGVsbG8gd29ybGQhIQ',
    '{"a": ',
    '["',
    '"]',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((one) => !/[\0\p{Cs}]/u.test(one)),
);
const texts = fc.oneof(
  fc.array(parts, { maxLength: 40, size: 'max' }).map((some) => some.join('')),
  // Few parts, over and over: that is where one way to match is longer than another.
  fc
    .array(parts, { minLength: 1, maxLength: 4 })
    .chain((some) => fc.array(fc.constantFrom(...some), { maxLength: 60, size: 'max' }).map((again) => again.join(''))),
  fc.string({ unit: fc.constantFrom(...'ABCabc123+/-_='), minLength: 14, maxLength: 40 }),
  fc.string({ maxLength: 60 }).map((plain) => Buffer.from(plain).toString('base64')),
);

async function throughSql(values: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ shown: string }>(
    `SELECT ${scan.sql('given.t', text, keys)} AS shown FROM unnest($1::text[]) WITH ORDINALITY AS given(t, n) ORDER BY n`,
    [values],
  );
  return rows.map(({ shown }) => shown);
}

test('SQL and the function find the same, to the byte', async () => {
  const values = fc.sample(texts, { seed: 340, numRuns: 20_000 });
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
  const units = [
    'a',
    'a@',
    '"a',
    '%40',
    'eyJ',
    '1 ',
    '12-34, ',
    'ab12:',
    'f::',
    'AB12 ',
    '+1   ',
    '.',
    'é',
    '2024-05-17, ',
    'a@b.cc ',
  ];
  for (const unit of units) {
    const value = unit.repeat(Math.floor(1_000_000 / Buffer.byteLength(unit)));
    const from = performance.now();
    expect(await throughSql([value]), unit).toEqual([scan.apply(value, text, keys)]);
    // A second or two; what is quadratic takes minutes.
    expect(performance.now() - from, unit).toBeLessThan(30_000);
  }
}, 300_000);
