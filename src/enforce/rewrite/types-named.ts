import { type CatalogSnapshot, effectivePath, type TypeInfo } from '../../sql/index.js';
import { unqualifiedBefore } from './later-keywords.js';
import type { PermittedView } from './permitted-view.js';

/**
 * The schemas in which functions, operators and types of a name can be that is written without one. Such a name is sent as it
 * is: in a view that is opened, it means what the view says only as long as the session's search_path finds nothing else.
 */
export function visibleSchemas({ catalog, path, sessionPath }: PermittedView): readonly string[] {
  const visible = effectivePath(sessionPath, catalog);
  return path === sessionPath ? visible : [...visible, ...effectivePath(path, catalog)];
}

/** OIDs of the types and of those that their values are made of: what a domain stands on, elements, bounds, members of a row. */
export function typesWithin(typeOids: Iterable<number>, catalog: CatalogSnapshot): ReadonlySet<number> {
  const found = new Set(typeOids);
  // A Set is walked in the order of insertion, and what is added on the way is walked too.
  for (const oid of found) {
    const type = catalog.typeByOid(oid);
    if (type === undefined) continue;
    if (type.baseType !== 0) found.add(type.baseType);
    if (type.elementType !== 0) found.add(type.elementType);
    if (type.relation === 0) continue;
    for (const { typeOid } of catalog.relationByOid(type.relation)?.columns ?? []) found.add(typeOid);
  }
  return found;
}

/** The types that a name can mean. */
export function typesOf(parts: readonly string[], view: PermittedView): readonly TypeInfo[] {
  const named = view.catalog.typesNamed(parts[parts.length - 1] ?? '');
  if (parts.length > 1 && unqualifiedBefore('type', parts, view.catalog) === null)
    return named.filter((type) => type.schema === parts[parts.length - 2]);
  const visible = visibleSchemas(view);
  return named.filter((type) => visible.includes(type.schema));
}
