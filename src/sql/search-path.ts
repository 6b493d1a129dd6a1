import type { CatalogSnapshot, Relation } from './catalog.js';

/** The schemas that an unqualified name is looked up in, in order, without the implicit ones. */
export type SearchPath = readonly string[];

/**
 * Reads a search_path as SHOW prints it or SET takes it in one string: `"$user", public`. PostgreSQL docs, 5.10.3.
 * Null when it is no list of identifiers.
 */
export function parseSearchPath(text: string): SearchPath | null {
  const schemas: string[] = [];
  if (text.trim() === '') return schemas;
  const item = /\s*(?:"((?:[^"]|"")*)"|([^\s",]+))\s*(,|$)/y;
  for (;;) {
    const match = item.exec(text);
    if (match === null) return null;
    schemas.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : (match[2] ?? '').toLowerCase());
    if (match[3] === '') return item.lastIndex === text.length ? schemas : null;
  }
}

/**
 * The schemas really searched: `$user` filled in, schemas that do not exist left out, pg_catalog first unless the path
 * names it. Temporary schemas are left out: the gateway does not let them arise where it guards.
 */
export function effectivePath(path: SearchPath, catalog: CatalogSnapshot): readonly string[] {
  const schemas = path
    .map((schema) => (schema === '$user' ? catalog.sessionUser : schema))
    .filter((schema) => catalog.hasSchema(schema));
  return schemas.includes('pg_catalog') ? schemas : ['pg_catalog', ...schemas];
}

/** The relation that a name means, or undefined. `schema` is null for an unqualified name. */
export function resolveRelation(
  catalog: CatalogSnapshot,
  path: SearchPath,
  schema: string | null,
  name: string,
): Relation | undefined {
  if (schema !== null) return catalog.relation(schema, name);
  for (const candidate of effectivePath(path, catalog)) {
    const relation = catalog.relation(candidate, name);
    if (relation !== undefined) return relation;
  }
  return undefined;
}
