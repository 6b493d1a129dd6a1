import { type CatalogSnapshot, descendantsOf, type Relation } from '../../sql/index.js';

/**
 * True when a relation is read by scans of its own, of which all of its conditions are. A view may be a join, and a condition over its row
 * one of that; and what a foreign data wrapper reads, another server may sort before any condition that this one asks (PostgreSQL docs,
 * F.36, Remote Query Optimization).
 */
export function isScannedHere(relation: Relation, catalog: CatalogSnapshot): boolean {
  return scanned.has(relation.kind) && !descendantsOf(catalog, relation.oid).some(({ kind }) => kind === 'f');
}

/** Tables, partitioned ones, materialized views. */
const scanned: ReadonlySet<string> = new Set(['r', 'p', 'm']);
