import { once } from '../../base/index.js';
import { as, listOf, nameParts, type Struct, stringNode, type TreeNode } from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { namedIn, star } from './named-columns.js';
import type { Columns } from './named-parts.js';
import { resolve, type Scope, type ScopeItem } from './scope.js';

/**
 * PostgreSQL lets a query that groups by a table's primary key select the table's other columns (docs, 7.2.3: functional
 * dependency). It does not know a key of a subquery. So where a guard's key is grouped by, the columns of it that the
 * query names are grouped by too, which changes no group.
 */
export function extendGroupBy(select: Struct, scope: Scope, context: RewriteContext): void {
  const grouped = listOf(select.groupClause);
  if (grouped.length === 0 || grouped.some((node) => as(node, 'GroupingSet') !== undefined)) return;
  const keys = new Map<ScopeItem, Set<string>>();
  for (const node of grouped) note(nameParts(as(meant(node, select), 'ColumnRef')?.fields), scope, keys);
  const named = once(() => namedColumns(select, scope, context));
  const added: TreeNode[] = [];
  for (const [item, names] of keys) {
    if (item.alias === null || item.renamed || !holdsKey(item, names)) continue;
    for (const name of named().get(item) ?? []) {
      if (!names.has(name)) added.push({ ColumnRef: { fields: [stringNode(item.alias), stringNode(name)] } });
    }
  }
  if (added.length > 0) select.groupClause = [...grouped, ...added];
}

/** GROUP BY 2 and GROUP BY an output name mean an output column. */
function meant(node: TreeNode, select: Struct): unknown {
  const ordinal = as(as(node, 'A_Const'), 'ival')?.ival;
  if (typeof ordinal === 'number') return as(listOf(select.targetList)[ordinal - 1], 'ResTarget')?.val;
  return node;
}

type NamedColumns = Map<ScopeItem, Set<string>>;

/** Notes the column that a name means. */
function note(parts: readonly string[] | null, scope: Scope, found: NamedColumns): void {
  if (parts === null || parts.length === 0) return;
  const meaning = resolve(scope, parts);
  if (meaning.kind === 'column' && meaning.level === scope) namesIn(found, meaning.item).add(meaning.column.name);
}

function namesIn(found: NamedColumns, item: ScopeItem): Set<string> {
  let names = found.get(item);
  if (names === undefined) {
    names = new Set();
    found.set(item, names);
  }
  return names;
}

/** The whole key is grouped by, and what is seen of it is as unique as it is. */
function holdsKey(item: ScopeItem, names: ReadonlySet<string>): boolean {
  const compiled = item.guard?.compiled;
  if (compiled === undefined || compiled.relation.primaryKey.length === 0) return false;
  return compiled.relation.primaryKey.every((attnum) => {
    const name = compiled.relation.columns.find((column) => column.attnum === attnum)?.name ?? '';
    const column = compiledColumn(compiled, name);
    return names.has(name) && column !== undefined && column.shown !== 'absent' && column.injective;
  });
}

/** The columns of each item that a query gives, or groups or sorts by, stars included; subqueries too. */
function namedColumns(select: Struct, scope: Scope, context: RewriteContext): NamedColumns {
  const found: NamedColumns = new Map();
  const seen = new Set<string>();
  const visit = ({ own, inside }: Columns): void => {
    for (const parts of own) {
      const key = parts.join('\0');
      if (seen.has(key)) continue;
      seen.add(key);
      if (parts.at(-1) === star) noteAll(parts.at(-2) ?? star, scope, found);
      note(parts, scope, found);
    }
    for (const columns of inside) visit(columns);
  };
  visit(namedIn([select.targetList, select.havingClause, select.sortClause], context).columns);
  return found;
}

/** `*`, or `alias.*`. */
function noteAll(alias: string, { items }: Scope, found: NamedColumns): void {
  for (const item of items) {
    if (alias !== star && alias !== (item.called ?? item.alias)) continue;
    for (const { name } of item.columns ?? []) namesIn(found, item).add(name);
  }
}
