import { describe, expect, test } from 'vitest';
import { buildDataMap } from '../../../src/datamap/index.js';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { shopPolicy } from '../shop-policy.js';
import { outline, plan, refusal, smallCatalog } from '../small-view.js';

test.each([
  ['SELECT sku FROM products', 'SELECT sku FROM "public".products'],
  ['SELECT sku FROM public.products', 'SELECT sku FROM public.products'],
  ['SELECT id FROM customers', 'SELECT id FROM [public.customers] AS "customers"'],
  ['SELECT id FROM shop.public.customers x', 'SELECT id FROM [public.customers] x'],
  ['SELECT sku FROM product_list', 'SELECT sku FROM "public".product_list'],
])('%s', (sql, sent) => {
  expect(outline(plan(sql)).replaceAll('"', '')).toBe(sent.replaceAll('"', ''));
});

test('a view over what is protected stands as its definition, guards inside', () => {
  const { text } = plan('SELECT mail FROM customer_mail');
  expect(text).not.toMatch(/FROM "?public"?\."?customer_mail/);
  expect(text).toContain('AS damask_row');
});

test('a partition has its table’s guard', () => {
  expect(plan('SELECT id FROM tickets_1').text).toMatch(/"tickets_1" AS damask_row WHERE/);
});

test.each([
  ['SELECT * FROM nobody', /^42P01 relation "nobody" does not exist/],
  ['SELECT * FROM other.customers', /^42P01 relation "other\.customers" does not exist/],
  ['SELECT * FROM elsewhere.public.customers', /^42501 cross-database/],
  ['SELECT * FROM customer_copy', /^42501 materialized view `public\.customer_copy` holds a copy/],
  ['SELECT * FROM broken_view', /^42501 the definition of `public\.broken_view` can not be read/],
  ['SELECT last_value FROM counter', /^42501/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql)).toMatch(why);
});

describe('where what is unlisted is refused', () => {
  const closed = { unlisted: 'refuse' } as const;

  test.each(['products', 'product_list', 'customer_copy'])('%s is', (name) => {
    expect(refusal(`SELECT 1 FROM ${name}`, 'mailer', closed)).toMatch(/^42501 .*(not in the data map|copy)/);
  });

  test('what is listed is not', () => {
    expect(refusal('SELECT 1 FROM customers, customer_mail', 'mailer', closed)).toMatch(/^admitted/);
  });
});

test('without a purpose nothing can be named', () => {
  expect(refusal('SELECT 1 FROM customers', 'analyst', { purpose: null })).toMatch(/^42501 no purpose has been said/);
  expect(refusal('SELECT 1', 'analyst', { purpose: null })).toBe('admitted: SELECT 1');
});

/** The small catalog with relations more. */
function withRelations(...more: readonly (Pick<Relation, 'name'> & Partial<Relation>)[]): CatalogSnapshot {
  const like = smallCatalog.relation('public', 'customer_mail') as Relation;
  const added = more.map((one, at): Relation => ({ ...like, oid: 18_000 + at, ...one }));
  return {
    ...smallCatalog,
    relation: (schema, name) =>
      added.find((one) => one.schema === schema && one.name === name) ?? smallCatalog.relation(schema, name),
    relations: () => [...smallCatalog.relations(), ...added],
  };
}

describe('views', () => {
  const stack = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      name: `v${at}`,
      definition: `SELECT id, mail FROM public.${at === 0 ? 'customer_mail' : `v${at - 1}`}`,
    }));

  test('stand on views, so many and in no circle', () => {
    const catalog = withRelations(...stack(40));
    expect(refusal('SELECT mail FROM v30', 'mailer', { catalog })).toMatch(/^admitted: .*damask_row/s);
    expect(refusal('SELECT mail FROM v31', 'mailer', { catalog })).toMatch(
      /^42501 view `public.\w+` stands on too many/,
    );
    const circle = withRelations(
      { name: 'a', definition: 'SELECT id, mail FROM public.b' },
      { name: 'b', definition: 'SELECT id, mail FROM public.a' },
    );
    expect(refusal('SELECT mail FROM a', 'mailer', { catalog: circle })).toMatch(/^42501 view `public.a` stands on/);
  });

  test('that are no SELECT are not read', () => {
    const catalog = withRelations({ name: 'odd', definition: 'TRUNCATE public.customers' });
    expect(refusal('SELECT * FROM odd', 'mailer', { catalog })).toMatch(
      /^42501 the definition of `public.odd` is not a SELECT/,
    );
  });

  test('name what is PostgreSQL’s own where they do not qualify', () => {
    const catalog = withRelations({ name: 'unqualified', definition: 'SELECT id, email FROM customers' });
    expect(refusal('SELECT 1 FROM unqualified', 'mailer', { catalog })).toMatch(/^42P01 relation "customers"/);
  });
});

