import { inOneGo } from '../../../base/index.js';
import { as, listOf, print, resolveRelation, type Struct, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import { rewriteQuery, topLevel } from '../../rewrite/query.js';
import type { StatementState } from '../statement-state.js';
import { type CatalogChange, pendingRelation } from './catalog-change.js';
import { assertNoCastLeadsToColumns } from './code-of-types.js';
import { assertChangeable, newRelationName } from './names.js';
import { assertOnly } from './table-parts.js';

const viewParts = new Set(['view', 'aliases', 'query', 'replace', 'options', 'withCheckOption']);
const viewOptions = new Set(['check_option', 'security_barrier', 'security_invoker']);

/**
 * CREATE VIEW over what nobody protects. One over protected relations would have to hold either the relations themselves, for
 * a gateway that has not heard of the view yet to read past every guard, or the guards of one purpose for all who read it.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function defineView(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  assertOnly(struct, viewParts, 'CREATE VIEW');
  for (const node of listOf(struct.options)) {
    const option = textOf(as(node, 'DefElem')?.defname) ?? '';
    if (!viewOptions.has(option)) throw refused(`CREATE VIEW with \`${option}\` is not handled by the guard`);
  }
  const range = struct.view as Struct;
  const select = as(struct.query, 'SelectStmt');
  if (select === undefined) throw refused('CREATE VIEW takes a query');
  const columns = inOneGo(rewriteQuery(select, topLevel, context));
  if (context.touched.size > 0) {
    throw refused(
      'a view over protected relations is not made through the gateway',
      'its owner can make it at the store itself: it needs no entry in the data map; temporary ones can be permitted: `may: [temp]`',
    );
  }
  const named = newRelationName(range, context);
  const before = resolveRelation(context.view.catalog, [], named.schema, named.name);
  if (before !== undefined) assertChangeable(before, context);
  const definition = print({ SelectStmt: select });
  const typeOids = context.mentions ?? [];
  assertNoCastLeadsToColumns(columns, context);
  return [{ kind: 'relation', relation: pendingRelation({ ...named, kind: 'v', typeOids, definition }) }];
}
