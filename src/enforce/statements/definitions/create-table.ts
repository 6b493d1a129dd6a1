import { inOneGo } from '../../../base/index.js';
import { as, isStruct, listOf, print, type Struct } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import { rewriteField } from '../../rewrite/expression.js';
import { rewriteQuery, topLevel } from '../../rewrite/query.js';
import type { StatementState } from '../statement-state.js';
import { type CatalogChange, pendingRelation } from './catalog-change.js';
import { assertNoCastLeadsTo, assertNoCastLeadsToColumns } from './code-of-types.js';
import { changeableRelation, newRelationName } from './names.js';
import { admitBounds, admitColumn, admitConstraint, assertOnly, definitionPlace, rangesIn } from './table-parts.js';

const tableParts = new Set([
  'relation',
  'tableElts',
  'inhRelations',
  'partbound',
  'partspec',
  'options',
  'oncommit',
  'accessMethod',
  'tablespacename',
  'if_not_exists',
]);

/** CREATE TABLE. @throws GatewayError `refused`, or UnknownName. */
export function defineTable(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  assertOnly(struct, tableParts, 'CREATE TABLE');
  const named = newRelationName(struct.relation as Struct, context);
  const place = definitionPlace(named.name, context);
  const typeOids: number[] = [];
  for (const node of listOf(struct.tableElts)) {
    const column = as(node, 'ColumnDef');
    const constraint = as(node, 'Constraint');
    const like = as(node, 'TableLikeClause');
    if (column !== undefined) typeOids.push(...admitColumn(column, place, named));
    else if (constraint !== undefined) admitConstraint(constraint, place, named);
    else if (isStruct(like?.relation)) typeOids.push(...typesOfLike(like.relation, place.context));
    else throw refused('CREATE TABLE with this is not handled by the guard');
  }
  const parents = rangesIn(struct.inhRelations).map((range) => changeableRelation(range, context));
  typeOids.push(...parents.flatMap(({ columns }) => columns.map(({ typeOid }) => typeOid)));
  assertNoCastLeadsTo(typeOids, context);
  if (isStruct(struct.partspec)) {
    for (const node of listOf(struct.partspec.partParams))
      inOneGo(rewriteField(as(node, 'PartitionElem') ?? {}, 'expr', place));
  }
  if (isStruct(struct.partbound)) admitBounds(struct.partbound, place);
  const kind = struct.partspec === undefined ? 'r' : 'p';
  return [{ kind: 'relation', relation: pendingRelation({ ...named, kind, typeOids, parents }) }];
}

function typesOfLike(range: Struct, context: StatementState['context']): readonly number[] {
  return changeableRelation(range, context).columns.map(({ typeOid }) => typeOid);
}

const intoParts = new Set(['rel', 'colNames', 'onCommit', 'skipData', 'options', 'accessMethod', 'tableSpaceName']);

/**
 * CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW, of what nobody protects: they make a copy.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function defineTableAs(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const into = struct.into as Struct;
  const select = as(struct.query, 'SelectStmt');
  if (select === undefined) throw refused('CREATE TABLE AS takes a query', 'write the query itself');
  assertOnly(into, intoParts, 'CREATE TABLE AS');
  const columns = inOneGo(rewriteQuery(select, topLevel, context));
  if (context.touched.size > 0) {
    throw refused(
      'a copy of what is protected would be one that no policy knows of',
      'an operator can make the table and list it under `data`; INSERT … SELECT then fills it column by column',
    );
  }
  const named = newRelationName(into.rel as Struct, context);
  const kind = struct.objtype === 'OBJECT_MATVIEW' ? 'm' : 'r';
  const typeOids = context.mentions ?? [];
  assertNoCastLeadsToColumns(columns, context);
  const definition = kind === 'm' ? print({ SelectStmt: select }) : null;
  return [{ kind: 'relation', relation: pendingRelation({ ...named, kind, typeOids, definition }) }];
}
