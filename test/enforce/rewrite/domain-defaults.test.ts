import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicyWithTemporary } from '../shop-policy.js';

/** A domain whose default finds what its asker may not see. */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: shopPolicyWithTemporary() });
  await shop.database.query(`
    CREATE FUNCTION first_ssn() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT min(ssn) FROM public.customers';
    CREATE DOMAIN told AS text DEFAULT first_ssn();
    CREATE DOMAIN retold AS told;
    CREATE DOMAIN fixed AS text DEFAULT lower('FIXED');
    CREATE TABLE holders (id int, code told)`);
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
  await mailer.ask('CREATE TEMP TABLE before (id int, note text)');
});
afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

test.each([
  'CREATE TEMP TABLE made (id int, code told)',
  'CREATE TEMP TABLE made (id int, code public.told)',
  'CREATE TEMP TABLE made (id int, code retold)',
  "CREATE TEMP TABLE made AS SELECT 1 AS id, 'x'::told AS code",
  'CREATE TEMP TABLE made AS SELECT id, code FROM holders',
  'CREATE TEMP TABLE made AS TABLE holders WITH NO DATA',
  'SELECT id, code INTO TEMP made FROM holders',
  'CREATE TEMP TABLE made (LIKE holders)',
  'ALTER TABLE before ADD COLUMN code told',
  'ALTER TABLE before ALTER COLUMN note TYPE told',
])('a column of it is not for who may not call what it calls: %s', async (sql) => {
  expect(await mailer.refusal(sql)).toMatchObject({
    sqlstate: '42501',
    message: expect.stringMatching(/default of `public\.told` calls a function that is not listed/),
  });
});

test('values of it may be read, and other defaults are PostgreSQL’s own', async () => {
  expect(await mailer.ask("SELECT id, 'x'::told FROM holders")).toEqual([]);
  await mailer.ask('CREATE TEMP TABLE plain (id int, code fixed)');
  expect(await mailer.ask('INSERT INTO plain (id) VALUES (1) RETURNING code')).toEqual([['fixed']]);
});
