import { expect, test } from 'vitest';
import type { Cascade, CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { refusal, smallCatalog } from '../small-view.js';

const oidOf = (name: string) => smallCatalog.relation('public', name)?.oid ?? 0;

/** What is referred to, and what that does to `relation`. */
type Keys = Readonly<Record<string, Partial<Omit<Cascade, 'relation'>> & { readonly relation: string }>>;

function withKeys(keys: Keys): CatalogSnapshot {
  const changed = (relation: Relation | undefined) => {
    const cascade = keys[relation?.name ?? ''];
    if (relation === undefined || cascade === undefined) return relation;
    const plain = { key: [1], onDelete: null, onUpdate: null };
    return { ...relation, cascades: [{ ...plain, ...cascade, relation: oidOf(cascade.relation) }] };
  };
  return {
    ...smallCatalog,
    relation: (schema, name) => changed(smallCatalog.relation(schema, name)),
    relationByOid: (oid) => changed(smallCatalog.relationByOid(oid)),
    relations: () => [...smallCatalog.relations()].map((relation) => changed(relation) as Relation),
  };
}

const asked = (sql: string, keys: Keys, unlisted: 'refuse' | 'allow' = 'refuse') =>
  refusal(sql, 'storefront', { catalog: withKeys(keys), unlisted });
const kept = /^42501 `public\.tickets\.body` may not be written .* foreign key to `public\.order_items` would/;
const toTickets: Keys = { order_items: { relation: 'tickets', onDelete: 'rows' } };

test('rows that may not be deleted do not go along', () => {
  expect(asked('DELETE FROM order_items', toTickets)).toMatch(kept);
  const merge = 'MERGE INTO order_items o USING (SELECT 1 AS k) s ON o.quantity = s.k WHEN MATCHED THEN DELETE';
  expect(asked(merge, toTickets)).toMatch(kept);
  expect(asked('DELETE FROM order_items', {})).toMatch(/^admitted/);
  expect(asked('DELETE FROM order_items', { order_items: { relation: 'orders', onDelete: 'rows' } })).toMatch(
    /^admitted/,
  );
  expect(asked("UPDATE order_items SET sku = 'x'", toTickets)).toMatch(/^admitted/);
});

test('nor what refers to what goes along', () => {
  const keys: Keys = {
    order_items: { relation: 'orders', onDelete: 'rows' },
    orders: { relation: 'tickets', onDelete: 'rows' },
  };
  expect(asked('DELETE FROM order_items', keys)).toMatch(/^42501 `public\.tickets\.body` .* to `public\.orders` would/);
  const round: Keys = {
    order_items: { relation: 'orders', onDelete: 'rows' },
    orders: { relation: 'order_items', onDelete: 'rows' },
  };
  expect(asked('DELETE FROM order_items', round)).toMatch(/^admitted/);
});

test('columns that may not be written are not written by a key', () => {
  const nulled: Keys = { order_items: { relation: 'tickets', onDelete: [3] } };
  expect(asked('DELETE FROM order_items', nulled)).toMatch(kept);
  expect(asked('DELETE FROM order_items', { order_items: { relation: 'tickets', onDelete: [2] } })).toMatch(
    /^admitted/,
  );
  const moved: Keys = { order_items: { relation: 'tickets', key: [2], onUpdate: [3] } };
  expect(asked("UPDATE order_items SET sku = 'x'", moved)).toMatch(kept);
  expect(asked('UPDATE order_items SET quantity = 1', moved)).toMatch(/^admitted/);
});

test('what is not listed is written by a key where it may be written at all', () => {
  const keys: Keys = { order_items: { relation: 'consent', onDelete: 'rows' } };
  expect(asked('DELETE FROM order_items', keys)).toMatch(/^42501 relation `public\.consent` is not in the data map/);
  expect(asked('DELETE FROM order_items', keys, 'allow')).toMatch(/^42501 .* would say who has consented/);
  const copy: Keys = { order_items: { relation: 'counter', onDelete: 'rows' } };
  expect(asked('DELETE FROM order_items', copy, 'allow')).toMatch(/^admitted/);
});

test('rows go along with one that comes into another partition, where they refer to the one that it leaves', () => {
  const small = (name: string) => smallCatalog.relation('public', name) as Relation;
  const whole: Relation = { ...small('order_items'), kind: 'p', partitionedBy: [2] };
  const key = { relation: small('tickets').oid, key: [1], onDelete: 'rows', onUpdate: null } as const;
  const part = (isCopy: boolean): Relation => ({
    ...whole,
    oid: 99_001,
    name: 'items_a',
    kind: 'r',
    isPartition: true,
    ancestors: [whole.oid],
    cascades: [isCopy ? { ...key, isCopy } : key],
  });
  const update = (set: string, { isCopy = false, partitionedBy = [2] } = {}) => {
    const relations = [{ ...whole, partitionedBy }, part(isCopy)];
    const catalog: CatalogSnapshot = {
      ...smallCatalog,
      relation: (schema, name) => relations.find((one) => one.name === name) ?? smallCatalog.relation(schema, name),
      relationByOid: (oid) => relations.find((one) => one.oid === oid) ?? smallCatalog.relationByOid(oid),
      relations: () => [...[...smallCatalog.relations()].filter(({ oid }) => oid !== whole.oid), ...relations],
    };
    return refusal(`UPDATE order_items SET ${set}`, 'storefront', { catalog });
  };
  expect(update("sku = 'x'")).toMatch(/^42501 `public\.tickets\.body` .* foreign key to `public\.items_a` would/);
  expect(update('quantity = 1')).toMatch(/^admitted/);
  expect(update('quantity = 1', { partitionedBy: [0] })).toMatch(/tickets\.body/);
  // A key to the whole is one still.
  expect(update("sku = 'x'", { isCopy: true })).toMatch(/^admitted/);
});
