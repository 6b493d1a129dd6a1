import { describe, expect, test } from 'vitest';
import type { Relation } from '../../../src/sql/index.js';
import { plan, refusal, smallCatalog } from '../small-view.js';

const mail = smallCatalog.relation('public', 'customer_mail');
const customers = smallCatalog.relation('public', 'customers');
if (mail === undefined || customers === undefined) throw new Error('no view');

/** The small shop with a view `v` of this definition, with these columns. */
function withView(definition: string, names: readonly string[], more: Partial<Relation> = {}) {
  const columns = names.map((name, index) => ({
    ...(customers?.columns.find((column) => column.name === name) ?? { ...customers?.columns[0], name }),
    attnum: index + 1,
  })) as Relation['columns'];
  const v = { ...(mail as Relation), name: 'v', definition, columns, ...more };
  const relation = (schema: string, name: string) => (name === 'v' ? v : smallCatalog.relation(schema, name));
  return { catalog: { ...smallCatalog, relation } };
}

const some = withView('SELECT customers.id, customers.name, customers.city, customers.ssn FROM public.customers', [
  'id',
  'name',
  'city',
  'ssn',
]);
const text = (sql: string, changes = some) => plan(sql, 'storefront', changes).text.replaceAll('"', '');

describe('the table is written', () => {
  test('under the name of the view, with the columns of the view', () => {
    expect(text("UPDATE v SET city = 'x' WHERE v.id = 1 AND name = 'y'")).toBe(
      "UPDATE public.customers AS v SET city = 'x' WHERE v.id = 1 AND name = 'y'",
    );
    expect(text("INSERT INTO v AS w VALUES (1, 'n', 'c') RETURNING w.id")).toBe(
      "INSERT INTO public.customers AS w (id, name, city) VALUES (1, 'n', 'c') RETURNING w.id",
    );
    expect(text('INSERT INTO v (id) VALUES (1) RETURNING *')).toMatch(
      /RETURNING v\.id AS id, v\.name AS name, v\.city AS city, .* AS ssn$/s,
    );
  });

  test('where the view shows a row', () => {
    const few = withView(
      "SELECT c.id, c.city FROM public.customers c WHERE c.city = 'Oslo'::text AND lower(name) = 'x'",
      ['id', 'city'],
    );
    expect(text("UPDATE v SET city = 'x' WHERE id = 1 AND city = 'y'", few)).toMatch(
      /WHERE v\.city = CAST\('Oslo' AS text\) AND lower\(v\.name\) = 'x' AND id = 1 AND city = 'y'$/,
    );
    // What the view asks of a masked column is asked of its mask.
    const masked = withView("SELECT id, city FROM public.customers WHERE ssn = 'x'", ['id', 'city']);
    expect(text("UPDATE v SET city = 'x'", masked)).not.toMatch(/v\.ssn = 'x'/);
  });
});

test.each([
  ["UPDATE v SET ssn = 'x'", /may not be written/],
  ["UPDATE v SET notes = 'x'", /^42703 column "notes" of relation "\w+" does not exist/],
  ["UPDATE v SET city = 'x' WHERE notes = 'y'", /does not exist in what may be seen/],
  ["UPDATE v SET city = 'x' WHERE v.notes = 'y'", /does not exist in what may be seen/],
  [
    "UPDATE v SET city = 'x' WHERE EXISTS (SELECT FROM products WHERE notes = 'y')",
    /does not exist in what may be seen/,
  ],
  ["UPDATE v SET city = 'x' RETURNING notes", /does not exist in what may be seen/],
  ["UPDATE v SET city = 'x' RETURNING v", /whole row/],
  ["INSERT INTO v VALUES (1, 'n', 'c', 's', 'notes')", /may not be written|does not exist/],
  ["INSERT INTO v (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET city = 'x'", /through a view/],
  ['DELETE FROM v', /may not be deleted/],
  ["MERGE INTO v USING products p ON true WHEN MATCHED THEN UPDATE SET city = 'x'", /through view/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront', some)).toMatch(why);
});

test.each([
  ['SELECT id, email AS mail FROM public.customers', ['id', 'mail'], {}],
  ['SELECT id, lower(city) AS city FROM public.customers', ['id', 'city'], {}],
  ['SELECT id, city FROM public.customers', ['id', 'town'], {}],
  ['SELECT DISTINCT id FROM public.customers', ['id'], {}],
  ['SELECT id FROM public.customers LIMIT 3', ['id'], {}],
  ['SELECT id FROM public.customers GROUP BY id', ['id'], {}],
  ['SELECT customers.id FROM public.customers, public.products', ['id'], {}],
  ['SELECT id FROM (SELECT id FROM public.customers) c', ['id'], {}],
  ['SELECT id FROM public.customers UNION SELECT id FROM public.customers', ['id'], {}],
  ['WITH c AS (SELECT 1) SELECT id FROM public.customers', ['id'], {}],
  ['SELECT id FROM public.customer_mail', ['id'], {}],
  ['SELECT sku AS id FROM public.products WHERE EXISTS (SELECT FROM public.customers)', ['id'], {}],
  ['SELECT id FROM public.customers WHERE id IN (SELECT customer_id FROM public.orders)', ['id'], {}],
  ['SELECT id FROM public.customers', ['id'], { hasTriggers: true }],
  ['SELECT id FROM public.customers', ['id'], { checksRows: true }],
  ['SELECT id FROM public.customers', ['id'], { isPending: true }],
] as const)('through %s nothing is written', (definition, names, more) => {
  expect(refusal('INSERT INTO v (id) VALUES (1)', 'storefront', withView(definition, names, more))).toMatch(
    /writing through view `public.v` is not handled/,
  );
});
