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
afterEach(() => mailer.close());
afterAll(() => shop?.close());

test('it answers what the permitted view answered when it was filled', async () => {
  const seen = await mailer.ask('SELECT * FROM customers ORDER BY id');
  await mailer.ask('CREATE TEMP TABLE mine AS SELECT * FROM customers');
  expect(await mailer.ask('SELECT * FROM mine ORDER BY id')).toEqual(seen);
  expect(await mailer.ask('SELECT count(*) FROM customers c JOIN mine m USING (id)')).toEqual([[String(seen.length)]]);
  await mailer.ask('DELETE FROM mine');
  expect(await mailer.ask('SELECT id FROM mine')).toEqual([]);
});

test('a condition that could fail is not asked of rows that may not be seen', async () => {
  await mailer.ask("CREATE TEMP TABLE mine AS SELECT 'x' AS said");
  // Of what type `said` is, the gate does not know: comparing it is taken for what could fail.
  const asked = "SELECT count(*) FROM customers c, mine m WHERE m.said = 'x' AND (c.name || m.said) <> 'x'";
  expect(await mailer.ask(asked)).toEqual(await mailer.ask('SELECT count(*) FROM customers'));
  expect(await mailer.guarded(asked)).toContain(' OFFSET 0');
});

test('a reload closes it, and a table of another name is made anew', async () => {
  await mailer.ask('CREATE TEMP TABLE mine AS SELECT id FROM customers');
  await mailer.ask('BEGIN');
  shop.reload(policy);
  expect((await mailer.refusal('SELECT * FROM mine')).message).toMatch(/made under another purpose, policy/);
  expect((await mailer.refusal('CREATE TEMP TABLE IF NOT EXISTS mine (id bigint)')).sqlstate).toBe('42501');
  await mailer.ask('DROP TABLE mine');
  await mailer.ask('COMMIT');
  expect((await mailer.refusal('CREATE TEMP TABLE mine (id bigint)')).sqlstate).toBe('42501');
  await mailer.ask('CREATE TEMP TABLE other AS SELECT id FROM customers');
  expect((await mailer.ask('SELECT * FROM other')).length).toBeGreaterThan(0);
});

test('one session knows nothing of another, nor of what it called', async () => {
  const other = await shop.as('mailer');
  try {
    await mailer.ask('CREATE TEMP TABLE mine AS SELECT id FROM customers');
    expect((await other.refusal('SELECT * FROM mine')).sqlstate).toBe('42P01');
    await other.ask('CREATE TEMP TABLE mine AS SELECT 1 AS one');
    expect(await other.ask('SELECT * FROM mine')).toEqual([['1']]);
    await mailer.ask('SELECT id FROM mine');
    expect((await other.refusal('SELECT * FROM pg_temp.others')).sqlstate).toBe('42P01');
  } finally {
    await other.close();
  }
});

test('the end of a transaction that took a table back leaves an error, and nothing else of its name', async () => {
  await mailer.ask('BEGIN');
  await mailer.ask('CREATE TEMP TABLE mine AS SELECT id FROM customers');
  await mailer.ask('ROLLBACK');
  await expect(mailer.ask('SELECT * FROM mine')).rejects.toMatchObject({ code: '42P01' });
  await mailer.ask('CREATE TEMP TABLE mine (said text, CHECK (length(said) < 4))');
  await expect(mailer.ask("INSERT INTO mine VALUES ('long enough')")).rejects.toMatchObject({ code: '23514' });
});

test('a default and keys are as they were written', async () => {
  await mailer.ask("CREATE TEMP TABLE mine (id int PRIMARY KEY, said text NOT NULL DEFAULT lower('X'), UNIQUE (said))");
  expect(await mailer.ask('INSERT INTO mine (id) VALUES (1) RETURNING *')).toEqual([['1', 'x']]);
  expect(
    await mailer.ask(
      "INSERT INTO mine VALUES (1, 'y') ON CONFLICT (id) DO UPDATE SET said = excluded.said RETURNING said",
    ),
  ).toEqual([['y']]);
});
