import { expect, test } from 'vitest';
import { plan, refusal, smallCatalog } from '../small-view.js';

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

test.each([
  "UPDATE customers SET city = 'x' RETURNING nothing",
  "UPDATE customers SET city = 'x' RETURNING (SELECT 1 AS nothing ORDER BY nothing + 1)",
  "UPDATE customers SET city = 'x' RETURNING (SELECT 1 AS one ORDER BY nothing)",
  "UPDATE customers SET city = 'x' WHERE (SELECT nothing) IS NULL",
  "UPDATE customers SET city = 'x' WHERE EXISTS (SELECT 1 FROM products WHERE nothing = sku)",
])('a bare name that nothing known has may be a new column of what is written: %s', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42703 column "nothing" does not exist/);
});

test.each([
  "UPDATE customers SET city = 'x' WHERE ctid = '(0,1)'",
  "UPDATE customers SET city = 'x' RETURNING (SELECT max(v) FROM (SELECT sku AS s FROM products ORDER BY s) AS q(v))",
  "UPDATE customers SET city = 'x' RETURNING (SELECT count(*) AS n FROM products GROUP BY price * 2 ORDER BY n LIMIT 1)",
  "UPDATE customers SET city = 'x' RETURNING (SELECT price * 2 AS d FROM products GROUP BY ROLLUP (d) LIMIT 1)",
  "UPDATE customers SET city = 'x' RETURNING (SELECT DISTINCT ON (d) price * 2 AS d FROM products LIMIT 1)",
  "UPDATE customers SET city = 'x' RETURNING (SELECT 1 AS u UNION SELECT 2 ORDER BY u LIMIT 1)",
  "UPDATE customers SET city = 'x' RETURNING (VALUES (1), (2) ORDER BY column1 LIMIT 1)",
  "UPDATE customers SET city = 'x' FROM json_to_record('{}') AS r(a int, b text) WHERE a = id",
  "UPDATE customers SET city = 'x' FROM unnest(ARRAY[1], ARRAY['x']) AS r(a, b) WHERE a = id",
])('%s names what is known', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^admitted/);
});

test('so may one beside what is not known', () => {
  const sql = "UPDATE customers SET city = 'x' FROM unnest(ARRAY[1], ARRAY['x']) AS r(a, b) WHERE nothing = b";
  expect(refusal(sql, 'storefront')).toMatch(/^42501 column `nothing` could mean more than one thing/);
});

test('a column that nobody has is for PostgreSQL to complain of', () => {
  expect(refusal('SELECT nothing FROM customers')).toMatch(/^admitted: SELECT nothing FROM/);
});

test('a bare name of another relation is qualified where the written one hides a column of that name', () => {
  const products = smallCatalog.relation('public', 'products');
  const [sku] = products?.columns ?? [];
  if (products === undefined || sku === undefined) throw new Error('no products');
  const notes = { ...products, name: 'notes', columns: ['ssn', 'city'].map((name) => ({ ...sku, name })) };
  const relation = (schema: string, name: string) =>
    name === 'notes' ? notes : smallCatalog.relation(schema, name === 'more' ? 'notes' : name);
  const catalog = { ...smallCatalog, relation };
  const text = (sql: string) => plan(sql, 'storefront', { catalog }).text.replaceAll('"', '');
  // Should the column be gone meanwhile, the name would be that of the row that is written.
  const update = (query: string) => `UPDATE customers SET city = 'x' WHERE id IN (${query})`;
  expect(text(update("SELECT 1 FROM notes WHERE ssn = 'a'"))).toContain("notes.ssn = 'a'");
  expect(text(update("SELECT 1 FROM notes n WHERE lower(ssn) = 'a'"))).toContain('lower(n.ssn)');
  expect(text(update("SELECT 1 FROM (SELECT * FROM notes) n WHERE ssn = 'a'"))).toContain("n.ssn = 'a'");
  expect(text(update("SELECT 1 FROM notes WHERE city = 'a'"))).toContain(" city = 'a'");
  expect(text("DELETE FROM order_items WHERE order_id IN (SELECT 1 FROM notes WHERE ssn = 'a')")).toContain(
    " ssn = 'a'",
  );
  expect(
    refusal(update('SELECT 1 FROM notes JOIN notes n USING (ssn) WHERE ssn = $$a$$'), 'storefront', { catalog }),
  ).toMatch(/^42501 column `ssn` could mean more than one thing/);
});

