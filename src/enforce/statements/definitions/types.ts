import { as, effectivePath, listOf, type Struct, type TypeInfo } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import { typesOf } from '../../rewrite/types-named.js';
import type { StatementState } from '../statement-state.js';
import type { CatalogChange } from './catalog-change.js';
import { assertSchemaOpen, namesOf, newName, newRelationName, notThere, partsOf, split } from './names.js';
import { admitColumn, admitConstraint, definitionPlace } from './table-parts.js';

/** CREATE TYPE … AS ENUM. @throws GatewayError `refused`. */
export function defineEnum(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const [schema, name] = split(partsOf(struct.typeName));
  const named = newName(schema ?? undefined, name, context);
  struct.typeName = namesOf(named);
  return [{ kind: 'type', ...named, of: 'e' }];
}

/** CREATE TYPE … AS (…). @throws GatewayError `refused`, or UnknownName. */
export function defineComposite(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const named = newRelationName(struct.typevar as Struct, context);
  const place = definitionPlace(null, context);
  for (const node of listOf(struct.coldeflist)) admitColumn(as(node, 'ColumnDef') ?? {}, place);
  return [{ kind: 'type', ...named, of: 'c' }];
}

/** CREATE DOMAIN. @throws GatewayError `refused`, or UnknownName. */
export function defineDomain(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const [schema, name] = split(partsOf(struct.domainname));
  const named = newName(schema ?? undefined, name, context);
  struct.domainname = namesOf(named);
  const place = definitionPlace(null, context);
  admitColumn({ typeName: struct.typeName }, place);
  for (const node of listOf(struct.constraints)) admitConstraint(as(node, 'Constraint') ?? {}, place);
  return [{ kind: 'type', ...named, of: 'd' }];
}

/** ALTER TYPE of an enum: values are added, or renamed. @throws GatewayError `refused`; UnknownName. */
export function alterEnum(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const parts = partsOf(struct.typeName);
  const type = typeOf(parts, context);
  if (type === undefined) throw notThere(parts.join('.'));
  assertTypeIsFree(type, context);
  struct.typeName = namesOf(type);
  return [{ kind: 'other' }];
}

/** The type that a name means: the first in the order of the search_path. */
export function typeOf(parts: readonly string[], { view }: RewriteContext): TypeInfo | undefined {
  const [schema] = split(parts);
  const order = effectivePath(view.path, view.catalog);
  const found = [...typesOf(parts, view)];
  if (schema === null) found.sort((left, right) => order.indexOf(left.schema) - order.indexOf(right.schema));
  return found[0];
}

/**
 * No column of a protected relation is of the type, or of one that is made of it.
 *
 * @throws GatewayError `refused`.
 */
export function assertTypeIsFree(type: TypeInfo, { view }: RewriteContext): void {
  assertSchemaOpen(type.schema);
  const { catalog } = view;
  const standsOn = (oid: number): boolean => {
    if (oid === type.oid) return true;
    const other = catalog.typeByOid(oid);
    if (other === undefined) return false;
    if ([other.elementType, other.baseType].some((part) => part !== 0 && standsOn(part))) return true;
    const row = other.kind === 'c' && other.relation !== 0 ? catalog.relationByOid(other.relation) : undefined;
    return row !== undefined && row.kind === 'c' && row.columns.some(({ typeOid }) => standsOn(typeOid));
  };
  for (const relation of catalog.relations()) {
    if (relation.schema === 'pg_catalog' || relation.schema === 'information_schema') continue;
    if (!relation.columns.some(({ typeOid }) => standsOn(typeOid))) continue;
    if (view.isConfigured(relation) || view.compiled(relation) !== null)
      throw refused(`type \`${type.schema}.${type.name}\` stands in protected relations, and may not be changed`);
  }
}
