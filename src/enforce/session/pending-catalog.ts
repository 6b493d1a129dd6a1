import { once } from '../../base/index.js';
import type { CatalogSnapshot, Relation, TypeInfo } from '../../sql/index.js';
import type { CatalogChange } from '../statements/definitions/catalog-change.js';

/**
 * What the definitions of a transaction that is still open, or has just ended, make of the catalog: for the session that sent
 * them, and until the catalog has been looked at after it. Whether the server did what they say is not known.
 */
export class PendingCatalog {
  readonly #changes: readonly CatalogChange[];
  #last: { readonly base: CatalogSnapshot; readonly catalog: CatalogSnapshot } | null = null;

  constructor(changes: readonly CatalogChange[] = []) {
    this.#changes = changes;
  }

  get isEmpty(): boolean {
    return this.#changes.length === 0;
  }

  with(change: CatalogChange): PendingCatalog {
    return new PendingCatalog([...this.#changes, change]);
  }

  /** The catalog with the changes. */
  over(base: CatalogSnapshot): CatalogSnapshot {
    if (this.isEmpty) return base;
    if (this.#last?.base !== base) this.#last = { base, catalog: changed(base, this.#changes) };
    return this.#last.catalog;
  }
}

function changed(base: CatalogSnapshot, changes: readonly CatalogChange[]): CatalogSnapshot {
  const schemas = new Set<string>();
  /** By schema and name; null: gone. */
  const relations = new Map<string, Relation | null>();
  /** The last that each name has meant, also where that is gone since. */
  const meant = new Map<string, Relation>();
  const types: TypeInfo[] = [];
  const indexes = changes.flatMap((change) => (change.kind === 'index' ? [change.index] : []));
  for (const [place, change] of changes.entries()) {
    // No OID of a server's is negative.
    const newOid = -1 - place;
    if (change.kind === 'schema') schemas.add(change.name);
    else if (change.kind === 'no_relation') relations.set(keyOf(change), null);
    else if (change.kind === 'relation') {
      const relation = change.relation.oid === 0 ? { ...change.relation, oid: newOid } : change.relation;
      const key = keyOf(relation);
      const before = meant.get(key) ?? base.relation(relation.schema, relation.name);
      meant.set(key, asAny(relation, before));
      relations.set(key, asAny(relation, before));
    } else if (change.kind === 'type') types.push(newType(newOid, change));
  }
  const byOid = new Map([...relations.values()].flatMap((one) => (one === null ? [] : [[one.oid, one] as const])));
  const changedNames = new Set(
    changes.flatMap((change) => {
      if (change.kind === 'relation') return [change.relation.name];
      return change.kind === 'no_relation' ? [change.name] : [];
    }),
  );
  // Few have such a name at all.
  const isUnchanged = (one: Relation) => !changedNames.has(one.name) || !relations.has(keyOf(one));
  const typesByOid = new Map(types.map((type) => [type.oid, type]));
  const find = (schema: string, name: string) => {
    const found = relations.get(keyOf({ schema, name }));
    return found === undefined ? base.relation(schema, name) : (found ?? undefined);
  };
  return {
    ...base,
    hasSchema: (schema) => schemas.has(schema) || base.hasSchema(schema),
    relation: find,
    relationByOid: (oid) => byOid.get(oid) ?? base.relationByOid(oid),
    relations: once(() => [...[...base.relations()].filter(isUnchanged), ...byOid.values()]),
    indexesNamed: (name) => [...indexes.filter((index) => index.name === name), ...base.indexesNamed(name)],
    typesNamed: (name) => [...types.filter((type) => type.name === name), ...base.typesNamed(name)],
    typeByOid: (oid) => typesByOid.get(oid) ?? base.typeByOid(oid),
  };
}

/**
 * A relation with a name that has meant another one. To which of them it leads is not known: the transaction may have been rolled back
 * in part, and the server may not have done what it was told. So it is taken for one that speaks, and answers, as either does.
 */
function asAny(relation: Relation, before: Relation | undefined): Relation {
  if (before === undefined) return relation;
  return {
    ...relation,
    kind: before.kind === 'S' ? 'S' : relation.kind,
    hasTriggers: relation.hasTriggers || before.hasTriggers,
    hasRules: relation.hasRules || before.hasRules,
    rowSecurity: relation.rowSecurity || before.rowSecurity,
  };
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

function newType(oid: number, { schema, name, of }: Extract<CatalogChange, { kind: 'type' }>): TypeInfo {
  const category = { c: 'C', d: 'U', e: 'E' }[of];
  return { oid, schema, name, kind: of, category, baseType: 0, elementType: 0, relation: 0, extension: null };
}
