import {
  type CatalogSnapshot,
  isStruct,
  parse,
  parseSearchPath,
  type Relation,
  resolveRelation,
} from '../sql/index.js';

/** Views in views that are opened; deeper is a circle. */
const viewsMax = 32;

/**
 * The relations that a statement names, and those behind the views among them. For telling a person about: a name that a
 * WITH gives to a query of its own may be taken for a relation's. Empty for what does not parse.
 */
export function namedRelations(statement: string, catalog: CatalogSnapshot): readonly Relation[] {
  const found = new Map<number, Relation>();
  const path = parseSearchPath(catalog.defaultSearchPath) ?? [];
  const visit = (text: string, depth: number): void => {
    for (const { schema, name } of rangeNames(text)) {
      const relation = resolveRelation(catalog, path, schema, name);
      if (relation === undefined || found.has(relation.oid)) continue;
      found.set(relation.oid, relation);
      if (relation.kind === 'v' && relation.definition !== null && depth < viewsMax)
        visit(relation.definition, depth + 1);
    }
  };
  visit(statement, 0);
  return [...found.values()];
}

function rangeNames(text: string): { schema: string | null; name: string }[] {
  const names: { schema: string | null; name: string }[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    if (!isStruct(node)) return;
    const name = node.relname;
    const schema = node.schemaname;
    if (typeof name === 'string')
      names.push({ schema: typeof schema === 'string' && schema !== '' ? schema : null, name });
    Object.values(node).forEach(walk);
  };
  try {
    for (const parsed of parse(text)) walk(parsed.node);
  } catch {
    return [];
  }
  return names;
}