test('a materialized view over what nobody protects is read as a table', () => {
  const catalog = withRelations({ name: 'kept', kind: 'm', definition: 'SELECT sku, title FROM public.products' });
  expect(refusal('SELECT 1 FROM kept', 'mailer', { catalog })).toMatch(/^admitted: SELECT 1 FROM "?public"?.kept/);
  expect(refusal('SELECT 1 FROM kept', 'mailer', { catalog, unlisted: 'refuse' })).toMatch(
    /^42501 relation `public.kept` is not in the data map \(an operator can list it/,
  );
});

test('a whole of which a part is in the data map is not read around it', () => {
  const catalog = withRelations({ name: 'all_orders', kind: 'p', definition: null });
  const parent = catalog.relation('public', 'all_orders') as Relation;
  const orders = { ...(smallCatalog.relation('public', 'orders') as Relation), ancestors: [parent.oid] };
  const inherited: CatalogSnapshot = {
    ...catalog,
    relation: (schema, name) => (name === 'orders' ? orders : catalog.relation(schema, name)),
    relations: () => [...catalog.relations()].map((one) => (one.name === 'orders' ? orders : one)),
  };
  expect(refusal('SELECT 1 FROM all_orders', 'mailer', { catalog: inherited })).toMatch(
    /^42501 relation `public.all_orders` is not in the data map, and `public.orders`, which is part of it, is \(list/,
  );
});

describe('relations of the catalog', () => {
  const system = (name: string, schema = 'pg_catalog', columns = ['a', 'b']) => {
    const [like] = smallCatalog.relation('public', 'products')?.columns ?? [];
    return {
      name,
      schema,
      kind: 'r' as const,
      definition: null,
      columns: columns.map((column, at) => ({
        ...(like as Relation['columns'][number]),
        name: column,
        attnum: at + 1,
      })),
    };
  };
  const catalog = withRelations(
    system('pg_class'),
    system('pg_statistic'),
    system('tables', 'information_schema'),
    system('secret', 'pg_toast'),
    system('pg_attribute', 'pg_catalog', ['attname', 'attmissingval']),
    system('pg_stat_user_tables', 'pg_catalog', ['relid', 'relname', 'n_live_tup', 'of_a_later_version']),
  );

  test('are open, or closed', () => {
    expect(refusal('SELECT 1 FROM tables', 'mailer', { catalog })).toMatch(/^42P01/);
    expect(refusal('SELECT 1 FROM information_schema.tables', 'mailer', { catalog })).toMatch(/^admitted/);
    for (const name of ['pg_statistic', 'pg_toast.secret'])
      expect(refusal(`SELECT 1 FROM ${name}`, 'mailer', { catalog })).toMatch(
        /^42501 catalog relation `pg_\w+\.\w+` is closed \(it can hold data of protected relations, or of others\)/,
      );
  });

  test('that count rows stand with their names alone', () => {
    expect(plan('SELECT * FROM pg_stat_user_tables', 'mailer', { catalog }).text.replaceAll('"', '')).toMatch(
      /\(SELECT c\.relid, c\.relname, NULL::pg_catalog\.int8 AS n_live_tup, NULL AS of_a_later_version FROM pg_catalog\.pg_stat_user_tables AS c\)/,
    );
  });

  test('keep the system columns that are asked for', () => {
    expect(plan('SELECT xmin, attname FROM pg_attribute', 'mailer', { catalog }).text.replaceAll('"', '')).toMatch(
      /AS attmissingval, c\.xmin FROM pg_catalog\.pg_attribute AS c\)/,
    );
  });

  test('that tell of data stand with those columns blank', () => {
    expect(plan('SELECT * FROM pg_attribute', 'mailer', { catalog }).text.replaceAll('"', '')).toMatch(
      /\(SELECT c\.attname, NULL\S* AS attmissingval FROM pg_catalog\.pg_attribute AS c\)/,
    );
  });
});

test('how far a sequence is may be read where nothing is listed at all', () => {
  const nothing = { ...shopPolicy(), dataMap: buildDataMap([]).dataMap, rules: [] };
  const sql = 'SELECT last_value FROM counter';
  expect(refusal(sql)).toMatch(/^42501 sequence `public.counter` may not be read/);
  expect(refusal(sql, 'mailer', { policy: nothing })).toMatch(/^admitted/);
  expect(refusal(sql, 'mailer', { policy: nothing, unlisted: 'refuse' })).toMatch(/^42501 sequence/);
});
