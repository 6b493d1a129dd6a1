import { expect, test } from 'vitest';
import { refusal } from '../small-view.js';

const upsert = (action: string, given = "(id, name) VALUES (1, 'x')") =>
  `INSERT INTO customers ${given} ON CONFLICT (id) DO UPDATE SET ${action}`;

test.each([
  upsert('name = excluded.name'),
  upsert("name = excluded.name || 'y' WHERE excluded.name <> customers.name"),
  upsert('city = excluded.city'),
  upsert('(name, city) = ROW (excluded.name, excluded.city)'),
  upsert('name = excluded.name', "VALUES (1, 'x')"),
  "INSERT INTO products VALUES ('a') ON CONFLICT (sku) DO UPDATE SET title = excluded.label",
])('%s names what is given, or seen', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^admitted/);
});

test.each([
  [upsert('name = excluded.notes'), 'notes'],
  [upsert('name = excluded.ssn'), 'ssn'],
  [upsert('name = lower(excluded.ssn)'), 'ssn'],
  [upsert("name = 'y' WHERE excluded.ssn LIKE '1%'"), 'ssn'],
  [upsert("name = CASE WHEN excluded.ssn IS NULL THEN 'y' END"), 'ssn'],
  [upsert('name = (SELECT excluded.ssn)'), 'ssn'],
  [upsert('name = excluded::text'), 'ssn'],
  [upsert('name = (excluded).ssn'), 'ssn'],
  [upsert('name = (SELECT x.ssn FROM (SELECT excluded.*) AS x)'), 'ssn'],
  [upsert('name = excluded.ssn', "VALUES (1, 'x')"), 'ssn'],
  [upsert('name = excluded.ssn', 'DEFAULT VALUES'), 'ssn'],
])('%s names what the store puts there', (sql, name) => {
  expect(refusal(sql, 'storefront')).toContain(`42501 \`excluded.${name}\` is not given, and is not seen as it is`);
});
