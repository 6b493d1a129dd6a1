import { expect, test } from 'vitest';
import { toldByName } from '../../../src/enforce/rewrite/telling-parts.js';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { refusal, smallCatalog, smallSpace } from '../small-view.js';

/** The shop's tickets, partitioned by these columns. */
function partitionedBy(...numbers: readonly number[]): CatalogSnapshot {
  const changed = (relation: Relation | undefined) =>
    relation?.name === 'tickets' ? { ...relation, partitionedBy: numbers } : relation;
  return {
    ...smallCatalog,
    relation: (schema, name) => changed(smallCatalog.relation(schema, name)),
    relationByOid: (oid) => changed(smallCatalog.relationByOid(oid)),
    relations: () => [...smallCatalog.relations()].map((relation) => changed(relation) as Relation),
  };
}

const [id, customerId, body] = [1, 2, 3];
const asked = (sql: string, catalog: CatalogSnapshot, asker: 'mailer' | 'storefront' = 'storefront') =>
  refusal(sql, asker, { catalog });

test('a partition that tells of a hidden column is not named', () => {
  for (const numbers of [[body], [id, body], [0]]) {
    const catalog = partitionedBy(...numbers);
    const told =
      '42501 partition `public.tickets_1` tells what is in `body`, which is not seen as it is (name the table that it is a partition of)';
    expect(asked('SELECT id FROM tickets_1', catalog, 'mailer').replace(/`(?:id|customer_id)`/, '`body`')).toBe(told);
    expect(asked('SELECT id FROM tickets', catalog, 'mailer')).toMatch(/^admitted/);
  }
});

test('one that tells of what is seen is', () => {
  const catalog = partitionedBy(id, customerId, body);
  for (const sql of ['SELECT id FROM tickets_1', 'SELECT tableoid, ctid FROM tickets'])
    expect(asked(sql, catalog)).toMatch(/^admitted/);
  expect(asked('SELECT id FROM tickets_1', partitionedBy(), 'mailer')).toMatch(/^admitted/);
});

test('system columns that tell as much are not named either', () => {
  const catalog = partitionedBy(body);
  for (const sql of ['SELECT tableoid FROM tickets', 'SELECT t.ctid FROM tickets t'])
    expect(asked(sql, catalog, 'mailer')).toMatch(/^42501 `(?:tableoid|ctid)` tells what is in column `body`/);
  expect(asked('SELECT xmin FROM tickets', catalog, 'mailer')).toMatch(/^admitted/);
  // Of what has no partitions they tell nothing.
  expect(asked('SELECT tableoid, ctid FROM customers', catalog, 'mailer')).toMatch(/^admitted/);
});

test('what is no partition tells of none', () => {
  const { view } = smallSpace('mailer', { catalog: partitionedBy(body) });
  const named = (name: string) => view.catalog.relation('public', name) as Relation;
  expect(toldByName(named('tickets'), view)).toBeNull();
  expect(toldByName(named('customers'), view)).toBeNull();
  expect(toldByName(named('tickets_1'), view)).not.toBeNull();
});
