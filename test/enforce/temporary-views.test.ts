import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from './shop.js';
import { shopPolicyWithTemporary } from './shop-policy.js';

const policy = shopPolicyWithTemporary();

let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy });
});
beforeEach(async () => {
  mailer = await shop.as('mailer');
});
afterEach(async () => {
  shop.reload(policy);
  await mailer.close();
});
afterAll(() => shop?.close());

test('it answers what the query answers', async () => {
  const seen = await mailer.ask('SELECT * FROM customers ORDER BY id');
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT * FROM customers');
  expect(await mailer.ask('SELECT * FROM mine ORDER BY id')).toEqual(seen);
  await mailer.ask('CREATE TEMP VIEW initials (n) AS SELECT DISTINCT name FROM pg_temp.mine');
  expect(await mailer.ask('SELECT * FROM initials')).toEqual(await mailer.ask('SELECT DISTINCT name FROM customers'));
  expect(await mailer.ask('SELECT count(*) FROM mine JOIN customers USING (id, name)')).toEqual([[`${seen.length}`]]);
});

test('what the store has of it tells of no row, no mask and no filter, to nobody', async () => {
  await mailer.ask("CREATE TEMP VIEW mine AS SELECT id, name, ssn FROM customers WHERE city <> 'x'");
  const { rows } = await shop.database.query(
    "SELECT c.oid::regclass::text AS name, pg_get_viewdef(c.oid) AS definition FROM pg_class c WHERE relname = 'mine'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].definition).not.toMatch(/customers\.\w|consent|damask|marketing|FROM customers/);
  expect((await shop.database.query(`SELECT * FROM ${rows[0].name}`)).rows).toEqual([]);
  expect(await mailer.ask("SELECT pg_get_viewdef('mine'::regclass)")).toEqual([[rows[0].definition]]);
  expect(
    await mailer.ask(
      "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'mine' ORDER BY ordinal_position",
    ),
  ).toEqual([
    ['id', 'bigint'],
    ['name', 'text'],
    ['ssn', 'text'],
  ]);
});

test('it shows what the policy says when it is read', async () => {
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT name FROM customers');
  expect(await mailer.ask('SELECT DISTINCT name FROM mine')).toEqual([['N.']]);
  const rules = policy.rules.map((rule) => ({
    ...rule,
    fields: new Map([...rule.fields, ['user.name', { kind: 'withhold' as const }]]),
  }));
  shop.reload({ ...policy, rules });
  expect(await mailer.ask('SELECT DISTINCT name FROM mine')).toEqual([[null]]);
  await shop.database.query("UPDATE consent SET state = 'refused' WHERE customer_id = 1");
  const ids = await mailer.ask('SELECT count(*) FROM mine');
  await shop.database.query("UPDATE consent SET state = 'given' WHERE customer_id = 1");
  expect(await mailer.ask('SELECT count(*) FROM mine')).not.toEqual(ids);
});

test('a condition that could fail is not asked of rows that may not be seen', async () => {
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT id, 100 / (id - 3) AS share FROM customers');
  expect(await mailer.ask('SELECT count(*) FROM mine WHERE share > -1000')).toEqual(
    await mailer.ask('SELECT count(*) FROM customers'),
  );
});

test('one session reads nothing through what another one defined', async () => {
  const other = await shop.as('mailer');
  try {
    await mailer.ask('CREATE TEMP VIEW mine AS SELECT id FROM customers');
    const { rows } = await shop.database.query(
      "SELECT nspname AS name FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE relname = 'mine'",
    );
    expect((await other.refusal('SELECT * FROM mine')).sqlstate).toBe('42P01');
    await expect(other.refusal(`SELECT * FROM ${rows[0].name}.mine`)).resolves.toMatchObject({ sqlstate: '42P01' });
    await expect(mailer.refusal(`SELECT * FROM ${rows[0].name}.mine`)).resolves.toMatchObject({ sqlstate: '42P01' });
  } finally {
    await other.close();
  }
});

test('after something failed, or was rolled back, it is defined anew', async () => {
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT id FROM customers');
  await expect(mailer.ask('CREATE TEMP VIEW mine AS SELECT name FROM customers')).rejects.toMatchObject({
    code: '42P07',
  });
  expect((await mailer.refusal('SELECT * FROM mine')).message).toMatch(/as it was defined last is not known/);
  await mailer.ask('CREATE OR REPLACE TEMP VIEW mine AS SELECT id FROM customers WHERE id = 1');
  expect(await mailer.ask('SELECT * FROM mine')).toEqual([['1']]);
  for (const end of ['ROLLBACK', 'ROLLBACK TO s']) {
    await mailer.ask('BEGIN');
    await mailer.ask('SAVEPOINT s');
    await mailer.ask('DROP VIEW mine');
    expect((await mailer.refusal('SELECT * FROM mine')).sqlstate).toBe('42P01');
    await mailer.ask(end);
    expect((await mailer.refusal('SELECT * FROM mine')).message).toMatch(/is not known/);
    await mailer.ask('CREATE OR REPLACE TEMP VIEW mine AS SELECT id FROM customers WHERE id = 2');
    await mailer.ask('COMMIT');
    expect(await mailer.ask('SELECT * FROM mine')).toEqual([['2']]);
  }
  await mailer.ask('DISCARD ALL');
  expect((await mailer.refusal('SELECT * FROM mine')).sqlstate).toBe('42P01');
});

test('names are found by the search_path that it was defined under', async () => {
  await shop.database.query('CREATE SCHEMA aside; CREATE TABLE aside.products (sku text, title text)');
  await mailer.session.refresh();
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT count(*) AS n FROM products');
  await mailer.ask('SET search_path = aside, public');
  expect(await mailer.ask('SELECT n FROM mine')).toEqual([['4']]);
  expect(await mailer.ask('SELECT count(*) FROM products')).toEqual([['0']]);
});

test('what is prepared over it is what it is when it runs', async () => {
  await mailer.ask('CREATE TEMP VIEW mine AS SELECT id FROM customers WHERE id < 3');
  await mailer.ask('PREPARE p AS SELECT count(*) FROM mine');
  const before = mailer.session.admit('SELECT count(*) FROM mine', 'extended');
  if (before.kind !== 'forward') throw new Error('refused');
  expect(mailer.session.recheck(before.statement)).toBe(null);
  await mailer.ask('CREATE OR REPLACE TEMP VIEW mine AS SELECT id FROM customers WHERE id < 2');
  expect(mailer.session.recheck(before.statement)?.sqlstate).toBe('26000');
  expect((await mailer.refusal('EXECUTE p')).message).toMatch(/was planned under another/);
});
