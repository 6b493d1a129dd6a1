import { expect, test } from 'vitest';
import { databaseUrl } from '../../src/settings/values/database-url.js';
import { dayEnd, dayStart } from '../../src/settings/values/day.js';
import { durationMs } from '../../src/settings/values/duration.js';
import { period } from '../../src/settings/values/period.js';
import { parseQualifiedName } from '../../src/settings/values/qualified-name.js';
import { sizeBytes } from '../../src/settings/values/size.js';
import { targetKey } from '../../src/settings/values/target.js';

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['1.5s', 1500],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  [30, 30_000],
  ['30', 30_000],
  [0, 0],
])('the duration %j is %d ms', (text, ms) => {
  expect(durationMs.parse(text)).toBe(ms);
});

test.each(['', '5', 's', '-1s', '1y', '1 h 2 m', '10sec', -1, Number.NaN, '366d', null])(
  '%j is no duration',
  (text) => {
    expect(durationMs.safeParse(text).success).toBe(text === '5');
  },
);

test.each([
  ['5y', { months: 60, days: 0 }],
  ['18mo', { months: 18, days: 0 }],
  ['2w', { months: 0, days: 14 }],
  ['30d', { months: 0, days: 30 }],
  ['1y6mo', { months: 18, days: 0 }],
  ['1y 10d', { months: 12, days: 10 }],
])('the period %j is %j', (text, expected) => {
  expect(period.parse(text)).toEqual(expected);
});

test.each(['', ' ', '0d', '5', '5h', '1m', '1d1y', 'y', 5])('%j is no period', (text) => {
  expect(period.safeParse(text).success).toBe(false);
});

test('an agreement holds from the start of its first day to the end of its last, UTC', () => {
  expect(dayStart.parse('2026-02-01')).toBe(Date.UTC(2026, 1, 1));
  expect(dayEnd.parse('2027-01-31')).toBe(Date.UTC(2027, 1, 1));
  expect(dayEnd.parse('2024-02-29')).toBe(Date.UTC(2024, 2, 1));
});

test.each(['2026-02-30', '2026-13-01', '2026-2-1', '26-02-01', '2026-02-01T00:00:00Z', 20260201, 'tomorrow'])(
  '%j is no day',
  (text) => {
    expect(dayStart.safeParse(text).success).toBe(false);
  },
);

test.each([
  ['64MB', 67_108_864],
  ['512kB', 524_288],
  ['1 GB', 1_073_741_824],
  [100, 100],
  ['100B', 100],
])('the size %j is %d bytes', (text, bytes) => {
  expect(sizeBytes(0, 2 ** 31).parse(text)).toBe(bytes);
});

test.each(['1TB', '-1', -1, '1.5MB', '3GB', ''])('%j is no size up to 2 GB', (text) => {
  expect(sizeBytes(0, 2 ** 31).safeParse(text).success).toBe(false);
});

test.each([
  ['postgres://a:b@h/d', { host: 'h', port: 5432, user: 'a', database: 'd' }],
  ['postgresql://a@h:7777', { host: 'h', port: 7777, user: 'a', database: null, password: null }],
  ['postgres://a%40b:p%2Fw@h/d%20e', { user: 'a@b', database: 'd e' }],
  ['postgres://a@[::1]/d', { host: '::1' }],
  ['postgres://a@h/d?sslmode=verify-ca', { tlsMode: 'verify-ca' }],
  ['postgres://a@%2Frun%2Fpostgresql/d', { host: '/run/postgresql' }],
])('%s leads to %j', (text, expected) => {
  expect(databaseUrl.parse(text)).toMatchObject(expected);
});

test('a password in a URL is decoded', () => {
  expect(databaseUrl.parse('postgres://a:p%2Fw%3A@h/d').password?.reveal()).toBe('p/w:');
});

test.each([
  'h/d',
  'http://a@h/d',
  'postgres://h/d',
  'postgres://a@/d',
  'postgres://a@h/d?sslmode=sometimes',
  'postgres://a@h/d?application_name=x',
  'postgres://a@h:x/d',
  'postgres://a%zz@h/d',
  5,
])('%j is no database URL', (text) => {
  const result = databaseUrl.safeParse(text);
  expect(result.success).toBe(false);
  expect(result.error?.issues[0]?.message).toMatch(/^(must|has)/);
});

test.each([
  ['public.customers', { schema: 'public', name: 'customers' }],
  ['"Odd Schema"."a.b"', { schema: 'Odd Schema', name: 'a.b' }],
  ['public."say ""hi"""', { schema: 'public', name: 'say "hi"' }],
  ['customers', null],
  ['a.b.c', null],
  ['Public.Customers', null],
  ['public.', null],
  ['public.a b', null],
])('the qualified name %s is %j', (text, expected) => {
  expect(parseQualifiedName(text)).toEqual(expected);
});

test.each([
  ['shop:public.customers', 'shop:public.customers'],
  ['shop:"public"."customers"', 'shop:public.customers'],
  ['shop:public."Orders"', 'shop:public."Orders"'],
  ['crm:GET /v1/contacts', 'crm:GET /v1/contacts'],
])('the target %s has the key %s', (written, key) => {
  expect(targetKey(written)).toBe(key);
});
