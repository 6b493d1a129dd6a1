import { inOneGo } from '../../../base/index.js';
import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { Place, RewriteContext } from '../../rewrite/context.js';
import { admitDomainDefaults } from '../../rewrite/domain-defaults.js';
import { rewriteField, rewriteList } from '../../rewrite/expression.js';
import { assertColumnName } from '../../rewrite/functions.js';
import { qualifyRelation, temporaryOf } from '../../rewrite/relation-name.js';
import { innerScope } from '../../rewrite/scope.js';
import { admitType } from '../../rewrite/types.js';
import { typesOf } from '../../rewrite/types-named.js';
import { assertNoCastLeadsTo } from './code-of-types.js';
import { changeableRelation, creationSchema, type QualifiedName } from './names.js';

/** Where the expressions of a definition stand: they name columns of one relation, whatever these are. */
export function definitionPlace(alias: string | null, context: RewriteContext): Place {
  const scope = innerScope(null, null);
  scope.items.push({
    alias,
    qualified: null,
    columns: null,
    guard: null,
    target: null,
    qualifiedOnly: false,
    plain: true,
    extras: [],
    renamed: false,
  });
  return { scope, exposed: false, context };
}

const columnParts = new Set([
  'colname',
  'typeName',
  'constraints',
  'is_local',
  'raw_default',
  'collClause',
  'storage_name',
  'compression',
  'location',
]);

/**
 * A column of a definition, or of ALTER COLUMN … TYPE. `made` is the table that it makes, if it makes one.
 *
 * @returns the OIDs of the types that it brings.
 * @throws GatewayError `refused`.
 */
export function admitColumn(column: Struct, place: Place, made: QualifiedName | null = null): readonly number[] {
  const { context } = place;
  assertOnly(column, columnParts, 'a column');
  const name = textOf(column.colname) ?? '';
  if (name !== '') assertColumnName(name, context);
  const typeOids = isStruct(column.typeName) ? admitTypeName(column.typeName, context) : [];
  admitDomainDefaults(context);
  inOneGo(rewriteField(column, 'raw_default', place));
  for (const node of listOf(column.constraints)) admitConstraint(as(node, 'Constraint') ?? {}, place, made);
  return typeOids;
}

/** `serial` and its like are no types, but stand for one (PostgreSQL docs, 8.1.4). */
const serials = new Set(['smallserial', 'serial', 'bigserial', 'serial2', 'serial4', 'serial8']);

/** The type is one that stands for a number and a sequence. */
export function isSerial(typeName: Struct): boolean {
  const parts = nameParts(typeName.names) ?? [];
  return parts.length === 1 && serials.has(parts[0] ?? '');
}

function admitTypeName(typeName: Struct, context: RewriteContext): readonly number[] {
  if (isSerial(typeName)) return [];
  const parts = nameParts(typeName.names) ?? [];
  admitType(typeName, context);
  const typeOids = typesOf(parts, context.view).map(({ oid }) => oid);
  assertNoCastLeadsTo(typeOids, context);
  return typeOids;
}

const constraintParts = new Set([
  'contype',
  'conname',
  'keys',
  'including',
  'raw_expr',
  'nulls_not_distinct',
  'without_overlaps',
  'initially_valid',
  'skip_validation',
  'is_enforced',
  'is_no_inherit',
  'deferrable',
  'initdeferred',
  'indexname',
  'indexspace',
  'options',
  'generated_when',
  'generated_kind',
  'pktable',
  'pk_attrs',
  'fk_attrs',
  'fk_with_period',
  'pk_with_period',
  'fk_matchtype',
  'fk_upd_action',
  'fk_del_action',
  'fk_del_set_cols',
  'location',
]);

/** The bounds of a partition: PostgreSQL works them out and keeps what comes of it. MINVALUE and MAXVALUE stand there as columns. */
export function admitBounds(bound: Struct, place: Place): void {
  for (const field of ['listdatums', 'lowerdatums', 'upperdatums']) inOneGo(rewriteList(bound, field, place));
}

/** When a key's uniqueness is asked for. */
export const constraintTimes: ReadonlySet<string> = new Set([
  'CONSTR_ATTR_DEFERRABLE',
  'CONSTR_ATTR_NOT_DEFERRABLE',
  'CONSTR_ATTR_DEFERRED',
  'CONSTR_ATTR_IMMEDIATE',
]);

/** Those that have to do with one table alone. */
export const plainConstraints: ReadonlySet<string> = new Set([
  'CONSTR_NULL',
  'CONSTR_NOTNULL',
  'CONSTR_DEFAULT',
  'CONSTR_CHECK',
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
]);

const constraintKinds: ReadonlySet<string> = new Set([
  ...plainConstraints,
  ...constraintTimes,
  'CONSTR_FOREIGN',
  'CONSTR_IDENTITY',
  'CONSTR_GENERATED',
]);

/**
 * A constraint. A foreign key to what is protected would tell whoever writes the new table which values are there. One to `made`, the
 * table that the statement makes, looks for it once it is there (PostgreSQL's `transformFKConstraints`).
 *
 * @throws GatewayError `refused`.
 */
export function admitConstraint(constraint: Struct, place: Place, made: QualifiedName | null = null): void {
  assertConstraint(constraint, constraintKinds, constraintParts);
  inOneGo(rewriteField(constraint, 'raw_expr', place));
  const { pktable } = constraint;
  if (!isStruct(pktable)) return;
  if (made === null || !names(pktable, made, place.context)) changeableRelation(pktable, place.context, referring);
  else {
    place.context.targets.add(pktable);
    qualifyRelation(pktable, made.schema, place.context);
  }
}

/** A name without schema means the new table where that is searched first. */
function names(range: Struct, { schema, name }: QualifiedName, context: RewriteContext): boolean {
  if (textOf(range.relname) !== name || temporaryOf(range, context) !== undefined) return false;
  return (textOf(range.schemaname) ?? creationSchema(context)) === schema;
}

const referring = 'a foreign key to what is protected would tell which values are there';

/** @throws GatewayError `refused` for a constraint of another kind, or with other parts. */
export function assertConstraint(constraint: Struct, kinds: ReadonlySet<string>, parts: ReadonlySet<string>): void {
  if (!kinds.has(textOf(constraint.contype) ?? ''))
    throw refused('a constraint of this kind is not handled by the guard');
  assertOnly(constraint, parts, 'a constraint');
}

/** @throws GatewayError `refused` for a part of a statement that is not listed. */
export function assertOnly(struct: Struct, parts: ReadonlySet<string>, what: string): void {
  const other = Object.keys(struct).find((part) => !parts.has(part));
  if (other !== undefined) throw refused(`${what} with \`${other}\` is not handled by the guard`);
}

/** The RangeVar in a list of nodes that are none but those. */
export function rangesIn(nodes: unknown): readonly Struct[] {
  return listOf(nodes).map((node: TreeNode) => {
    const range = as(node, 'RangeVar');
    if (range === undefined) throw refused('an object is named in a way that the guard does not handle');
    return range;
  });
}
