import { quoteLiteral } from '../../sql/index.js';
import type { CatalogReduction } from './catalog-relations.js';

/**
 * What stands before the identifiers of a principal's prepared transactions (PostgreSQL docs, PREPARE TRANSACTION): the role in the
 * store is the same for all, and only who prepared a transaction may end it, or hear of it. ASCII; no other principal's begins with it.
 */
export function prefixOfPrepared(principal: string): string {
  return `${encodeURIComponent(principal)}:`;
}

/** `pg_prepared_xacts` as a principal may read it, to find after a crash what it has to end: its own, as it called them. */
export function ownPreparedTransactions(principal: string): CatalogReduction {
  const prefix = prefixOfPrepared(principal);
  return {
    keeps: new Set(['transaction', 'prepared', 'owner', 'database']),
    blanks: { gid: `pg_catalog.substr(c.gid, ${prefix.length + 1})` },
    where: `pg_catalog.starts_with(c.gid, ${quoteLiteral(prefix)})`,
  };
}
