import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, shopPolicy, type Visitor } from './shop.js';

/** Writing through the gate is as safe under contention as writing to PostgreSQL itself. */
let shop: Shop;

beforeAll(async () => {
  const policy = shopPolicy();
  // Those who see some rows only write as well: the filter has to be asked again of a row that changed meanwhile.
  const rules = policy.rules.map((rule) =>
    rule.purpose === 'marketing' ? { ...rule, write: ['user.contact', 'system'] } : rule,
  );
  shop = await openShop({ policy: { ...policy, rules } });
});

afterAll(() => shop?.close());

async function visitors(count: number, principal: string): Promise<readonly Visitor[]> {
  return Promise.all(Array.from({ length: count }, () => shop.as(principal)));
}

async function closing<Result>(all: readonly Visitor[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    for (const visitor of all) await visitor.close();
  }
}

test('no update is lost', async () => {
  const all = await visitors(6, 'storefront');
  const before = Number((await shop.database.query('SELECT balance FROM customers WHERE id = 1')).rows[0].balance);
  await closing(all, async () => {
    const rounds = 20;
    await Promise.all(
      all.map(async (visitor) => {
        for (let round = 0; round < rounds; round += 1) {
          await visitor.ask('UPDATE customers SET balance = balance - 10 WHERE id = 1 AND balance IS NOT NULL');
        }
      }),
    );
    const after = Number((await shop.database.query('SELECT balance FROM customers WHERE id = 1')).rows[0].balance);
    expect(before - after).toBe(all.length * rounds * 10);
  });
});

test('a row that left the permitted view while it was waited for is not written', async () => {
  const [mailer, storefront] = [await shop.as('mailer'), await shop.as('storefront')];
  await closing([mailer, storefront], async () => {
    await storefront.ask('BEGIN');
    await storefront.ask("UPDATE customers SET city = 'Paris' WHERE id = 4");
    const waiting = mailer.ask(
      "UPDATE customers SET email = 'changed@example.com' WHERE id = 4 AND city::text <> '' RETURNING id",
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await storefront.ask('COMMIT');
    expect(await waiting).toEqual([]);
    const { rows } = await shop.database.query('SELECT email FROM customers WHERE id = 4');
    expect(rows[0].email).toBe('user4@example.com');
  });
});

test.each([
  'SELECT balance FROM customers WHERE id = 2 FOR UPDATE',
  "SELECT balance FROM customers WHERE id = 2 AND email ~ 'user' FOR UPDATE",
])('%s locks the row itself', async (locking) => {
  const all = await visitors(4, 'storefront');
  await shop.database.query('UPDATE customers SET balance = 0 WHERE id = 2');
  await closing(all, async () => {
    await Promise.all(
      all.map(async (visitor) => {
        for (let round = 0; round < 10; round += 1) {
          await visitor.ask('BEGIN');
          const [[balance] = []] = await visitor.ask(locking);
          await visitor.ask(`UPDATE customers SET balance = ${Number(balance) + 1} WHERE id = 2`);
          await visitor.ask('COMMIT');
        }
      }),
    );
    expect(Number((await shop.database.query('SELECT balance FROM customers WHERE id = 2')).rows[0].balance)).toBe(40);
  });
});

test('a row that is locked through a fenced guard with a filter is locked', async () => {
  const [mailer, storefront] = [await shop.as('mailer'), await shop.as('storefront')];
  await closing([mailer, storefront], async () => {
    await mailer.ask('BEGIN');
    expect(await mailer.ask("SELECT id FROM customers WHERE id = 1 AND city ~ 'B' FOR UPDATE")).toEqual([['1']]);
    await expect(storefront.ask('SELECT id FROM customers WHERE id = 1 FOR UPDATE NOWAIT')).rejects.toThrow(/lock/);
    await mailer.ask('ROLLBACK');
    expect(await storefront.ask('SELECT id FROM customers WHERE id = 1 FOR UPDATE SKIP LOCKED')).toEqual([['1']]);
  });
});