test('a column that is called as a function is has its name in a list of names', () => {
  const text = (sql: string) => plan(sql).text.replaceAll('"', '');
  expect(text('SELECT x.leak FROM (SELECT 1 AS leak, 2 AS b) AS x')).toContain('AS x(leak, b)');
  expect(text('WITH c AS (SELECT 1 AS leak) SELECT c.leak FROM c')).toContain('FROM c AS c(leak)');
  expect(text('SELECT leak.leak FROM generate_series(1, 2) AS leak')).toContain('AS leak(leak)');
  expect(text('SELECT j.leak FROM ((SELECT 1 AS leak) a CROSS JOIN (SELECT 2 AS b) b) AS j')).toContain(
    'AS j(leak, b)',
  );
  expect(text('SELECT x.b FROM (SELECT 1 AS leak, 2 AS b) AS x')).not.toContain('x(');
});

test('so it is where the written relation is called by that name, for it would mean the whole row', () => {
  const text = (returned: string, alias: string) =>
    plan(`UPDATE customers AS ${alias} SET city = 'x' RETURNING ${returned}`, 'storefront').text.replaceAll('"', '');
  expect(text('(SELECT q FROM (SELECT 5 AS q) AS x)', 'q')).toContain('SELECT x.q FROM');
  expect(text('(SELECT old FROM (SELECT 5 AS old) AS x)', 'q')).toContain('SELECT x.old FROM');
  expect(text('city', 'city')).toMatch(/RETURNING city\.city$/);
  // A function of that name would take the row: so the column is given it.
  expect(text('(SELECT leak FROM (SELECT 5 AS leak) AS x)', 'leak')).toMatch(/SELECT x\.leak FROM .* x\(leak\)/);
});

/** The small catalog with a relation that nobody protects, and a column in it that is called as a function is. */
function withColumn(name: string) {
  const products = smallCatalog.relation('public', 'products');
  const [sku] = products?.columns ?? [];
  if (products === undefined || sku === undefined) throw new Error('no products');
  const notes = {
    ...products,
    oid: 19_001,
    name: 'notes',
    columns: ['id', name].map((one) => ({ ...sku, name: one })),
  };
  return {
    ...smallCatalog,
    relation: (schema: string, named: string) => (named === 'notes' ? notes : smallCatalog.relation(schema, named)),
  };
}

test.each([
  ['SELECT n.leak FROM notes n', 'FROM public.notes n(id, leak)'],
  ['SELECT notes.leak FROM notes', 'FROM public.notes notes(id, leak)'],
  ['SELECT public.notes.leak FROM ONLY notes', 'FROM ONLY public.notes notes(id, leak)'],
  ['SELECT 1 FROM notes n (a) WHERE n.leak IS NULL', 'FROM public.notes n(a, leak)'],
  ["UPDATE customers SET city = 'x' FROM notes n WHERE n.leak = 'a'", 'FROM public.notes n(id, leak)'],
])('%s reads a column, also where it is gone when the statement runs', (sql, sent) => {
  const text = plan(sql, 'storefront', { catalog: withColumn('leak') }).text.replaceAll('"', '');
  expect(text.replaceAll(' AS n', ' n').replaceAll(' AS notes', ' notes').replaceAll(' (', '(')).toContain(
    sent.replaceAll(' (', '('),
  );
});

test('a column that no function is called like is read as it is', () => {
  expect(plan('SELECT n.plain FROM notes n', 'storefront', { catalog: withColumn('plain') }).text).toBe(
    'SELECT n.plain FROM "public".notes n',
  );
});
