import { as, type Column, type Relation, type Struct, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import { nameOf } from '../../rewrite/relation-name.js';
import type { StatementState } from '../statement-state.js';
import { type CatalogChange, pendingRelation } from './catalog-change.js';
import { assertNoCodeComesAlong } from './code-of-types.js';
import { assertSchemaOpen, changeableIndex, changeableRelation, namesOf, newName, notThere, partsOf } from './names.js';
import { assertTypeIsFree, typeOf } from './types.js';
import { assertKeysWriteNothingProtected } from './written-by-keys.js';

type Rename = (struct: Struct, context: RewriteContext) => readonly CatalogChange[];

const relation: Rename = (struct, context) => {
  const before = changeableRelation(struct.relation as Struct, context);
  assertStandsForItself(before, context);
  const named = newName(before.schema, textOf(struct.newname) ?? '', context);
  return moved(before, named.schema, named.name);
};

/** Of something within a relation. */
const part: Rename = (struct, context) => {
  const before = changeableRelation(struct.relation as Struct, context);
  const { schema, name, kind, columns } = before;
  const renamed = columns.filter(({ name }) => name === textOf(struct.subname));
  assertNoCodeComesAlong(typesOfColumns(renamed), context);
  return [{ kind: 'relation', relation: pendingRelation({ schema, name, kind, before }) }];
};

const index: Rename = (struct, context) => {
  const range = struct.relation as Struct;
  const schema = textOf(range.schemaname);
  const name = textOf(range.relname) ?? '';
  const found = changeableIndex(schema === undefined ? [name] : [schema, name], context);
  if (found === undefined) throw notThere(name);
  const named = newName(found.schema, textOf(struct.newname) ?? '', context);
  context.targets.add(range);
  if (schema === undefined) context.edits.qualify(range.location, found.schema);
  range.schemaname = found.schema;
  return [{ kind: 'index', index: { ...found, ...named } }];
};

const type: Rename = (struct, context) => {
  const parts = partsOf(as(struct.object, 'List')?.items);
  const found = typeOf(parts, context);
  if (found === undefined) throw notThere(parts.join('.'));
  if (found.kind !== 'e' && found.kind !== 'd') throw refused('a type of this kind is not renamed through the gateway');
  assertTypeIsFree(found, context);
  assertNoCodeComesAlong([found.oid], context);
  const named = newName(found.schema, textOf(struct.newname) ?? '', context);
  struct.object = { List: { items: namesOf(found) } };
  return [{ kind: 'type', ...named, of: found.kind }];
};

const renames: Readonly<Record<string, Rename>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_COLUMN: part,
  OBJECT_TABCONSTRAINT: part,
  OBJECT_INDEX: index,
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
};

/** ALTER … RENAME of what nobody protects. @throws GatewayError `refused`; UnknownName. */
export function renameObject(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const rename = renames[textOf(struct.renameType) ?? ''];
  if (rename === undefined) throw refused('RENAME of this kind of object is not permitted through the gateway');
  return rename(struct, context);
}

const movable = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE']);

/** ALTER … SET SCHEMA of relations that nobody protects. @throws GatewayError `refused`; UnknownName. */
export function moveToSchema(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  if (!movable.has(textOf(struct.objectType) ?? ''))
    throw refused('SET SCHEMA of this kind of object is not permitted through the gateway');
  const before = changeableRelation(struct.relation as Struct, context);
  assertStandsForItself(before, context);
  const schema = textOf(struct.newschema) ?? '';
  assertSchemaOpen(schema);
  const named = newName(schema, before.name, context);
  return moved(before, named.schema, named.name);
}

/**
 * Who has not heard of a relation's new name takes it for what had that name: where rules answer, types run code, or foreign keys
 * write what is protected, the statement was not judged by that.
 *
 * @throws GatewayError `refused`.
 */
function assertStandsForItself(relation: Relation, context: RewriteContext): void {
  if (relation.hasRules)
    throw refused(`\`${nameOf(relation)}\`, which has rules, gets no other name through the gateway`);
  // Nobody makes a value of a sequence's row.
  if (relation.kind !== 'S') assertNoCodeComesAlong(typesOfColumns(relation.columns), context);
  assertKeysWriteNothingProtected(relation, context);
}

function typesOfColumns(columns: readonly Column[]): readonly number[] {
  return columns.map(({ typeOid }) => typeOid);
}

function moved(before: Relation, schema: string, name: string): readonly CatalogChange[] {
  return [
    { kind: 'no_relation', schema: before.schema, name: before.name },
    { kind: 'relation', relation: pendingRelation({ schema, name, kind: before.kind, before }) },
  ];
}
