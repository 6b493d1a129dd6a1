import { as, isStruct, listOf, nameParts, type Struct } from '../../sql/index.js';
import type { Place, RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import { innerScope } from './scope.js';
import { familyOf } from './totality.js';
import { admitCast, builtinTypeName, isUntyped } from './types.js';

/*
 * Casts within constructs of SQL's own: they run as if they were written (parse_expr.c has COERCION_EXPLICIT there), and so a
 * function of the store's own may.
 */

/** The cast to a named type. @throws GatewayError `refused`. */
export function admitCastTo(typeName: unknown, context: RewriteContext): void {
  const names = isStruct(typeName) ? nameParts(typeName.names) : null;
  if (names !== null) admitCast(names, context);
}

/** JSON_TABLE, JSON_QUERY and its like make json of the document and a path of the path. @throws GatewayError `refused`. */
export function admitDocument({ context_item, pathspec }: Struct, place: Place): void {
  const document = isStruct(context_item) ? context_item.raw_expr : undefined;
  if (!isDocument(document, place)) for (const name of ['json', 'jsonb']) admitCast([name], place.context);
  // In JSON_TABLE it is a constant.
  if (as(pathspec, 'JsonTablePathSpec') !== undefined || !isStruct(pathspec) || 'string' in pathspec) return;
  if (!isUntyped(pathspec)) admitCast(['jsonpath'], place.context);
}

/**
 * What stands for a value that is not there is cast to what the construct gives: `type`, or text and jsonb where that is not said.
 *
 * @throws GatewayError `refused`.
 */
export function admitDefaults(struct: Struct, type: unknown, context: RewriteContext): void {
  const given = [struct.on_empty, struct.on_error].map((behavior) => (isStruct(behavior) ? behavior.expr : undefined));
  if (![...given, struct.coldefexpr].some((one) => one !== undefined && !isUntyped(one))) return;
  if (type === undefined) for (const name of ['text', 'jsonb']) admitCast([name], context);
  else admitCastTo(type, context);
}

/** OIDs of json, jsonb and text. */
const documents: ReadonlySet<number> = new Set([114, 3802, 25]);

const nowhere = { scope: innerScope(null, null), exposed: false };

/** It is json, or a text that is read as such, whatever the rows are. */
function isDocument(node: unknown, { scope, context }: Place): boolean {
  if (isUntyped(node)) return true;
  const type = builtinTypeName(as(node, 'TypeCast')?.typeName as Struct | undefined, context);
  if (type !== undefined) return type === 'json' || type === 'jsonb' || type === 'text';
  const parts = nameParts(as(node, 'FuncCall')?.funcname) ?? [];
  const called = parts.length === 0 ? [] : functionsOf(parts, context);
  if (called.length > 0)
    return called.every(({ schema, returnType }) => schema === 'pg_catalog' && documents.has(returnType));
  const query = as(node, 'SubLink');
  const isValue = query?.subLinkType === 'EXPR_SUBLINK';
  const [output] = isValue ? listOf(as(query.subselect, 'SelectStmt')?.targetList) : [];
  // A name in it is of its own rows, which are not known yet.
  if (output !== undefined) return isDocument(as(output, 'ResTarget')?.val, { ...nowhere, context });
  const family = familyOf(node, scope, context);
  return family === 'jsonb' || family === 'text';
}
