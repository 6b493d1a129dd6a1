import type { CatalogSnapshot, Relation } from './catalog.js';

/** Relations that inherit from this one, directly or not; partitions are among them. */
export function descendantsOf(catalog: CatalogSnapshot, oid: number): readonly Relation[] {
  return orderOf(catalog).byAncestor.get(oid) ?? [];
}

/** Whether any schema has a relation of this name. */
export function isRelationName(catalog: CatalogSnapshot, name: string): boolean {
  return orderOf(catalog).names.has(name);
}

/** Whether any relation has a column of this name. */
export function isColumnName(catalog: CatalogSnapshot, name: string): boolean {
  return orderOf(catalog).columnNames.has(name);
}

interface Order {
  readonly byAncestor: ReadonlyMap<number, readonly Relation[]>;
  readonly names: ReadonlySet<string>;
  readonly columnNames: ReadonlySet<string>;
}

/** A text may ask once for each of its statements, and a server may tell once for each word of a text: of thousands of relations. */
const orders = new WeakMap<CatalogSnapshot, Order>();

function orderOf(catalog: CatalogSnapshot): Order {
  const known = orders.get(catalog);
  if (known !== undefined) return known;
  const byAncestor = new Map<number, Relation[]>();
  const names = new Set<string>();
  const columnNames = new Set<string>();
  for (const relation of catalog.relations()) {
    names.add(relation.name);
    for (const { name } of relation.columns) columnNames.add(name);
    for (const oid of relation.ancestors) {
      const others = byAncestor.get(oid);
      if (others === undefined) byAncestor.set(oid, [relation]);
      else others.push(relation);
    }
  }
  const order = { byAncestor, names, columnNames };
  orders.set(catalog, order);
  return order;
}
