import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { triedMoment } from '../../../src/enforce/rewrite/tried-moment.js';
import { openShop, type Shop } from '../shop.js';
import { expressionOf, isFenced, parsed, plan, smallContext } from '../small-view.js';

const typeOids: Readonly<Record<string, number>> = {
  ...{ text: 25, int4: 23, int8: 20, float8: 701, interval: 1186, date: 1082, timestamptz: 1184 },
};

function family(sql: string, types: readonly string[] = []): string | null {
  const parameterTypes = types.map((name) => typeOids[name] ?? 0);
  const context = smallContext('mailer', parsed(`SELECT ${sql}`));
  return triedMoment(expressionOf(sql), {
    ...context,
    parameters: { ...context.parameters, types: parameterTypes },
  });
}

const moments = [
  ['now() - $1::interval', [], 'timestamptz'],
  ['now() - $1::interval', ['text'], 'timestamptz'],
  ['now() - $1', ['interval'], 'timestamptz'],
  ['CURRENT_TIMESTAMP - $1 * $2::interval', ['float8'], 'timestamptz'],
  ["now() - $1 * interval '1 day'", [], 'timestamptz'],
  ["now() - interval '1 day' * $1", ['int4'], 'timestamptz'],
  ["now() - interval '1 day' * $1::int", [], 'timestamptz'],
  ["now() - ($1 || ' days')::interval", [], 'timestamptz'],
  ["now() - ($1 || ' days')::interval", ['int4'], 'timestamptz'],
  ['now() - make_interval(days => $1)', [], 'timestamptz'],
  ['LOCALTIMESTAMP + make_interval(0, 0, 0, $1::int)', [], 'timestamp'],
  ['CURRENT_DATE - $1::int4', [], 'date'],
  ['CURRENT_DATE - $1', ['int4'], 'date'],
  ['$1::date + 1', [], 'date'],
  ["$1::date + interval '1 month'", ['text'], 'timestamp'],
  ['$1 - $2::interval', ['timestamptz'], 'timestamptz'],
  ["'2026-01-01'::date + '1 month'::interval", [], 'timestamp'],
  ["date_trunc('day', now() - $1::interval)", [], 'timestamptz'],
  ['date_trunc($1, CURRENT_DATE)', [], 'timestamptz'],
  ['(now() - $1::interval)::date', [], 'date'],
  ["now() AT TIME ZONE 'UTC'", [], 'timestamp'],
  ["(now() AT TIME ZONE $1) - interval '7 days'", [], 'timestamp'],
  ["LOCALTIMESTAMP AT TIME ZONE 'UTC'", [], 'timestamptz'],
  ["CURRENT_DATE AT TIME ZONE 'UTC'", [], 'timestamp'],
  ['to_timestamp($1)', [], 'timestamptz'],
  ['to_timestamp($1)', ['float8'], 'timestamptz'],
  ["to_date($1, 'YYYY-MM-DD') + 1", [], 'date'],
] as const;

describe('on a server', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop?.close());

  test.each(moments)('%s (%j) is a moment of %s', async (sql, types, expected) => {
    expect(family(sql, types)).toBe(expected);
    const declared = types.length === 0 ? '' : `(${types.join(', ')})`;
    const count = Number(/\$(\d)(?!.*\$\d)/.exec(sql)?.[1] ?? 0);
    await shop.database.query(`PREPARE tried ${declared} AS SELECT pg_typeof(${sql})::text AS type`);
    const given = Array(count).fill('NULL').join(', ');
    const [row] = (await shop.database.query(`EXECUTE tried ${given && `(${given})`}`)).rows as { type: string }[];
    await shop.database.query('DEALLOCATE tried');
    const type = row?.type.replace(' with time zone', 'tz').replace(' without time zone', '');
    expect(type).toBe(expected);
  });
});

test.each([
  // Alone they are looked at elsewhere, and so is what is made of a clock and what is written out.
  ['now()', []],
  ['$1::date', []],
  ["'2026-01-01'::date", []],
  ["now() - interval '300000 years'", []],
  ["'x'::text::timestamptz", []],
  ["now() - '300000 years'::text::interval", []],
  // A portal that is run in parts has several of these.
  ['statement_timestamp() - $1::interval', []],
  ['clock_timestamp() - $1::interval', []],
  // A parameter next to a moment is taken for another.
  ['now() - $1', []],
  ['CURRENT_DATE - $1', []],
  ['CURRENT_DATE - $1', ['int8']],
  ['now() - $1::interval(3)', []],
  ['now() - $1::timestamptz', []],
  ['$1::interval - now()', []],
  ['now() - $1::interval * $1', []],
  ["now() - interval '1 day' / $1", []],
  ["now() - age($1, '2026-01-01')", []],
  ['created_at - $1::interval', []],
  ['now() - balance * $1::interval', []],
  ['now() - (SELECT $1::interval)', []],
  ['now() - leak($1)::interval', []],
  ["date_trunc('day', $1::timestamptz, 'UTC')", []],
  ['to_timestamp(balance)', []],
  [`now()${' - $1::interval'.repeat(9)}`, []],
] as const)('%s (%j) is none', (sql, types) => {
  expect(family(sql, types)).toBe(null);
});

test('of a cursor nothing is tried out, for its rows are fetched later', () => {
  const sql = 'now() - $1::interval';
  const context = smallContext('mailer', parsed(`SELECT ${sql}`));
  expect(triedMoment(expressionOf(sql), context)).toBe('timestamptz');
  context.findings.isFetched = true;
  expect(triedMoment(expressionOf(sql), context)).toBe(null);
  const fetched = "SELECT id FROM customers WHERE created_at > '2026-01-01'::date + '1 month'::interval";
  expect(isFenced(fetched)).toBe(false);
  expect(isFenced(`DECLARE c CURSOR FOR ${fetched}`)).toBe(true);
});

test.each([
  ['created_at > now() - $1::interval', false],
  ['created_at BETWEEN $1::date AND $2::date + 1', false],
  ["created_at >= now() AT TIME ZONE 'UTC' AND created_at < to_timestamp($1)", false],
  ["city <> 'Rome' OR created_at > date_trunc('day', now() - $1::interval)", false],
  ['COALESCE(created_at, now() - $1::interval) < now()', false],
  ['created_at > statement_timestamp() - $1::interval', true],
  ['created_at + $1::interval > now()', true],
  ['now() - created_at > $1::interval', true],
] as const)('WHERE %s is fenced: %s', (condition, fenced) => {
  expect(isFenced(`SELECT id FROM customers WHERE ${condition}`)).toBe(fenced);
});

test('it is tried out where something else in the statement is known to raise, too', () => {
  const sql = "SELECT id FROM customers WHERE city ~ 'B' AND created_at > now() - $1::interval";
  const { text } = plan(sql, 'mailer');
  const tried = '("now"() - CAST($1 AS "pg_catalog"."interval"))';
  // Twice in what is tried out, and in the copy of the condition that stands behind the fence.
  expect(text.split(tried)).toHaveLength(4);
  expect(text).toContain(`${tried} IS NULL OR ${tried} IS NOT NULL`);
  expect(text).toContain('OFFSET 0');
});
