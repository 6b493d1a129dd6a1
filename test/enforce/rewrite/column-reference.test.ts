import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test('a name that went through a schema goes through the alias', () => {
  const text = plan('SELECT public.customers.email, shop.public.customers.id FROM public.customers').text.replaceAll(
    '"',
    '',
  );
  expect(text).toMatch(/^SELECT customers\.email, customers\.id FROM/);
});

test('a masked column of what is written becomes its mask', () => {
  expect(plan("UPDATE customers SET city = 'x' WHERE ssn = '1' RETURNING ssn", 'storefront').text).not.toMatch(
    /WHERE "?ssn"? =/,
  );
  expect(plan("UPDATE customers SET city = 'x' WHERE city = '1'", 'storefront').text).toMatch(/WHERE "?city"? = '1'/);
});

test.each([
  ['UPDATE customers c SET city = c::text', /^42501 the whole row/],
  ["UPDATE customers SET city = 'x' RETURNING customers.nothing", /^42501 column `nothing` does not exist/],
  ['SELECT p.leak FROM customers p', /^42501 function `leak`/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront')).toMatch(why);
});

test('a column that nobody has is for PostgreSQL to complain of', () => {
  expect(refusal('SELECT nothing FROM customers')).toMatch(/^admitted: SELECT nothing FROM/);
});
