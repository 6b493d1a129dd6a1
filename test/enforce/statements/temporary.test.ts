import { expect, test } from 'vitest';
import type { TemporaryRelation } from '../../../src/enforce/rewrite/temporaries.js';
import { shopPolicy, shopPolicyWithTemporary } from '../shop-policy.js';
import { outline, plan, refusal } from '../small-view.js';

const policy = shopPolicyWithTemporary();

const mine: TemporaryRelation = {
  name: 'mine',
  columns: ['id', 'said'],
  typeOids: [],
  permit: 'now',
  holdsProtected: false,
};

function session(...relations: readonly TemporaryRelation[]) {
  const known = new Map(relations.map((relation) => [relation.name, relation]));
  return { policy, session: { temporary: { known, permit: 'now' } } };
}

const none = session();
const one = session(mine);
const full = session({ ...mine, holdsProtected: true });

const planned = (sql: string, changes = one) => plan(sql, 'storefront', changes);
const text = (sql: string, changes = one) => outline(planned(sql, changes)).replaceAll('"', '');
const no = (sql: string, changes = one) => refusal(sql, 'storefront', changes);

test('a table with columns is made in pg_temp, and remembered', () => {
  const { effects, isEarlier, hangsOnNames } = planned(
    "CREATE TEMP TABLE mine (id bigint PRIMARY KEY, said text DEFAULT lower('X') NOT NULL, CHECK (length(said) < 9)) ON COMMIT DROP",
    none,
  );
  expect(effects).toEqual([{ kind: 'temporary', relation: mine }]);
  expect([isEarlier, hangsOnNames]).toEqual([true, true]);
  expect(text('CREATE TEMP TABLE mine (id int)', none)).toBe('CREATE TEMP TABLE pg_temp.mine (id int)');
  expect(text('CREATE TABLE pg_temp.mine (id int)', none)).toContain('pg_temp.mine');
});

test('what fills one is the permitted view', () => {
  const made = planned('CREATE TEMP TABLE mine (key) AS SELECT id, ssn AS said FROM customers', none);
  expect(outline(made).replaceAll('"', '')).toBe(
    'CREATE TEMP TABLE pg_temp.mine (key) AS SELECT id, ssn AS said FROM [public.customers] AS customers',
  );
  expect(made.effects).toEqual([
    { kind: 'temporary', relation: { ...mine, columns: ['key', 'said'], holdsProtected: true } },
  ]);
  expect(text('SELECT id INTO TEMP mine FROM customers', none)).toMatch(
    /^CREATE TEMPORARY TABLE pg_temp.mine AS SELECT id FROM \[public.customers\]/,
  );
});

test('one is read by the names of its columns', () => {
  expect(text('SELECT said FROM mine m')).toBe('SELECT said FROM (SELECT c.id, c.said FROM pg_temp.mine AS c) m');
  expect(text('TABLE pg_temp.mine')).toContain('(SELECT c.id, c.said FROM pg_temp.mine AS c) AS mine');
  expect(text('SELECT ctid FROM mine')).toContain('c.said, c.ctid FROM');
  expect(no('SELECT * FROM mine TABLESAMPLE system (1)')).toMatch(/^42501 TABLESAMPLE/);
  expect(no('SELECT * FROM mine', none)).toMatch(/^42P01/);
});

test('one is written as the session likes', () => {
  expect(planned('INSERT INTO mine SELECT id, ssn FROM customers').effects).toEqual([
    { kind: 'temporary', relation: { ...mine, holdsProtected: true } },
  ]);
  expect(planned("INSERT INTO mine VALUES (1, 'x')").effects).toEqual([]);
  expect(text('UPDATE mine SET said = c.ssn FROM customers c WHERE c.id = mine.id')).toContain(
    'UPDATE pg_temp.mine SET',
  );
  expect(text('DELETE FROM mine WHERE id = 1')).toBe('DELETE FROM pg_temp.mine WHERE id = 1');
  expect(text('TRUNCATE mine')).toBe('TRUNCATE pg_temp.mine');
  expect(text('COPY mine FROM STDIN')).toContain('COPY pg_temp.mine FROM STDIN');
});

test('one that holds nothing protected fills others; one that does does not', () => {
  const sql = 'INSERT INTO products (sku, title) SELECT said, said FROM mine';
  expect(text(sql)).toContain('FROM (SELECT c.id, c.said FROM pg_temp.mine AS c)');
  expect(no(sql, full)).toMatch(/^42501 copying from or beside temporary tables/);
  expect(no('WITH m AS (DELETE FROM mine RETURNING *) UPDATE products SET title = m.said FROM m')).toMatch(/^42501/);
});

test.each([
  ['of another purpose', { ...one, session: { temporary: { known: new Map([['mine', mine]]), permit: 'later' } } }],
])('one %s is neither read nor made again', (_, changes) => {
  for (const sql of ['SELECT 1 FROM mine', 'DELETE FROM mine', 'CREATE TEMP TABLE mine (a int)'])
    expect(no(sql, changes)).toMatch(/^42501 temporary table `mine` was made under another/);
  expect(text('DROP TABLE mine', changes)).toBe('DROP TABLE pg_temp.mine');
});

