import { LruMap } from '../base/index.js';
import type { CatalogSnapshot, Relation } from './catalog.js';
import { truncateIdentifier } from './truncate-identifier.js';

/** The schemas that an unqualified name is looked up in, in order, without the implicit ones. */
export type SearchPath = readonly string[];

/** White space to PostgreSQL: scanner_isspace. */
const space = ' \\t\\n\\r\\f\\v';
const item = new RegExp(`[${space}]*(?:"((?:[^"]|"")*)"|([^${space},"][^${space},]*))[${space}]*(,|$)`, 'y');

/**
 * Reads a search_path as SHOW prints it or SET takes it in one string: `"$user", public`. PostgreSQL docs, 5.10.3; the rules
 * are those of SplitIdentifierString in src/backend/utils/adt/varlena.c. Null when it is no list of identifiers, or longer than
 * `searchPathMax`.
 */
export function parseSearchPath(text: string): SearchPath | null {
  if (text.length > searchPathMax) return null;
  let path = parsed.get(text);
  if (path === undefined) {
    path = parse(text);
    parsed.set(text, path);
  }
  return path;
}

/** In UTF-16 units. A server takes its time over longer ones, too: a minute for 80,000 names. */
export const searchPathMax = 16_384;

/** Asked for each session, which have few different ones. */
const parsed = new LruMap<string, SearchPath | null>(100);

function parse(text: string): SearchPath | null {
  const schemas: string[] = [];
  if (isBlank.test(text)) return schemas;
  item.lastIndex = 0;
  for (;;) {
    const match = item.exec(text);
    if (match === null) return null;
    const [, quoted, plain = '', separator] = match;
    schemas.push(truncateIdentifier(quoted === undefined ? lowerAscii(plain) : quoted.replaceAll('""', '"')));
    if (separator === '') return schemas;
  }
}

const isBlank = new RegExp(`^[${space}]*$`);

/** In a UTF-8 database nothing but ASCII is folded. */
function lowerAscii(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * The schemas really searched: `$user` filled in, schemas that do not exist left out, pg_catalog first unless the path
 * names it. Temporary schemas are left out: what stands in one is its session's own, under names that nothing here has.
 */
export function effectivePath(path: SearchPath, catalog: CatalogSnapshot): readonly string[] {
  const known = found.get(path);
  if (known?.catalog === catalog) return known.schemas;
  const schemas = findSchemas(path, catalog);
  found.set(path, { catalog, schemas });
  return schemas;
}

/** Asked for each name of a statement, and the same for all statements of an asker. */
const found = new WeakMap<SearchPath, { readonly catalog: CatalogSnapshot; readonly schemas: readonly string[] }>();

/** A path may name a schema any number of times. */
function findSchemas(path: SearchPath, catalog: CatalogSnapshot): readonly string[] {
  const named = new Set(path.map((schema) => (schema === '$user' ? catalog.sessionUser : schema)));
  const schemas = [...named].filter((schema) => catalog.hasSchema(schema));
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
