import { as, listOf, type Struct, stringNode, stringOf, type TreeNode, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import type { StatementState } from '../statement-state.js';
import type { CatalogChange } from './catalog-change.js';
import {
  assertSchemaOpen,
  changeableByName,
  changeableIndex,
  changeableRelation,
  namesOf,
  notThere,
  partsOf,
} from './names.js';
import { rangesIn } from './table-parts.js';

type Commented = (object: TreeNode, context: RewriteContext) => TreeNode;

const relation: Commented = (object, context) => {
  const parts = partsOf(as(object, 'List')?.items);
  const found = changeableByName(parts, context);
  if (found === undefined) throw notThere(parts.join('.'));
  return { List: { items: namesOf(found) } };
};

/** `table.part`. */
const part: Commented = (object, context) => {
  const parts = partsOf(as(object, 'List')?.items);
  const found = changeableByName(parts.slice(0, -1), context);
  if (found === undefined) throw notThere(parts.slice(0, -1).join('.'));
  return { List: { items: [...namesOf(found), stringNode(parts.at(-1) ?? '')] } };
};

const index: Commented = (object, context) => {
  const parts = partsOf(as(object, 'List')?.items);
  const found = changeableIndex(parts, context);
  if (found === undefined) throw notThere(parts.join('.'));
  return { List: { items: namesOf(found) } };
};

const commented: Readonly<Record<string, Commented>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_COLUMN: part,
  OBJECT_TABCONSTRAINT: part,
  OBJECT_INDEX: index,
  OBJECT_SCHEMA: (object) => {
    assertSchemaOpen(stringOf(object) ?? '');
    return object;
  },
  // Dumps of every database have one on plpgsql.
  OBJECT_EXTENSION: (object) => object,
};

/** COMMENT ON what nobody protects. @throws GatewayError `refused`; UnknownName. */
export function comment(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const admit = commented[textOf(struct.objtype) ?? ''];
  if (admit === undefined) throw refused('COMMENT ON this kind of object is not permitted through the gateway');
  struct.object = admit(struct.object as TreeNode, context);
  return [{ kind: 'other' }];
}

/** GRANT and REVOKE on tables and sequences that nobody protects, named one by one. @throws GatewayError `refused`; UnknownName. */
export function grant(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const isOfRelations = struct.objtype === 'OBJECT_TABLE' || struct.objtype === 'OBJECT_SEQUENCE';
  if (!isOfRelations || struct.targtype !== 'ACL_TARGET_OBJECT' || listOf(struct.objects).length === 0)
    throw refused('GRANT and REVOKE take tables and sequences through the gateway, named one by one');
  for (const range of rangesIn(struct.objects)) changeableRelation(range, context);
  return [{ kind: 'other' }];
}
