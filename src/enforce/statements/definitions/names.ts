import {
  effectivePath,
  type IndexInfo,
  nameParts,
  type Relation,
  resolveRelation,
  type Struct,
  stringNode,
  type TreeNode,
  textOf,
} from '../../../sql/index.js';
import { refused, UnknownName } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import {
  findRelationOf,
  isSystem,
  nameOf,
  qualifyRelation,
  readsProtected,
  temporaryOf,
  unlisted,
} from '../../rewrite/relation-name.js';
import { temporarySchema } from '../../rewrite/temporaries.js';

/** What an object is called, with its schema. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** The managed part of a store, where the gateway keeps what it has to know. */
const ownSchema = 'damask';

const aside = 'connect to the store itself for it, as its owner';

/**
 * The schema and name that a new object gets: names that PostgreSQL's own types and relations have are not given anew, nor
 * those that the configuration speaks of.
 *
 * @throws GatewayError `refused`.
 */
export function newName(schema: string | undefined, name: string, context: RewriteContext): QualifiedName {
  const given = schema ?? creationSchema(context);
  assertSchemaOpen(given);
  const { catalog } = context.view;
  const isTaken =
    catalog.relation('pg_catalog', name) !== undefined ||
    catalog.typesNamed(name).some((type) => type.schema === 'pg_catalog');
  if (isTaken) throw refused(`\`${name}\` is a name of PostgreSQL’s own`, 'choose another');
  if (context.view.isConfigured({ schema: given, name }))
    throw refused(`\`${given}.${name}\` is what the configuration speaks of`, aside);
  return { schema: given, name };
}

/** The same for a relation, in its place in the tree and the text. @throws GatewayError `refused`. */
export function newRelationName(range: Struct, context: RewriteContext): QualifiedName {
  assertMayHold(context);
  if (range.relpersistence === 't') throw refused('of temporary objects tables alone are handled by the guard');
  const made = newName(textOf(range.schemaname), textOf(range.relname) ?? '', context);
  context.targets.add(range);
  qualifyRelation(range, made.schema, context);
  return made;
}

/** A store that refuses what is not listed has no use for what would not be. */
function assertMayHold({ view }: RewriteContext): void {
  if (view.unlisted === 'allow') return;
  throw refused('what is made here would not be in the data map, and the store refuses what is not', aside);
}

/** Where a name without schema is made: the first schema of the search_path that is there (PostgreSQL docs, 5.10.3). */
export function creationSchema({ view: { catalog, path } }: RewriteContext): string {
  const first = path
    .map((schema) => (schema === '$user' ? catalog.sessionUser : schema))
    .find((schema) => schema === temporarySchema || catalog.hasSchema(schema));
  if (first === undefined) throw refused('no schema has been selected to create in', 'name the schema');
  return first;
}

/** @throws GatewayError `refused` for a schema in which nothing is defined through the gateway. */
export function assertSchemaOpen(schema: string): void {
  if (schema.startsWith('pg_') || schema === 'information_schema' || schema === ownSchema)
    throw refused(`nothing is defined in schema \`${schema}\` through the gateway`);
}

/**
 * The relation that a RangeVar names, when its definition may be changed: it holds nothing that is protected, and no guard
 * hangs on it. `why` is said otherwise.
 *
 * @throws GatewayError `refused`; UnknownName.
 */
export function changeableRelation(range: Struct, context: RewriteContext, why?: string): Relation {
  if (temporaryOf(range, context) !== undefined)
    throw refused('definitions of this kind are not handled for temporary tables');
  const relation = findRelationOf(range, context);
  assertChangeable(relation, context, why);
  context.targets.add(range);
  qualifyRelation(range, relation.schema, context);
  return relation;
}

/** @throws GatewayError `refused`. */
export function assertChangeable(relation: Relation, context: RewriteContext, why?: string): void {
  const { view } = context;
  if (isSystem(relation)) throw refused(`\`${nameOf(relation)}\` is the server’s own`);
  assertSchemaOpen(relation.schema);
  const isProtected =
    view.isConfigured(relation) || view.compiled(relation) !== null || view.listedDescendant(relation) !== null;
  if (isProtected)
    throw refused(why ?? `the definition of \`${nameOf(relation)}\`, which is protected, may not be changed`, aside);
  if (view.unlisted === 'refuse') throw unlisted(relation);
  if (relation.kind === 'f' || relation.kind === 'c')
    throw refused(`changing \`${nameOf(relation)}\` is not handled by the guard`, aside);
  if ((relation.kind === 'v' || relation.kind === 'm') && readsProtected(relation, context))
    throw refused(
      `the definition of \`${nameOf(relation)}\`, which reads what is protected, may not be changed`,
      aside,
    );
  const owner = relation.kind === 'S' ? view.catalog.ownerOfSequence(relation.oid) : undefined;
  const owning = owner === undefined ? undefined : view.catalog.relationByOid(owner);
  if (owning !== undefined) assertChangeable(owning, context);
}

/**
 * The relation that a list of names means, as `schema.name`; undefined when there is none.
 *
 * @throws GatewayError `refused` when it may not be changed.
 */
export function changeableByName(parts: readonly string[], context: RewriteContext): Relation | undefined {
  const { catalog, path } = context.view;
  const [schema, name] = split(parts);
  const relation = resolveRelation(catalog, path, schema, name);
  if (relation !== undefined) assertChangeable(relation, context);
  return relation;
}

/** The index that a list of names means, on a relation that may be changed. @throws GatewayError `refused`. */
export function changeableIndex(parts: readonly string[], context: RewriteContext): IndexInfo | undefined {
  const { catalog, path } = context.view;
  const [schema, name] = split(parts);
  const named = catalog.indexesNamed(name);
  const searched = schema === null ? effectivePath(path, catalog) : [schema];
  const index = searched.flatMap((one) => named.filter((candidate) => candidate.schema === one))[0];
  if (index === undefined) return undefined;
  const relation = catalog.relationByOid(index.relation);
  if (relation === undefined) throw refused(`what index \`${name}\` is on is not known`);
  assertChangeable(relation, context);
  return index;
}

/** @throws GatewayError `refused` for a name with more parts than these two. */
export function split(parts: readonly string[]): readonly [schema: string | null, name: string] {
  const [first = '', second, ...more] = parts;
  if (more.length > 0) throw refused('a name with a database in it is not handled by the guard here');
  return second === undefined ? [null, first] : [first, second];
}

export function partsOf(names: unknown): readonly string[] {
  const parts = nameParts(names);
  if (parts === null || parts.length === 0) throw refused('an object is named in a way that the guard does not handle');
  return parts;
}

export function namesOf({ schema, name }: QualifiedName): readonly TreeNode[] {
  return [stringNode(schema), stringNode(name)];
}

export function notThere(name: string): UnknownName {
  return new UnknownName('undefined_relation', `"${name}" does not exist`);
}
