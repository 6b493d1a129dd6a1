import { inOneGo } from '../../../base/index.js';
import { as, isStruct, listOf, type Relation, type Struct, type TreeNode, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { Place } from '../../rewrite/context.js';
import { rewriteField } from '../../rewrite/expression.js';
import type { StatementState } from '../statement-state.js';
import { type CatalogChange, pendingRelation } from './catalog-change.js';
import { changeableRelation } from './names.js';
import { admitBounds, admitColumn, admitConstraint, definitionPlace } from './table-parts.js';
import { assertKeysWriteNothingProtected } from './written-by-keys.js';

type Alteration = (command: Struct, place: Place) => readonly number[];

const asItIs: Alteration = () => [];
const column: Alteration = ({ def }, place) => admitColumn(as(def as TreeNode, 'ColumnDef') ?? {}, place);
const constraint: Alteration = ({ def }, place) => {
  admitConstraint(as(def as TreeNode, 'Constraint') ?? {}, place);
  return [];
};
const expression: Alteration = (command, place) => {
  inOneGo(rewriteField(command, 'def', place));
  return [];
};
/** Another table's rows become rows of this one, or cease to. */
const other: Alteration = ({ def }, place) => {
  const partition = as(def as TreeNode, 'PartitionCmd');
  const range = as(def as TreeNode, 'RangeVar') ?? partition?.name;
  if (!isStruct(range)) throw refused('ALTER TABLE with this is not handled by the guard');
  if (isStruct(partition?.bound)) admitBounds(partition.bound, place);
  const relation = changeableRelation(range, place.context);
  assertKeysWriteNothingProtected(relation, place.context);
  return relation.columns.map(({ typeOid }) => typeOid);
};

/** What ALTER TABLE may do. What is not here is refused: triggers, rules, row security, owners. */
const alterations: Readonly<Record<string, Alteration>> = {
  AT_AddColumn: column,
  AT_DropColumn: asItIs,
  AT_AlterColumnType: column,
  AT_ColumnDefault: expression,
  AT_SetNotNull: asItIs,
  AT_DropNotNull: asItIs,
  AT_SetExpression: expression,
  AT_DropExpression: asItIs,
  AT_SetStatistics: asItIs,
  AT_SetStorage: asItIs,
  AT_SetCompression: asItIs,
  AT_SetOptions: asItIs,
  AT_ResetOptions: asItIs,
  AT_AddIdentity: asItIs,
  AT_SetIdentity: asItIs,
  AT_DropIdentity: asItIs,
  AT_AddConstraint: constraint,
  AT_AlterConstraint: asItIs,
  AT_ValidateConstraint: asItIs,
  AT_DropConstraint: asItIs,
  AT_SetRelOptions: asItIs,
  AT_ResetRelOptions: asItIs,
  AT_ReplicaIdentity: asItIs,
  AT_ClusterOn: asItIs,
  AT_DropCluster: asItIs,
  AT_SetLogged: asItIs,
  AT_SetUnLogged: asItIs,
  AT_AddInherit: other,
  AT_DropInherit: other,
  AT_AttachPartition: other,
  AT_DetachPartition: other,
};

const kinds = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW']);

/** ALTER TABLE and its like, of what nobody protects. @throws GatewayError `refused`, or UnknownName. */
export function alterTable(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  if (!kinds.has(textOf(struct.objtype) ?? ''))
    throw refused('ALTER of this kind of object is not handled by the guard');
  const relation = changeableRelation(struct.relation as Struct, context);
  const place = definitionPlace(relation.name, context);
  const typeOids = listOf(struct.cmds).flatMap((node) => {
    const command = as(node, 'AlterTableCmd') ?? {};
    const subtype = textOf(command.subtype) ?? '';
    const alteration = alterations[subtype];
    if (alteration === undefined)
      throw refused(`ALTER TABLE with \`${words(subtype)}\` is not permitted through the gateway`);
    // Its rows become another's, as those of a partition do.
    if (subtype === 'AT_AddInherit') assertKeysWriteNothingProtected(relation, context);
    return alteration(command, place);
  });
  return [{ kind: 'relation', relation: altered(relation, typeOids) }];
}

function altered(relation: Relation, typeOids: readonly number[]): Relation {
  const { schema, name, kind } = relation;
  return pendingRelation({ schema, name, kind, before: relation, typeOids });
}

/** `AT_EnableTrig` as people say it. */
function words(subtype: string): string {
  return subtype
    .replace(/^AT_/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}
