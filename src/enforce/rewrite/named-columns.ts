import { isStruct, listOf, nameParts, type Struct, stringOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import type { ColumnName, Columns, NamedParts } from './named-parts.js';

function newParts(): NamedParts {
  return { isAggregated: false, isJson: false, taken: [], inside: [], taking: 0, columns: newColumns() };
}

function newColumns(): Columns {
  return { own: [], inside: [], isEmpty: true };
}

/** Of what is not rewritten yet. Of a query that stands in others it is found once, for all that ask. */
export function namedIn(tree: unknown, context: RewriteContext): NamedParts {
  const found = newParts();
  collect(tree, found, context);
  return found;
}

/** The columns that an aggregate takes, those of queries in its arguments too. */
export function columnsTaken(call: Struct, context: RewriteContext): Columns {
  return takenBy(call, context).columns;
}

function collect(value: unknown, found: NamedParts, context: RewriteContext, into = found.columns): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, context, into);
    return;
  }
  if (!isStruct(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (typeof inner !== 'object' || key === 'A_Const') continue;
    if (key.startsWith('Json') && key.includes('Agg')) {
      found.isJson = true;
      found.taking += 1;
    }
    if (key === 'ColumnRef') {
      into.own.push(partsOf(inner as Struct));
      into.isEmpty = false;
    } else if (key === 'SelectStmt') collectQuery(inner as Struct, found, context, into);
    else if (key === 'FuncCall' && isAggregate(inner as Struct, context))
      collectAggregate(inner as Struct, found, context, into);
    else collect(inner, found, context, into);
  }
}

function collectQuery(select: Struct, found: NamedParts, context: RewriteContext, into: Columns): void {
  const inner = kept(select, select, context);
  found.inside.push(inner);
  found.taking += inner.taking;
  add(inner.columns, into);
}

function collectAggregate(call: Struct, found: NamedParts, context: RewriteContext, into: Columns): void {
  found.isAggregated = true;
  const taken = takenBy(call, context);
  found.isJson ||= taken.isJson;
  found.taking += taken.taking;
  if (taken.taking > 0) found.inside.push(taken);
  else if (!taken.columns.isEmpty) {
    found.taken.push(taken.columns);
    found.taking += 1;
  }
  add(taken.columns, into);
  collect(call.over, found, context, into);
}

function add(columns: Columns, into: Columns): void {
  if (columns.isEmpty) return;
  const [only, ...others] = columns.inside;
  // What stands in others that name nothing themselves is not far to look for.
  into.inside.push(columns.own.length === 0 && only !== undefined && others.length === 0 ? only : columns);
  into.isEmpty = false;
}

/** What is in an aggregate's arguments. */
function takenBy(call: Struct, context: RewriteContext): NamedParts {
  return kept(call, [call.args, call.agg_order, call.agg_filter], context);
}

/** Of a query or call: each that stands around it asks. */
function kept(key: Struct, tree: unknown, context: RewriteContext): NamedParts {
  const known = context.named.get(key);
  if (known !== undefined) return known;
  const found = namedIn(tree, context);
  context.named.set(key, found);
  return found;
}

/** The end of `*` and `c.*`. */
export const star = '*';

export function partsOf({ fields }: Struct): ColumnName {
  return listOf(fields).map((field) => stringOf(field) ?? star);
}

function isAggregate(call: Struct, context: RewriteContext): boolean {
  const parts = nameParts(call.funcname);
  if (parts === null || parts.length === 0) return false;
  return functionsOf(parts, context).some(({ kind }) => kind === 'a');
}
