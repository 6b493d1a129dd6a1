import type { CatalogSnapshot, Relation } from '../../sql/index.js';

/**
 * True when a relation is read by scans of its own, of which all of its conditions are. A view may be a join, and a condition over its row
 * one of that; and what a foreign data wrapper reads, another server may sort before any condition that this one asks (PostgreSQL docs,
 * F.36, Remote Query Optimization).
 */
export function isScannedHere(relation: Relation, catalog: CatalogSnapshot): boolean {
  return scanned.has(relation.kind) && !foreignOf(catalog).has(relation.oid);
}

/** Tables, partitioned ones, materialized views. */
const scanned: ReadonlySet<string> = new Set(['r', 'p', 'm']);

const known = new WeakMap<CatalogSnapshot, ReadonlySet<number>>();

/** OIDs of foreign tables, and of what they are parts of. */
function foreignOf(catalog: CatalogSnapshot): ReadonlySet<number> {
  const before = known.get(catalog);
  if (before !== undefined) return before;
  const found = new Set<number>();
  for (const { kind, oid, ancestors } of catalog.relations()) {
    if (kind === 'f') for (const one of [oid, ...ancestors]) found.add(one);
  }
  known.set(catalog, found);
  return found;
}
