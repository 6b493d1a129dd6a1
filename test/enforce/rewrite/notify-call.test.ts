import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

const listed = { channels: new Set(['prices', "it's"]) };
const planned = (sql: string) => plan(sql, 'storefront', listed).text;
const refusedFor = (sql: string, changes: Parameters<typeof refusal>[2] = listed) =>
  refusal(sql, 'storefront', changes);

test('a channel that is listed is named as NOTIFY names it', () => {
  expect(planned("SELECT pg_notify('prices', 'new')")).toBe("SELECT pg_notify('prices', 'new')");
  expect(planned("SELECT pg_notify('prices', $1)")).toBe("SELECT pg_notify('prices', $1)");
  expect(refusedFor("SELECT pg_notify('others', 'new')")).toMatch(/^42501 this channel is not listed/);
  expect(refusedFor("SELECT pg_notify('', 'new')")).toMatch(/^42501 this channel/);
  expect(refusedFor("SELECT pg_notify('prices', 'new')", {})).toMatch(/^42501 this channel/);
  expect(refusedFor('SELECT pg_notify($1, $2)', {})).toMatch(/^42501 this channel/);
});

test.each([
  ['$1', 'CAST($1 AS "pg_catalog"."text")'],
  ['$1::varchar', 'CAST(CAST($1 AS "pg_catalog"."varchar") AS "pg_catalog"."text")'],
])('a channel that is %s is looked at when it runs', (channel, said) => {
  const isListed = `${said} OPERATOR(pg_catalog.=) ANY (ARRAY['prices', 'it''s']::pg_catalog.text[])`;
  expect(planned(`SELECT pg_notify(${channel}, 'x' || $2)`)).toBe(
    `SELECT (pg_catalog.pg_notify(CASE WHEN ${isListed} THEN ${said} END, 'x' || $2)) AS "pg_notify"`,
  );
});

test.each([
  "SELECT pg_notify('prices', name) FROM customers",
  "SELECT pg_notify('prices', (SELECT name FROM customers LIMIT 1))",
  'SELECT pg_notify(name, $1) FROM customers',
  "SELECT pg_notify('pri' || 'ces', 'x')",
  "SELECT pg_notify(channel => 'prices', payload => 'x')",
  "SELECT pg_notify(VARIADIC ARRAY['prices', 'x'])",
  "SELECT pg_notify('prices')",
  "SELECT * FROM pg_notify('others', 'x')",
  "UPDATE customers SET city = pg_notify('prices', ssn)::text",
])('%s is refused', (sql) => {
  expect(refusedFor(sql)).toMatch(/^42501/);
});
