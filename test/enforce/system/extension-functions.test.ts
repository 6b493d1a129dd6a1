import { afterAll, beforeAll, expect, test } from 'vitest';
import { whyDeniedOf } from '../../../src/enforce/system/index.js';
import { openShop, type Shop, type Visitor } from '../shop.js';

const trusted = ['tablefunc', 'xml2', 'pgrowlocks', 'pg_trgm'];
let shop: Shop;
let mailer: Visitor;
beforeAll(async () => {
  const functions = new Set(['public.crosstab3']);
  shop = await openShop({ store: { extensions: new Set(trusted), functions, unlisted: 'allow' } });
  await shop.database.query(trusted.map((name) => `CREATE EXTENSION ${name}`).join('; '));
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
});
afterAll(async () => {
  await mailer.close();
  await shop.close();
});

test.each([
  "SELECT * FROM crosstab('SELECT id, 1, ssn FROM customers') AS c(id bigint, ssn text)",
  "SELECT * FROM crosstab2('SELECT ssn, name, name FROM customers ORDER BY 1')",
  "SELECT * FROM connectby('customers', 'ssn', 'name', 'SSN-1', 0) AS c(a text, b text, l int)",
  "SELECT * FROM xpath_table('id', 'ssn', 'customers', '/', 'true') AS c(id int, x text)",
  "SELECT * FROM pgrowlocks('customers')",
])('%s is refused, although the extension is trusted', async (sql) => {
  const refusal = await mailer.refusal(sql);
  expect(refusal.sqlstate).toBe('42501');
  expect(refusal.hint).toMatch(/by itself under `functions`/);
});

test('other functions of those are called, and one that is listed by itself', async () => {
  expect(await mailer.ask("SELECT similarity('a', 'a'), count(*) FROM normal_rand(3, 0, 1)")).toEqual([['1', '3']]);
  const listed = "SELECT count(*) FROM crosstab3('SELECT sku, sku, title FROM products ORDER BY 1')";
  expect(await mailer.ask(listed)).toEqual([['4']]);
});

test('all functions of PostgreSQL’s that are named here are there', async () => {
  const { rows } = await shop.database.query(`
    SELECT e.extname AS extension, p.proname AS name FROM pg_proc p
    JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid`);
  const denied = rows.filter(({ extension, name }) => whyDeniedOf(extension, name) !== undefined);
  expect([...new Set(denied.map(({ name }) => name))].sort()).toEqual([
    'connectby',
    'crosstab',
    'crosstab2',
    'crosstab3',
    'crosstab4',
    'pgrowlocks',
    'xpath_table',
  ]);
  expect(denied.length).toBeGreaterThan(8);
  expect(whyDeniedOf('postgis', 'st_estimatedextent')).toMatch(/hidden rows/);
  expect(whyDeniedOf('postgis', 'st_area')).toBeUndefined();
  expect(whyDeniedOf('constructor', 'name')).toBeUndefined();
});
