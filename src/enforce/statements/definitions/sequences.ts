import { as, listOf, type Struct, stringNode, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import type { StatementState } from '../statement-state.js';
import { type CatalogChange, pendingRelation } from './catalog-change.js';
import { changeableByName, changeableRelation, namesOf, newRelationName, notThere, partsOf } from './names.js';

/** CREATE SEQUENCE. @throws GatewayError `refused`, or UnknownName. */
export function defineSequence(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  if (struct.ownerId !== undefined) throw refused('CREATE SEQUENCE with an owner is not handled by the guard');
  const named = newRelationName(struct.sequence as Struct, context);
  admitOptions(struct, context);
  return [{ kind: 'relation', relation: pendingRelation({ ...named, kind: 'S' }) }];
}

/** ALTER SEQUENCE of one that belongs to nothing that is protected. @throws GatewayError `refused`, or UnknownName. */
export function alterSequence(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  changeableRelation(struct.sequence as Struct, context);
  admitOptions(struct, context);
  return [{ kind: 'other' }];
}

/** A sequence that belongs to a column goes with it. */
function admitOptions(struct: Struct, context: RewriteContext): void {
  for (const node of listOf(struct.options)) {
    const option = as(node, 'DefElem') ?? {};
    if (textOf(option.defname) !== 'owned_by') continue;
    const parts = partsOf(as(option.arg, 'List')?.items);
    if (parts.length === 1) continue;
    const relation = changeableByName(parts.slice(0, -1), context);
    if (relation === undefined) throw notThere(parts.slice(0, -1).join('.'));
    option.arg = { List: { items: [...namesOf(relation), stringNode(parts.at(-1) ?? '')] } };
  }
}
