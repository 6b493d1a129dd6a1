import { afterAll, beforeAll, expect, test } from 'vitest';
import { createShop, type TestShop } from '../compose/shop.js';
import { run } from './run.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());

const explain = (...rest: string[]) => run(['explain', '--config', shop.config, ...rest], shop.environment);

test('the guarded statement and the reason for each field are printed', async () => {
  const { code, out, err } = await explain('--as', 'storefront', 'SELECT ssn FROM customers');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^storefront for fulfilment in t_\w+: guarded\n/);
  expect(out).toContain('FROM "public"."customers"');
  expect(out).toContain('at most 10000 rows');
  expect(out).toMatch(
    /^ {4}ssn +user\.government_id +mask last4 +deliver +rule `deliver` masks `user\.government_id`/m,
  );
  expect(out).toMatch(/^ {4}email +user\.contact\.email +pass, writable +deliver/m);
  expect(out).toMatch(/^ {4}notes +user\.content +withhold +- +no rule for purpose `fulfilment` speaks of it$/m);
});

test('row requirements are printed with their rule', async () => {
  const { out } = await explain('--as', 'mailer', 'SELECT * FROM customers');
  expect(out).toContain("    rows: city <> 'Paris' (rule offers)");
  expect(out).toContain("    rows: the subject's consent to `marketing`");
});

test('a purpose is needed where the principal has several, and decides', async () => {
  const analytics = await explain('--as', 'analyst', '--purpose', 'analytics', 'SELECT dob FROM customers');
  expect(analytics.code).toBe(0);
  expect(analytics.out).toContain('mask year');
  const unsaid = await explain('--as', 'analyst', 'SELECT dob FROM customers');
  expect(unsaid.code).toBe(1);
  expect(unsaid.out).toMatch(
    /^analyst for no purpose in \w+: refused\n\n {2}42501 no purpose has been said\n {2}hint: /,
  );
});

test('a request is explained as a statement is', async () => {
  const { code, out, err } = await explain('--as', 'storefront', 'GET /crm/v1/contacts?city=S%C3%A3o%20Paulo&page=2');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^storefront for fulfilment in crm: guarded\n\n {2}GET \/v1\/contacts\?city=S%C3%A3o%20Paulo&page=2\n/,
  );
  expect(out).toMatch(/^ {4}ssn +user\.government_id +mask last4 +deliver/m);
  expect(out).toContain('  crm:GET /v1/contacts');
  const mailer = await explain('--as', 'mailer', 'GET /crm/v1/contacts?city=Rome');
  expect(mailer.code).toBe(1);
  expect(mailer.out).toMatch(
    /^mailer for marketing in crm: refused\n\n {2}403 parameter `city` finds records by `address\.city`/,
  );
  expect(mailer.out).toContain("    rows: address.city <> 'Paris' (rule offers)");
  const nowhere = await explain('--as', 'mailer', 'DELETE /crm/v1/nothing');
  expect(nowhere.out).toMatch(/^mailer for no purpose in HTTP: refused\n\n {2}404 there is no such resource/);
});

test('--json gives the same to programs, a refusal too', async () => {
  const guarded = await explain('--as', 'storefront', '--json', 'SELECT ssn FROM customers');
  expect(JSON.parse(guarded.out)).toMatchObject({ verdict: 'guarded', refusal: null, purpose: 'fulfilment' });
  const refused = await explain('--as', 'storefront', '--json', "SELECT pg_read_file('x')");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ verdict: 'refused', sent: null, refusal: { sqlstate: '42501' } });
});

test.each([
  [['--as', 'nobody', 'SELECT 1'], 'there is no principal `nobody`; there is `storefront`, `mailer`, `analyst`'],
  [['--as', 'analyst', '--purpose', 'sales', 'SELECT 1'], 'there is no purpose `sales`'],
  [['--as', 'storefront', '--database', 'other', 'SELECT 1'], 'there is no database `other`'],
])('%j is used wrongly', async (rest, message) => {
  const { code, err } = await explain(...rest);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('a store that does not answer is said', async () => {
  const environment = { ...shop.environment, SHOP_URL: 'postgres://nobody:C4N4RY@127.0.0.1:1/shop' };
  const { code, out, err } = await run(
    ['explain', '--config', shop.config, '--as', 'storefront', 'SELECT 1'],
    environment,
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^damask explain: .*(store|connect)/);
  expect(err).not.toContain('C4N4RY');
});

test('a configuration that can not be used is said on standard error', async () => {
  const { code, out, err } = await run(['explain', '--config', '/nowhere', '--as', 'x', 'SELECT 1']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('/nowhere:1:1: the configuration does not exist');
});
