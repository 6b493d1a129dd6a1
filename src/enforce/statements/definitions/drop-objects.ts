import { as, listOf, type Struct, stringOf, type TreeNode, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import { typesWithin } from '../../rewrite/types-named.js';
import type { StatementState } from '../statement-state.js';
import type { CatalogChange } from './catalog-change.js';
import {
  assertSchemaOpen,
  changeableByName,
  changeableIndex,
  creationSchema,
  namesOf,
  notThere,
  partsOf,
  type QualifiedName,
  split,
} from './names.js';
import { assertTypeIsFree, typeOf } from './types.js';

interface Dropped {
  readonly node: TreeNode;
  readonly change: CatalogChange;
}

type Drop = (node: TreeNode, context: RewriteContext, mayBeMissing: boolean) => Dropped;

const relation: Drop = (node, context, mayBeMissing) => {
  const parts = partsOf(as(node, 'List')?.items);
  const found = changeableByName(parts, context) ?? missing(parts, context, mayBeMissing);
  return { node: listOfNames(found), change: { kind: 'no_relation', schema: found.schema, name: found.name } };
};

const index: Drop = (node, context, mayBeMissing) => {
  const parts = partsOf(as(node, 'List')?.items);
  const found = changeableIndex(parts, context) ?? missing(parts, context, mayBeMissing);
  return { node: listOfNames(found), change: { kind: 'other' } };
};

const type: Drop = (node, context, mayBeMissing) => {
  const typeName = as(node, 'TypeName') ?? {};
  const parts = partsOf(typeName.names);
  const found = typeOf(parts, context);
  if (found !== undefined) assertTypeIsFree(found, context);
  const named = found ?? missing(parts, context, mayBeMissing);
  return { node: { TypeName: { ...typeName, names: namesOf(named) } }, change: { kind: 'other' } };
};

const schema: Drop = (node) => {
  assertSchemaOpen(stringOf(node) ?? '');
  return { node, change: { kind: 'other' } };
};

/** Kinds of object that may be dropped. What hangs on a relation (triggers, rules, policies) and code are not among them. */
const drops: Readonly<Record<string, Drop>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_INDEX: index,
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
  OBJECT_SCHEMA: schema,
};

/** With these CASCADE takes views and foreign keys along; with others columns and defaults of whatever uses them. */
const cascades = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_INDEX']);

/** DROP of what nobody protects. @throws GatewayError `refused`, or UnknownName. */
export function dropObjects(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const kind = textOf(struct.removeType) ?? '';
  const drop = drops[kind];
  if (drop === undefined) throw refused('DROP of this kind of object is not permitted through the gateway');
  if (struct.behavior === 'DROP_CASCADE') assertMayCascade(kind, context);
  const dropped = listOf(struct.objects).map((node) => drop(node, context, struct.missing_ok === true));
  struct.objects = dropped.map(({ node }) => node);
  return dropped.map(({ change }) => change);
}

function assertMayCascade(kind: string, { view }: RewriteContext): void {
  if (!cascades.has(kind)) {
    throw refused(
      'DROP … CASCADE of this kind of object could change what is protected',
      'drop what depends on it first',
    );
  }
  const { catalog } = view;
  // The row type of a table may be a column of another, or be what one is made of.
  for (const relation of catalog.relations()) {
    if (relation.schema === 'pg_catalog' || relation.schema === 'information_schema') continue;
    const types = typesWithin(
      relation.columns.map(({ typeOid }) => typeOid),
      catalog,
    );
    const standsOnRows = [...types].some((oid) => catalog.typeByOid(oid)?.kind === 'c');
    if (standsOnRows && view.compiled(relation) !== null)
      throw refused('DROP … CASCADE could take columns of protected relations along', 'drop what depends on it first');
  }
}

function listOfNames(named: QualifiedName): TreeNode {
  return { List: { items: namesOf(named) } };
}

/** With IF EXISTS what is not there is passed over, wherever it could have been. */
function missing(parts: readonly string[], context: RewriteContext, mayBeMissing: boolean): QualifiedName {
  const [given, name] = split(parts);
  if (!mayBeMissing) throw notThere(parts.join('.'));
  const schema = given ?? creationSchema(context);
  assertSchemaOpen(schema);
  return { schema, name };
}
