import { inOneGo } from '../../../base/index.js';
import { as, listOf, type Struct, textOf } from '../../../sql/index.js';
import { rewriteField } from '../../rewrite/expression.js';
import type { StatementState } from '../statement-state.js';
import type { CatalogChange } from './catalog-change.js';
import { changeableRelation, newName } from './names.js';
import { assertOnly, definitionPlace } from './table-parts.js';

const indexParts = new Set([
  'idxname',
  'relation',
  'accessMethod',
  'tableSpace',
  'indexParams',
  'indexIncludingParams',
  'options',
  'whereClause',
  'unique',
  'nulls_not_distinct',
  'concurrent',
  'if_not_exists',
]);

/** CREATE INDEX on what nobody protects. @throws GatewayError `refused`, or UnknownName. */
export function defineIndex(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  assertOnly(struct, indexParts, 'CREATE INDEX');
  const relation = changeableRelation(struct.relation as Struct, context);
  const place = definitionPlace(relation.name, context);
  for (const node of [...listOf(struct.indexParams), ...listOf(struct.indexIncludingParams)])
    inOneGo(rewriteField(as(node, 'IndexElem') ?? {}, 'expr', place));
  inOneGo(rewriteField(struct, 'whereClause', place));
  const name = textOf(struct.idxname);
  // Without a name PostgreSQL makes one up.
  if (name === undefined) return [{ kind: 'other' }];
  const named = newName(relation.schema, name, context);
  return [{ kind: 'index', index: { ...named, relation: relation.oid, attributes: [0], isPartial: true } }];
}
