import { afterAll, beforeAll, expect, test } from 'vitest';
import { momentFamily } from '../../../src/enforce/rewrite/moment.js';
import { openShop, type Shop } from '../shop.js';
import { expressionOf, isFenced, parsed, smallContext } from '../small-view.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

const family = (sql: string) => momentFamily(expressionOf(sql), smallContext('mailer', parsed(`SELECT ${sql}`)));

/** What PostgreSQL says that it is; and it raises nothing, wherever the session is. */
test.each([
  ['now()', 'timestamptz'],
  ['CURRENT_DATE', 'date'],
  ['now()::date', 'date'],
  ['CURRENT_DATE::timestamptz', 'timestamptz'],
  ["now() - '7 days'::interval", 'timestamptz'],
  ["now() - interval '9999 months' - interval '999 years' - interval '9999 weeks'", 'timestamptz'],
  ["now() + interval '999 years'", 'timestamptz'],
  [
    ['now()', ...Array(4).fill('make_interval(years => 999, months => 999, weeks => 999, days => 9999)')].join(' - '),
    'timestamptz',
  ],
  ["LOCALTIMESTAMP - '15 mins'::interval", 'timestamp'],
  ["CURRENT_DATE - '1 month'::interval", 'timestamp'],
  ['CURRENT_DATE - 30', 'date'],
  ["date_trunc('month', now())", 'timestamptz'],
  ["date_trunc('month', CURRENT_DATE)", 'timestamptz'],
  ["date_trunc('quarter', LOCALTIMESTAMP)", 'timestamp'],
  ["date_trunc('day', now() - '1 year'::interval)::date", 'date'],
] as const)('%s is a moment of %s', async (sql, expected) => {
  const named: Record<string, string> = {
    'timestamp with time zone': 'timestamptz',
    'timestamp without time zone': 'timestamp',
  };
  expect(family(sql)).toBe(expected);
  for (const zone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const [row] = (
      await shop.database.query(`SELECT set_config('timezone', '${zone}', false), pg_typeof(${sql})::text AS type`)
    ).rows as { type: string }[];
    expect(named[row?.type ?? ''] ?? row?.type).toBe(expected);
  }
});

test.each([
  // A string next to a moment is taken for another.
  "now() - '2020-01-01'",
  'now() - now()',
  'CURRENT_DATE - CURRENT_DATE',
  '5 - CURRENT_DATE',
  // They may be past what there is.
  "now() - '300000 years'::interval",
  "now() - '9999 years'::interval",
  'now() - make_interval(months => 9999)',
  'now() - make_interval(weeks => 1000)',
  'CURRENT_DATE - 99999999',
  'now() - $1::interval',
  'now() - $1',
  "now() - '1 day'::interval - '1 day'::interval - '1 day'::interval - '1 day'::interval - '1 day'::interval",
  "now() - '1-2 3 4:05'::interval",
  "now() - interval '7' day",
  "date_trunc('nothing', now())",
  'date_trunc($1, now())',
  "date_trunc('day', created_at)",
  "date_trunc('day', now(), 'UTC')",
  "'2020-01-01'::date",
  'created_at',
  'clock_timestamp()',
  'CURRENT_TIME',
  'CURRENT_USER::date',
  'now()::text',
  'leak(5)',
])('%s is not known to be one', (sql) => {
  expect(family(sql)).toBe(null);
});

test('rows of the last week need no fence', () => {
  expect(isFenced("SELECT id FROM customers WHERE created_at > now() - interval '7 days'")).toBe(false);
  expect(isFenced("SELECT id FROM customers WHERE created_at > now() - interval '300000 years'")).toBe(true);
});
