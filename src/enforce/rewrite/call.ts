import type { Steps } from '../../base/index.js';
import { as, type FunctionInfo, listOf, nameParts, type Struct, stringNode, type TreeNode } from '../../sql/index.js';
import { refused } from '../refused.js';
import { sizeFunctions } from '../system/index.js';
import type { Place, Rewriting } from './context.js';
import { admitFunction, admitSettingCall, functionsOf, noteLockCall } from './functions.js';
import { settleLikeCall } from './like.js';
import { rewriteNotifyCall } from './notify-call.js';
import { takesFromAround } from './reads-around.js';
import { resolve } from './scope.js';
import { rewriteSettingCall } from './setting-call.js';
import { admitTypeByText } from './type-by-text.js';
import { admitArguments, admitCast, namesType } from './types.js';

/** Rewrites a call of a function. `rewrite` is for what it is given. */
export function* rewriteCall(struct: Struct, place: Place, rewrite: Rewriting): Steps<TreeNode> {
  const { context } = place;
  const parts = nameParts(struct.funcname);
  if (parts === null || parts.length === 0)
    throw refused('a function is named in a way that the guard does not handle');
  if (listOf(struct.args).length === 1 && namesType(parts, context)) admitCast(parts, context);
  if (isColumnNotation(parts, struct, place)) return { FuncCall: yield* rewrite.fields(struct, place) };
  const candidates = admitFunction(parts, context, struct.location);
  admitArguments(candidates, context);
  const settingCall = yield* rewriteSettingCall(parts, struct, place, rewrite);
  if (settingCall !== null) return settingCall;
  const notifyCall = yield* rewriteNotifyCall(parts, struct, place, rewrite);
  if (notifyCall !== null) return notifyCall;
  if (!context.followedCalls.has(struct) && admitSettingCall(parts, struct, context.view))
    context.findings.changesSettings = true;
  noteLockCall(parts, struct, place);
  admitTypeByText(parts, struct, context);
  qualifyCall(struct, parts, candidates, place);
  const aggregate = candidates.every((candidate) => candidate.kind === 'a' || candidate.kind === 'w');
  if (candidates.some((candidate) => candidate.schema === 'pg_catalog' && sizeFunctions.has(candidate.name))) {
    return withoutResult({ FuncCall: yield* rewrite.fields(struct, place) });
  }
  if (aggregate) return { FuncCall: yield* rewriteAggregate(struct, place, rewrite) };
  const settle = settleLikeCall(struct, place);
  return { FuncCall: settle(yield* rewrite.fields(struct, place)) };
}

/**
 * What an aggregate takes is worked out above the scan, on rows that were let through; but what it sorts by may be worked
 * out below, to sort early, what is of a query around its own is of that one's rows, and an error of a query that runs on demand
 * tells that it ran.
 */
function* rewriteAggregate(struct: Struct, place: Place, rewrite: Rewriting): Steps<Struct> {
  const sorts = struct.agg_order !== undefined || struct.agg_distinct === true || struct.over !== undefined;
  const { scope } = place;
  const isOfRows = sorts || (place.exposed && (scope.onDemand || takesFromAround(struct, scope, place.context)));
  return yield* rewrite.fields(struct, { ...place, exposed: isOfRows });
}

/**
 * Where another schema has a function of that name too, the name is qualified, so that it means the same whatever the
 * server's search_path is by now.
 */
function qualifyCall(
  struct: Struct,
  parts: readonly string[],
  candidates: readonly FunctionInfo[],
  { context }: Place,
): void {
  const [name] = parts;
  const [schema, ...others] = new Set(candidates.map((candidate) => candidate.schema));
  if (name === undefined || parts.length > 1 || schema === undefined || others.length > 0) return;
  if (context.view.catalog.functionsNamed(name).every((candidate) => candidate.schema === schema)) return;
  context.edits.qualify(struct.location, schema);
  struct.funcname = [stringNode(schema), stringNode(name)];
}

/** The type of a function's result, and NULL: how large relations are tells of rows that are filtered away. */
function withoutResult(call: TreeNode): TreeNode {
  return { CaseExpr: { args: [{ CaseWhen: { expr: { A_Const: { boolval: {} } }, result: call } }] } };
}

/** `email(c)` for `c.email`: PostgreSQL docs, 8.16.5. It means that only where no function is called so. */
function isColumnNotation(parts: readonly string[], struct: Struct, { scope, context }: Place): boolean {
  const args = listOf(struct.args);
  const row = nameParts(as(args[0], 'ColumnRef')?.fields) ?? [];
  if (parts.length !== 1 || args.length !== 1 || row.length !== 1 || functionsOf(parts, context).length > 0)
    return false;
  const meaning = resolve(scope, row);
  return meaning.kind === 'row' && meaning.item.columns?.some((column) => column.name === parts[0]) === true;
}
