import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';

let shop: Shop;
let storefront: Visitor;
beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    CREATE VIEW parisians AS SELECT id, name, city, ssn FROM customers WHERE city = 'Paris';
    CREATE VIEW checked AS SELECT id, city FROM customers WHERE city = 'Paris' WITH LOCAL CHECK OPTION`);
  storefront = await shop.as('storefront');
  await storefront.session.refresh();
});
beforeEach(() => storefront.ask('BEGIN'));
afterEach(() => storefront.ask('ROLLBACK'));
afterAll(async () => {
  await storefront?.close();
  await shop?.close();
});

test('rows that the view does not show are not written', async () => {
  const seen = (await storefront.ask('SELECT count(*) FROM parisians')).flat();
  expect(
    await storefront.ask("WITH w AS (UPDATE parisians SET name = 'x' RETURNING 1) SELECT count(*) FROM w"),
  ).toEqual([seen]);
  expect(await storefront.ask("SELECT count(*) FROM customers WHERE name = 'x' AND city <> 'Paris'")).toEqual([['0']]);
  expect(await storefront.ask("UPDATE parisians SET name = 'y' WHERE ssn LIKE 'SSN%' RETURNING id")).toEqual([]);
  expect(await storefront.ask("UPDATE parisians SET name = 'y' RETURNING ssn LIMIT 1").catch(() => 'syntax')).toBe(
    'syntax',
  );
});

test('an inserted row is there, and comes back as it may be seen', async () => {
  expect(await storefront.ask("INSERT INTO parisians (id, name, city) VALUES (500, 'n', 'Paris') RETURNING *")).toEqual(
    [['500', 'n', 'Paris', null]],
  );
  expect((await storefront.refusal("INSERT INTO checked (id, city) VALUES (501, 'Rome')")).message).toMatch(
    /not handled/,
  );
});
