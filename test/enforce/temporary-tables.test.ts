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

test('rows number themselves, as serial and identity columns do', async () => {
  await mailer.ask(
    'CREATE TEMP TABLE mine (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY (START 7), said text)',
  );
  await mailer.ask('ALTER TABLE mine ADD COLUMN more bigserial');
  const numbered = await mailer.ask("INSERT INTO mine (said) VALUES ('a'), ('b') RETURNING id, n, more");
  expect(numbered).toEqual([
    ['1', '7', '1'],
    ['2', '8', '2'],
  ]);
  await mailer.ask('INSERT INTO mine (said) SELECT name FROM customers');
  const seen = await mailer.ask('SELECT count(*) FROM customers');
  expect(await mailer.ask('SELECT max(id) - 2 FROM mine')).toEqual(seen);
  await mailer.ask('DROP TABLE mine');
  await mailer.ask('CREATE TEMP TABLE mine (id serial)');
});

test('a key that is deferred is asked for when the transaction ends', async () => {
  await mailer.ask('CREATE TEMP TABLE mine (id int UNIQUE DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (id) DEFERRABLE)');
  await mailer.ask('BEGIN');
  await mailer.ask('ALTER TABLE mine DROP CONSTRAINT mine_pkey');
  await mailer.ask('INSERT INTO mine VALUES (1), (1)');
  await expect(mailer.ask('COMMIT')).rejects.toMatchObject({ code: '23505' });
  expect(await mailer.ask('SELECT count(*) FROM mine')).toEqual([['0']]);
});

test('no sequence of the store’s is hidden by one behind a column', async () => {
  await shop.database.query('CREATE SEQUENCE first_ones_no_seq');
  // What is not known has the catalog read anew.
  await mailer.refusal('SELECT * FROM not_there');
  for (const column of ['no serial', 'no int GENERATED ALWAYS AS IDENTITY']) {
    const { message } = await mailer.refusal(`CREATE TEMP TABLE first_ones (${column})`);
    expect(message).toMatch(/^`first_ones_no_seq` is the name of something else/);
  }
  await mailer.ask('CREATE TEMP TABLE first_ones (other serial)');
});