test.each([
  ['CREATE TEMP TABLE customers (a int)', /name of something else/],
  ['CREATE TEMP TABLE text (a int)', /name of something else/],
  ['CREATE TEMP TABLE mine (a int CONSTRAINT orders PRIMARY KEY)', /name of something else/],
  ['CREATE TEMP TABLE mine (LIKE customer_mail)', /LIKE takes no/],
  ['CREATE TEMP TABLE mine () INHERITS (customers)', /inhRelations/],
  ['CREATE TEMP TABLE mine (a int) TABLESPACE x', /tablespacename/],
  ['CREATE TEMP TABLE mine (a int REFERENCES customers)', /constraint of this kind/],
  ['CREATE TEMP TABLE mine (a int GENERATED ALWAYS AS (leak(1)) STORED)', /constraint of this kind/],
  ['CREATE TEMP TABLE mine (a text COLLATE "C")', /collClause/],
  ['CREATE TEMP TABLE mine (a int UNIQUE USING INDEX TABLESPACE x)', /indexspace/],
  ['CREATE TEMP TABLE mine (a text DEFAULT leak(1))', /leak/],
  ['CREATE TEMP TABLE mine (leak int)', /may not be called/],
  ['CREATE TEMP TABLE mine AS SELECT 1 AS leak', /may not be called/],
  ['CREATE TEMP TABLE mine AS EXECUTE p', /takes a query/],
  ['CREATE TEMP TABLE mine WITH (fillfactor = 10) AS SELECT 1', /options/],
  ['CREATE TEMP TABLE public.mine (a int)', /no policy knows of/],
  ['CREATE TABLE mine (a int)', /definitions .*are not permitted/],
  ['CREATE TABLE mine AS SELECT 1', /definitions .*are not permitted/],
  ['CREATE MATERIALIZED VIEW mine AS SELECT 1', /definitions .*are not permitted/],
  ['SELECT 1 INTO mine', /definitions .*are not permitted/],
  ['EXPLAIN CREATE TEMP TABLE mine AS SELECT 1', /EXPLAIN is not permitted/],
  ['DROP VIEW customer_mail', /definitions .*are not permitted/],
  ['DROP TABLE IF EXISTS customers', /no temporary table of this session/],
  ['DROP TABLE mine', /no temporary table of this session/],
  ['DROP TABLE public.mine', /no temporary table of this session/],
])('%s is refused', (sql, why) => {
  expect(no(sql, none)).toMatch(why);
});

test('what is not there may be dropped if it exists', () => {
  expect(text('DROP TABLE IF EXISTS mine', none)).toBe('DROP TABLE IF EXISTS pg_temp.mine');
});

test('what is dropped beside one must be one, whatever else may be dropped', () => {
  const may = (...what: ('temp' | 'ddl')[]) => {
    const { principals, ...rest } = shopPolicy();
    const changed = [...principals].map(([name, one]) => [name, { ...one, may: new Set(what) }] as const);
    return { ...one, policy: { ...rest, principals: new Map(changed) } };
  };
  const both = may('temp', 'ddl');
  expect(text('DROP TABLE mine', both)).toBe('DROP TABLE pg_temp.mine');
  for (const objects of ['mine, products', 'products, pg_temp.mine', 'public.mine, mine'])
    expect(no(`DROP TABLE ${objects}`, both)).toMatch(/^42501 `(products|mine)` is no temporary table of this session/);
  expect(no('DROP TABLE public.mine')).toMatch(/^42501 `mine` is no temporary table of this session/);
  // Without leave for temporary ones it is a definition as any other.
  expect(no('DROP TABLE mine, products', may())).toMatch(/^42501 definitions .*are not permitted/);
});

test('nobody makes any without leave, nor too many', () => {
  const bare = { session: none.session };
  for (const sql of ['CREATE TEMP TABLE mine (a int)', 'CREATE TEMP TABLE mine AS SELECT 1'])
    expect(refusal(sql, 'storefront', bare)).toMatch(/^42501 temporary tables and views are not permitted/);
  expect(refusal('DROP TABLE IF EXISTS mine', 'storefront', bare)).toMatch(/^42501 definitions .*are not permitted/);
  const many = session(...Array.from({ length: 1_000 }, (_, index) => ({ ...mine, name: `t${index}` })));
  expect(no('CREATE TEMP TABLE mine (a int)', many)).toMatch(/too many/);
  expect(text('CREATE TEMP TABLE t7 (a int)', many)).toContain('pg_temp.t7');
});

test('the sequence behind a column hides nothing', () => {
  const [table, column] = ['t'.repeat(30), 'c'.repeat(29)];
  expect(text(`CREATE TEMP TABLE ${table} (${column.slice(1)} serial)`, none)).toContain('serial');
  expect(no(`CREATE TEMP TABLE ${table} (${column} serial)`, none)).toMatch(
    /^42501 the sequence of `c+` would have a name/,
  );
  expect(no('CREATE TEMP TABLE mine (id int, a pg_catalog.serial)', none)).toMatch(/^42704/);
  const taken = session({ ...mine, name: 'mine_id_seq' });
  for (const type of ['serial', 'serial8', 'int GENERATED BY DEFAULT AS IDENTITY'])
    expect(no(`CREATE TEMP TABLE mine (id ${type})`, taken)).toMatch(/^42501 `mine_id_seq` is the name of another/);
  expect(no('ALTER TABLE mine ADD COLUMN more serial', session(mine, { ...mine, name: 'mine_more_seq' }))).toMatch(
    /^42501 `mine_more_seq`/,
  );
  expect(no('CREATE TEMP TABLE mine (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME orders))', none)).toMatch(
    /^42501 this option/,
  );
  expect(no('CREATE TEMP TABLE mine (id int UNIQUE WITH (fillfactor = 10))', none)).toMatch(/^42501 this option/);
});
