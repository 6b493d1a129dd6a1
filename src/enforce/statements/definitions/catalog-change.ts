import type { IndexInfo, Relation, RelationKind } from '../../../sql/index.js';
import { unknownColumn } from '../../relation/unknown-column.js';

/** What a statement of an open transaction makes of the catalog, as far as later statements are read by it. */
export type CatalogChange =
  /** A relation of its name is there. Without an OID of its own it is a new one. */
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'no_relation'; readonly schema: string; readonly name: string }
  | { readonly kind: 'index'; readonly index: IndexInfo }
  | { readonly kind: 'type'; readonly schema: string; readonly name: string; readonly of: 'c' | 'd' | 'e' }
  | { readonly kind: 'schema'; readonly name: string }
  /** Nothing that a statement is read by, or nothing that is known here. */
  | { readonly kind: 'other' };

export interface NewRelation {
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** Types that stand in it. */
  readonly typeOids?: Iterable<number>;
  readonly definition?: string | null;
  /** That it inherits from. */
  readonly parents?: readonly Relation[];
  /** What it was before; null: it is new. */
  readonly before?: Relation | null;
}

/**
 * A relation as an open transaction leaves it. Whether the server did as it was told is not known, so its columns stand for
 * nothing but the types that are in it: see `Relation.isPending`.
 */
export function pendingRelation({ schema, name, kind, ...more }: NewRelation): Relation {
  const { typeOids = [], definition = null, parents = [], before = null } = more;
  const columns = [...new Set(typeOids)].map((typeOid, index) => unknownColumn(index + 1, { typeOid }));
  const ancestors = new Set(parents.flatMap(({ oid, ancestors }) => [oid, ...ancestors]));
  return {
    oid: before?.oid ?? 0,
    schema,
    name,
    kind,
    owner: before?.owner ?? '',
    columns: [...(before?.columns ?? []), ...columns],
    primaryKey: [],
    ancestors: [...(before?.ancestors ?? []), ...ancestors],
    isPartition: before?.isPartition ?? false,
    ...(before?.partitionedBy === undefined ? {} : { partitionedBy: before.partitionedBy }),
    definition: definition ?? before?.definition ?? null,
    hasTriggers: before?.hasTriggers ?? false,
    hasRules: before?.hasRules ?? false,
    rowSecurity: before?.rowSecurity ?? false,
    extension: null,
    isPending: true,
  };
}
