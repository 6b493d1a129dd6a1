import type { CatalogSnapshot, Relation } from '../../src/sql/index.js';

/** A catalog that has these schemas, and in some of them a relation. */
export function catalogWith(names: readonly string[], relations: readonly string[] = []): CatalogSnapshot {
  const catalog: Pick<CatalogSnapshot, 'sessionUser' | 'hasSchema' | 'relation'> = {
    sessionUser: 'postgres',
    hasSchema: (schema) => names.includes(schema),
    relation: (schema, name) => (relations.includes(`${schema}.${name}`) ? ({ schema, name } as Relation) : undefined),
  };
  return catalog as CatalogSnapshot;
}
