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
  /** By the OID of what is part of two that are listed, of which neither is part of the other, and do not say the same: the two. */
  readonly ofSeveral: ReadonlyMap<number, readonly [Relation, Relation]>;
}

/** The entry of a relation, else that of the nearest relation that it is part of. */
export function entryFor(relation: Relation, { policy, store, catalog }: Facts): RelationEntry | undefined {
  return sourceOf(relation, { policy, store, catalog })?.entry;
}

interface Facts {
  readonly policy: Policy;
  readonly store: string;
  readonly catalog: CatalogSnapshot;
}

/** The entry, and the relation that it names. */
function sourceOf(relation: Relation, { policy, store, catalog }: Facts) {
  for (const member of [relation, ...relation.ancestors.map((oid) => catalog.relationByOid(oid))]) {
    const entry = member === undefined ? undefined : findRelation(policy.dataMap, store, member.schema, member.name);
    if (member !== undefined && entry !== undefined) return { member, entry };
  }
  return undefined;
}

/**
 * Whoever reads a relation reads the rows of its parts, under its own entry: a part that has an entry of its own must not be
 * shown, or written, by another one.
 */
export function listedParts(policy: Policy, store: string, catalog: CatalogSnapshot): ListedParts {
  const ofSeveral = new Map<number, readonly [Relation, Relation]>();
  const parts = { ofUnlisted: new Map<number, Relation>(), listedOtherwise: new Map<number, Relation>(), ofSeveral };
  const facts = { policy, store, catalog };
  for (const relation of catalog.relations()) {
    const source = relation.ancestors.length === 0 ? undefined : sourceOf(relation, facts);
    if (source === undefined) continue;
    const { member, entry: own } = source;
    for (const oid of relation.ancestors) {
      const ancestor = catalog.relationByOid(oid);
      const entry = ancestor === undefined ? undefined : entryFor(ancestor, facts);
      if (ancestor === undefined || entry === undefined) parts.ofUnlisted.set(oid, relation);
      if (ancestor === undefined || entry === undefined || entry === own) continue;
      const isUnlike = !isAlike(ancestor, entry, own, policy);
      if (isUnlike) parts.listedOtherwise.set(oid, relation);
      if (member === relation || member.ancestors.includes(oid)) continue;
      if (!isUnlike && !leavesOut(ancestor, entry, own)) continue;
      // Either of the two says something else of its rows.
      ofSeveral.set(relation.oid, [member, ancestor]);
      parts.listedOtherwise.set(member.oid, relation);
    }
  }
  return parts;
}

/** A column of `relation` that its entry does not name, and `other` does. */
function leavesOut({ columns }: Relation, entry: RelationEntry, other: RelationEntry): boolean {
  const names = ({ columns: said }: RelationEntry) => {
    const keys = columnKeys(columns, said.keys()).columns;
    return (name: string) => (keys.get(name)?.own.length ?? 0) + (keys.get(name)?.members.length ?? 0) > 0;
  };
  const [ours, others] = [names(entry), names(other)];
  return columns.some(({ name }) => others(name) && !ours(name));
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
