import { type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';

/** Constructs of SQL's own that PostgreSQL did not have before, by node: what they are called, and since which version. */
const constructs: ReadonlyMap<string, readonly [name: string, since: number]> = new Map([
  ['JsonObjectConstructor', ['json_object', 160_000]],
  ['JsonObjectAgg', ['json_objectagg', 160_000]],
  ['JsonArrayConstructor', ['json_array', 160_000]],
  ['JsonArrayQueryConstructor', ['json_array', 160_000]],
  ['JsonArrayAgg', ['json_arrayagg', 160_000]],
  ['JsonParseExpr', ['json', 170_000]],
  ['JsonScalarExpr', ['json_scalar', 170_000]],
  ['JsonSerializeExpr', ['json_serialize', 170_000]],
  ['MergeSupportFunc', ['merge_action', 170_000]],
  ['JSON_EXISTS_OP', ['json_exists', 170_000]],
  ['JSON_QUERY_OP', ['json_query', 170_000]],
  ['JSON_VALUE_OP', ['json_value', 170_000]],
]);

/**
 * The grammar here is that of the newest PostgreSQL. To an older one `json_value(…)` is a call of a function, if somebody has made one
 * of that name: it would not have been judged as that.
 *
 * @throws GatewayError `refused`.
 */
export function admitConstruct(tag: string, struct: Struct, context: RewriteContext): void {
  const found = constructs.get(tag === 'JsonFuncExpr' ? (textOf(struct.op) ?? '') : tag);
  if (found === undefined) return;
  const [name, since] = found;
  if (context.view.catalog.serverVersion >= since) return;
  const made = functionsOf([name], context).find(({ schema }) => schema !== 'pg_catalog');
  if (made === undefined) return;
  throw refused(
    `\`${name}\` is a function of the store's own in this version of PostgreSQL`,
    `call it with its schema: \`${made.schema}.${name}\``,
  );
}
