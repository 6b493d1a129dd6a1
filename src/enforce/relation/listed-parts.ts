import { findRelation, type RelationEntry } from '../../datamap/index.js';
import { type Policy, rowConditions } from '../../policy/index.js';
import type { CatalogSnapshot, Relation } from '../../sql/index.js';
import { columnKeys } from './column-keys.js';

/** What is in the data map, and inherits from something: by the OID of what it is part of, one such part. */
export interface ListedParts {
  /** Of relations that are not in the data map, nor part of what is. */
  readonly ofUnlisted: ReadonlyMap<number, Relation>;
  /** Of relations that are, where the two entries do not say the same. */
  readonly listedOtherwise: ReadonlyMap<number, Relation>;
}

/** The entry of a relation, else that of the nearest relation that it is part of. */
export function entryFor(
  relation: Relation,
  { policy, store, catalog }: { readonly policy: Policy; readonly store: string; readonly catalog: CatalogSnapshot },
): RelationEntry | undefined {
  for (const member of [relation, ...relation.ancestors.map((oid) => catalog.relationByOid(oid))]) {
    const entry = member === undefined ? undefined : findRelation(policy.dataMap, store, member.schema, member.name);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/**
 * Whoever reads a relation reads the rows of its parts, under its own entry: a part that has an entry of its own must not be
 * shown, or written, by another one.
 */
export function listedParts(policy: Policy, store: string, catalog: CatalogSnapshot): ListedParts {
  const parts = { ofUnlisted: new Map<number, Relation>(), listedOtherwise: new Map<number, Relation>() };
  const facts = { policy, store, catalog };
  for (const relation of catalog.relations()) {
    const own = relation.ancestors.length === 0 ? undefined : entryFor(relation, facts);
    if (own === undefined) continue;
    for (const oid of relation.ancestors) {
      const ancestor = catalog.relationByOid(oid);
      const entry = ancestor === undefined ? undefined : entryFor(ancestor, facts);
      if (entry === undefined) parts.ofUnlisted.set(oid, relation);
      else if (ancestor !== undefined && entry !== own && !isAlike(ancestor, entry, own, policy))
        parts.listedOtherwise.set(oid, relation);
    }
  }
  return parts;
}

/** What may be seen and written of the columns of `relation` is the same under both entries, and of the same rows. */
function isAlike(relation: Relation, entry: RelationEntry, part: RelationEntry, { rules, dataMap }: Policy): boolean {
  const [said, ofPart] = [entry, part].map(({ columns }) => {
    const keys = columnKeys(relation.columns, columns.keys()).columns;
    const fields = (names: readonly string[]) => [...names].sort().map((name) => [name, columns.get(name)]);
    return (name: string) => {
      const { own = [], members = [] } = keys.get(name) ?? {};
      return fields([...own, ...members.map(({ key }) => key)]);
    };
  }) as [(name: string) => unknown[], (name: string) => unknown[]];
  // A column that the whole does not name is withheld there.
  const sameColumns = relation.columns.every(({ name }) => said(name).length === 0 || isSame(said(name), ofPart(name)));
  const rowsOf = (one: RelationEntry) => rules.map((rule) => rowConditions(rule, dataMap, one));
  return (
    sameColumns &&
    isSame(entry.subject, part.subject) &&
    isSame(entry.retain, part.retain) &&
    isSame(rowsOf(entry), rowsOf(part))
  );
}

/** Of plain data, made by the same code: what is written in another order counts as another thing. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
