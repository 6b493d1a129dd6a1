import { inOneGo } from '../../base/index.js';
import { as, isStruct, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Place, RewriteContext } from '../rewrite/context.js';
import { admitDomainDefaults } from '../rewrite/domain-defaults.js';
import { rewriteField } from '../rewrite/expression.js';
import { assertColumnName } from '../rewrite/functions.js';
import { mention } from '../rewrite/mentions.js';
import { qualifyRelation, temporaryOf } from '../rewrite/relation-name.js';
import { type TemporaryRelation, temporarySchema } from '../rewrite/temporaries.js';
import { admitType } from '../rewrite/types.js';
import { assertOnly } from './definitions/table-parts.js';
import type { StatementState } from './statement-state.js';
import { admitColumn, admitConstraint, assertIsFree, temporaryPlace } from './temporary.js';

/*
 * What changes a temporary table of the session. Its name stays bound to what it was first made under, and its columns are
 * those that it should have by now: each is read by its own name, so that one that is not there is an error.
 */

/** ALTER TABLE of a temporary table. @throws GatewayError `refused`. */
export function alterTemporary(struct: Struct, temporary: TemporaryRelation, { context }: StatementState): void {
  let { columns } = temporary;
  const place = temporaryPlace(temporary.name, columns, context);
  for (const node of listOf(struct.cmds)) {
    const command = as(node, 'AlterTableCmd') ?? {};
    const change = changes[textOf(command.subtype) ?? ''];
    if (change === undefined) throw refused('ALTER TABLE with this is not handled for temporary tables');
    columns = change(command, columns, place);
  }
  remember(struct.relation as Struct, { ...temporary, columns }, context);
}

type Change = (command: Struct, columns: readonly string[], place: Place) => readonly string[];

const same: Change = (_, columns) => columns;

const changes: Readonly<Record<string, Change>> = {
  AT_AddColumn: ({ def }, columns, place) => {
    const column = as(def as TreeNode, 'ColumnDef') ?? {};
    admitColumn(column, place.scope, place.context);
    admitDomainDefaults(place.context);
    const name = textOf(column.colname) ?? '';
    return columns.includes(name) ? columns : [...columns, name];
  },
  AT_DropColumn: ({ name }, columns) => columns.filter((column) => column !== name),
  AT_AlterColumnType: ({ def }, columns, place) => {
    const column = as(def as TreeNode, 'ColumnDef') ?? {};
    assertOnly(column, new Set(['typeName', 'raw_default', 'location']), 'a column');
    admitType(column.typeName as Struct, place.context);
    admitDomainDefaults(place.context);
    inOneGo(rewriteField(column, 'raw_default', place));
    return columns;
  },
  AT_ColumnDefault: (command, columns, place) => {
    inOneGo(rewriteField(command, 'def', place));
    return columns;
  },
  AT_SetNotNull: same,
  AT_DropNotNull: same,
  AT_AddConstraint: ({ def }, columns, place) => {
    admitConstraint(as(def as TreeNode, 'Constraint') ?? {}, place.scope, place.context);
    return columns;
  },
  AT_DropConstraint: same,
};

/** A column of one gets another name. @throws GatewayError `refused`. */
export function renameInTemporary(struct: Struct, temporary: TemporaryRelation, { context }: StatementState): void {
  if (struct.renameType !== 'OBJECT_COLUMN') throw refused('a temporary table keeps its name', 'make another one');
  const [from = '', to = ''] = [textOf(struct.subname), textOf(struct.newname)];
  assertColumnName(to, context);
  const columns = temporary.columns.map((column) => (column === from ? to : column));
  remember(struct.relation as Struct, { ...temporary, columns }, context);
}

/** CREATE INDEX on one. @throws GatewayError `refused`. */
export function indexTemporary(struct: Struct, temporary: TemporaryRelation, { context }: StatementState): void {
  const name = textOf(struct.idxname);
  if (name !== undefined) assertIsFree(name, context);
  const place = temporaryPlace(temporary.name, temporary.columns, context);
  for (const node of [...listOf(struct.indexParams), ...listOf(struct.indexIncludingParams)])
    inOneGo(rewriteField(as(node, 'IndexElem') ?? {}, 'expr', place));
  inOneGo(rewriteField(struct, 'whereClause', place));
  remember(struct.relation as Struct, temporary, context);
}

/** The temporary table that a statement changes, if its relation is one. */
export function changedTemporary(struct: Struct, { context }: StatementState): TemporaryRelation | undefined {
  const temporary = isStruct(struct.relation) ? temporaryOf(struct.relation, context) : undefined;
  if (temporary !== undefined) mention(context, temporary.typeOids);
  return temporary;
}

function remember(range: Struct, changed: TemporaryRelation, context: RewriteContext): void {
  context.temporaries.written.add(changed);
  context.targets.add(range);
  qualifyRelation(range, temporarySchema, context);
}
